import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from './paths.ts';
import { tryRun, type RunResult } from './run-program.ts';

/** Parts of our own making: what each does, in bash, and the mocha tests it may run, which lie in $PLANTED. */
export type PlantedParts = {
  parts: Record<string, string>;
  files?: Record<string, string>;
  /** Bash that comes before the parts: another limit, or a part that begins early. */
  first?: string;
};

/** Runs them through what test.sh runs its parts with. */
export async function runParts({ parts, files = {}, first = '' }: PlantedParts): Promise<RunResult> {
  const dir = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-parts-`));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const source = [
    'set -euo pipefail',
    'SOURCE_DIR=$PWD',
    ...['stages', 'run-tests', 'parts'].map((name) => `. test/support/${name}.sh`),
    'leave_nothing() { rm -rf "$RUN_DIR"; }',
    ...Object.entries(parts).map(([name, body]) => `part_${name}() { ${body}; }`),
    first,
    ...Object.keys(parts).map((name) => `stage ${name} part_${name}`),
    'report',
  ];
  const env = { ...process.env, PLANTED: dir };
  const ran = await tryRun('bash', ['-c', source.join('\n')], { cwd: rootDir, env });
  rmSync(dir, { recursive: true });
  return ran;
}

export const lastLine = (ran: RunResult) => ran.stdout.trimEnd().split('\n').at(-1);
