import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { listSourceFiles } from '../../support/hygiene.ts';
import { rootDir } from '../../support/paths.ts';
import { tryRun, type RunResult } from '../../support/run-program.ts';
import { lastLine, runParts } from '../../support/run-parts.ts';

const passes = (count: number) => `for (let n = 0; n < ${count}; n += 1) it('passes ' + n, () => {});\n`;
const fails = (title: string) => `it('${title}', () => { throw new Error('planted'); });\n`;
const runs = (file: string) => `run_tests ${file} "$PLANTED/${file}.cjs"`;

const testSh = (...args: string[]): Promise<RunResult> => tryRun('./test.sh', args, { cwd: rootDir });

describe('the test command tells the truth', () => {
  it('adds up what passed, and says 0 when all did', async () => {
    const files = { 'two.cjs': passes(12) };
    const ran = await runParts({ files, parts: { one: 'true', two: runs('two') } });
    assert.deepEqual([ran.code, lastLine(ran)], [0, '13 passed, 0 failed'], ran.stdout + ran.stderr);
  });

  it('goes on after a part that failed, and ends with 1', async () => {
    const files = { 'two.cjs': passes(3) + fails('one') + fails('two') };
    const ran = await runParts({ files, parts: { one: 'false', two: runs('two'), three: 'true' } });
    assert.deepEqual([ran.code, lastLine(ran)], [1, '4 passed, 3 failed']);
  });

  it('counts a part that ends with a code of its own as failed, also after good tests', async () => {
    const files = { 'two.cjs': passes(5) };
    const ran = await runParts({ files, parts: { one: 'return 9', two: `${runs('two')}; return 7` } });
    assert.deepEqual([ran.code, lastLine(ran)], [1, '5 passed, 2 failed']);
    assert.match(ran.stdout, /^RED two: it ended with code 7 although no test failed\.$/m);
  });

  it('refuses a part that does not exist or is named twice, and a flag it does not know, with exit code 2', async () => {
    for (const [args, words] of [
      [['no-such-part'], /There is no part "no-such-part"/],
      [['rules', 'rules'], /The part "rules" is named twice/],
      [['--colour'], /There is no option "--colour"/],
    ] as const) {
      const ran = await testSh(...args);
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, words);
    }
  });

  it('says at the end what failed, of every part', async () => {
    const files = {
      'two.cjs': `${passes(3)}it('opens a door', () => { throw new Error('it is locked'); });`,
    };
    const parts = {
      one: "printf 'a crash\\n'; return 9",
      two: runs('two'),
      three: "printf 'all is well\\n'",
    };
    const ran = await runParts({ files, parts });
    const end = ran.stdout.slice(ran.stdout.indexOf('-- three: 1 passed'));
    assert.match(
      end,
      /== one, what failed\na crash\n[^]*== two, what failed\n  1 failing\n\n  1\) opens a door:\n     Error: it is locked\n/,
    );
    assert.doesNotMatch(end, /all is well/);
  });

  it('prints the slowest tests of all parts, with their part and seconds', async () => {
    const slow = (ms: number) => `it('takes ${ms}', (done) => { setTimeout(done, ${ms}); });\n`;
    const files = { 'one.cjs': slow(100) + passes(30), 'two.cjs': slow(500) };
    const ran = await runParts({ files, parts: { one: runs('one'), two: runs('two') } });
    assert.match(
      ran.stdout,
      /== the slowest 20\n +[\d.]+ s  two +takes 500\n +[\d.]+ s  one +takes 100\n(?: +[\d.]+ s  one +passes \d+\n){18}\n/,
    );
  });
});

describe('./test.sh --help', () => {
  const claim = '/tmp/strongroom-test.pid';
  const claimed = () => (existsSync(claim) ? readFileSync(claim, 'utf8') : 'nobody');
  let help: RunResult;
  let claimedBefore: string;
  before(async () => {
    claimedBefore = claimed();
    help = await testSh('--help');
  });

  it('answers with 0 and claims nothing, also beside another run', () => {
    assert.deepEqual([help.code, help.stderr, claimed()], [0, '', claimedBefore]);
  });

  it('says what every part looks at', async () => {
    const parts = /^PARTS=\((.*)\)$/m.exec(readFileSync('test.sh', 'utf8'))?.[1]?.split(' ') ?? [];
    assert.ok(parts.length >= 13);
    for (const part of parts) assert.match(help.stdout, new RegExp(`^  ${part} +\\S`, 'm'));
  });

  it('names every variable of the environment that the tests ask for', () => {
    const asked = listSourceFiles(rootDir)
      .filter(({ path }) => path.startsWith('test/'))
      .flatMap(({ text }) => [...text.matchAll(/process\.env\['((?:TEST|STRONGROOM)_\w+)'\]/g)])
      .map((match) => match[1]);
    assert.ok(asked.length >= 4);
    for (const name of asked) assert.match(help.stdout, new RegExp(`^  ${name} +\\S`, 'm'));
  });

  it('tells the four exit codes', () => {
    for (const code of [0, 1, 2, 3]) assert.match(help.stdout, new RegExp(`^  ${code}  \\S`, 'm'));
  });
});
