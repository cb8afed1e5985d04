// What test.sh asks about the records of its mocha runs:
//   judge-results.ts repeatable CODE RECORD            the files to run once more, one a line
//   judge-results.ts verdict CODE RECORD [CODE RECORD] what a part came to, with its repeat where there was one
//   judge-results.ts slowest COUNT RECORD...           the slowest tests of all records; a record is called PART.ATTEMPT.jsonl
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { RecordLine } from './record-results.ts';

type Outcome = Exclude<RecordLine, { kind: 'start' | 'end' }>;
type Attempt = { passed: Outcome[]; failed: Outcome[]; skipped: Outcome[]; problems: string[] };
type Verdict = { passed: number; failed: number; skipped: number; flaky: string[]; problems: string[] };

/** Each file that is red gives at least one flaky test, and more than three of those make a run red: then a repeat can mend nothing. */
const mostRepeatedFiles = 3;

/** What the codes of timeout(1) say, under which it runs. */
const causes = new Map([
  [124, 'was ended because it took too long'],
  [137, 'was killed: it took too long and would not end, or memory ran out'],
]);

const isOutcome = (line: RecordLine): line is Outcome => line.kind !== 'start' && line.kind !== 'end';

function readRecord(path: string): RecordLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RecordLine);
}

/** Reads one run of mocha, which ended with `code`. Whatever does not add up is a problem: no run is green for want of a record. */
function readAttempt(code: number, path: string): Attempt {
  const lines = readRecord(path);
  const of = (...kinds: string[]) => lines.filter(isOutcome).filter(({ kind }) => kinds.includes(kind));
  const attempt = { passed: of('passed'), failed: of('failed', 'hook-failed'), skipped: of('skipped') };
  return { ...attempt, problems: problemsOf(code, lines, attempt) };
}

function problemsOf(code: number, lines: RecordLine[], ran: Omit<Attempt, 'problems'>): string[] {
  const start = lines[0];
  if (start?.kind !== 'start') return [`mocha ended with code ${code} and left no record of its tests.`];
  const done = ran.passed.length + ran.failed.length + ran.skipped.length;
  const soFar = `after ${done} of ${start.tests} tests`;
  if (lines.at(-1)?.kind !== 'end') {
    return [`mocha ${causes.get(code) ?? `died with code ${code}`}, ${soFar}.`];
  }
  if (done === 0) return ['mocha found no test to run.'];
  if (ran.failed.length === 0 && done !== start.tests) return [`mocha ended ${soFar}.`];
  if (code !== Math.min(ran.failed.length, 255))
    return [`mocha ended with code ${code} although ${ran.failed.length} tests failed.`];
  return [];
}

/** @returns the files with a red test or hook; none when mocha itself is not to be trusted, or when a repeat could mend nothing. */
function repeatable({ failed, problems }: Attempt): string[] {
  const files = [...new Set(failed.map(({ file }) => file))];
  if (problems.length > 0 || files.includes('') || files.length > mostRepeatedFiles) return [];
  return files;
}

function judge(first: Attempt, second?: Attempt): Verdict {
  if (second === undefined)
    return {
      passed: first.passed.length,
      failed: first.failed.length + first.problems.length,
      skipped: first.skipped.length,
      flaky: [],
      problems: first.problems,
    };
  const repeated = new Set(repeatable(first));
  const elsewhere = (list: Outcome[]) => list.filter(({ file }) => !repeated.has(file)).length;
  const flaky: string[] = [];
  const problems = [...second.problems];
  for (const test of first.failed) {
    if (second.failed.some((again) => isSame(again, test))) continue;
    if (passedAgain(second, test)) flaky.push(test.title);
    else problems.push(`"${test.title}" was red and did not run when it was repeated.`);
  }
  return {
    passed: elsewhere(first.passed) + second.passed.length,
    failed: second.failed.length + problems.length,
    skipped: elsewhere(first.skipped) + second.skipped.length,
    flaky,
    problems,
  };
}

const isSame = (one: Outcome, other: Outcome) => one.file === other.file && one.title === other.title;

/** A hook leaves no word when it passes: then its file has tests that passed, and no hook that failed. */
function passedAgain({ passed, failed }: Attempt, test: Outcome): boolean {
  if (test.kind !== 'hook-failed') return passed.some((again) => isSame(again, test));
  const hookFailed = failed.some(({ kind, file }) => kind === 'hook-failed' && file === test.file);
  return !hookFailed && passed.some(({ file }) => file === test.file);
}

function printVerdict({ passed, failed, skipped, flaky, problems }: Verdict): void {
  console.log(`passed ${passed}\nfailed ${failed}\nskipped ${skipped}`);
  for (const title of flaky) console.log(`flaky ${title}`);
  for (const problem of problems) console.log(`red ${problem}`);
}

/** Of a test that was repeated the longer run counts. Hooks are listed as well: much of the waiting is in them. */
function printSlowest(count: number, paths: readonly string[]): void {
  const longest = new Map<string, number>();
  for (const path of paths) {
    const part = basename(path).split('.')[0] ?? '';
    for (const { title, ms } of readRecord(path).filter(isOutcome)) {
      const name = `${part.padEnd(12)} ${title}`;
      longest.set(name, Math.max(ms, longest.get(name) ?? 0));
    }
  }
  for (const [name, ms] of [...longest].toSorted(([, a], [, b]) => b - a).slice(0, count))
    console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
}

const [command = '', ...args] = process.argv.slice(2);
const attempt = (at: number) => readAttempt(Number(args[at]), args[at + 1] ?? '');
const commands: Record<string, () => void> = {
  repeatable: () => repeatable(attempt(0)).forEach((file) => console.log(file)),
  verdict: () => printVerdict(judge(attempt(0), args.length > 2 ? attempt(2) : undefined)),
  slowest: () => printSlowest(Number(args[0]), args.slice(1)),
};
const act = commands[command];
if (!act) throw new Error(`There is no command "${command}".`);
act();
