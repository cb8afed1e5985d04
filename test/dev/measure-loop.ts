import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchTests } from './watch-tests.ts';

/** An edit that a unit test must notice: in core, in the worker's files, and in a page. */
const edits: [path: string, right: string, wrong: string][] = [
  ['core/tools/text-quality.ts', 'minCommonShare = 0.35', 'minCommonShare = 0.99'],
  ['worker/sandbox/tools.ts', "readerStep('read-calendar')", "readerStep('read-nothing')"],
  ['server/ui/format.tsx', '1024', '1000'],
];
const mostSeconds = 60;

/** Prints, for each edit, the seconds from saving it to red, and from mending it to green. Exit code 1 when one took more than 5. */
export async function measureLoop(root: string): Promise<void> {
  let report: (isGreen: boolean) => void = () => undefined;
  watchTests(root, (isGreen) => report(isGreen));
  const nextResult = () => new Promise<boolean>((resolve) => (report = resolve));
  const lines: string[] = [];
  let slowest = 0;
  // The watchers see what was saved before them, too.
  await sleep(1_000);

  const time = async (path: string, text: string, wanted: 'red' | 'green') => {
    const started = performance.now();
    const result = Promise.race([nextResult(), sleep(mostSeconds * 1_000, undefined, { ref: false })]);
    writeFileSync(path, text);
    const isGreen = await result;
    if (isGreen !== (wanted === 'green'))
      throw new Error(`${path} did not become ${wanted}: nothing was measured.`);
    const seconds = (performance.now() - started) / 1_000;
    slowest = Math.max(slowest, seconds);
    return seconds.toFixed(1);
  };

  for (const [path, right, wrong] of edits) {
    const file = join(root, path);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(right))
      throw new Error(`${path} does not hold "${right}" any more: name another edit here.`);
    const mend = () => writeFileSync(file, text);
    process.once('exit', mend);
    const red = await time(file, text.replaceAll(right, wrong), 'red');
    const green = await time(file, text, 'green');
    process.off('exit', mend);
    lines.push(`  ${path.padEnd(30)} red after ${red} s, green after ${green} s`);
  }
  process.stdout.write(
    `\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores:\n${lines.join('\n')}\n`,
  );
  process.exitCode = slowest > 5 ? 1 : 0;
}
