import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { findConcernedTests, readImportGraph } from './import-graph.ts';

/** Editors write a file in several steps. */
const settleMs = 80;
const mocha = ['--import', './test/dev/load-tsx.ts', 'node_modules/mocha/bin/mocha.js', '--reporter', 'dot'];

/** Runs, at every saved file, the unit tests that it can turn red; a run that is under way then is ended, and its tests are run again. */
export function watchTests(root: string, onEnd: (isGreen: boolean) => void): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: ChildProcess | undefined;

  const runConcerned = () => {
    running?.kill('SIGKILL');
    const tests = findConcernedTests(readImportGraph(root), [...changed]);
    if (tests.length === 0) {
      process.stdout.write(`${[...changed].join(', ')}: no unit test reaches it\n`);
      changed.clear();
      return;
    }
    const started = performance.now();
    process.stdout.write(`\n${[...changed].join(', ')}: ${tests.join(' ')}\n`);
    const child = spawn(process.execPath, [...mocha, ...tests], { cwd: root, stdio: 'inherit' });
    running = child;
    child.once('exit', (code) => {
      if (running !== child) return;
      running = undefined;
      changed.clear();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'GREEN' : 'RED'} after ${seconds} s\n`);
      onEnd(code === 0);
    });
  };

  for (const folder of ['core', 'server', 'worker', 'ops', 'test']) {
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name === null || !/\.tsx?$/.test(name)) return;
      changed.add(`${folder}/${name}`);
      clearTimeout(timer);
      timer = setTimeout(runConcerned, settleMs);
    });
  }
}
