import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootDir } from '../../support/paths.ts';
import { tryRun, type RunResult } from '../../support/run-program.ts';

/** Runs parts of our own making through what test.sh runs its parts with. */
async function runParts(parts: Record<string, string>): Promise<RunResult> {
  const functions = Object.entries(parts).map(([name, body]) => `part_${name}() { ${body}; }`);
  const stages = Object.keys(parts).map((name) => `stage ${name} part_${name}`);
  const source = [
    'set -euo pipefail',
    '. test/support/stages.sh',
    'leave_nothing() { :; }',
    ...functions,
    ...stages,
    'report',
  ];
  return tryRun('bash', ['-c', source.join('\n')], { cwd: rootDir });
}

const lastLine = (ran: RunResult) => ran.stdout.trimEnd().split('\n').at(-1);

describe('the test command tells the truth', () => {
  it('adds up what passed, and says 0 when all did', async () => {
    const ran = await runParts({ one: 'true', two: "printf '  12 passing (3s)\\n'" });
    assert.deepEqual([ran.code, lastLine(ran)], [0, '13 passed, 0 failed']);
  });

  it('goes on after a part that failed, and ends with 1', async () => {
    const ran = await runParts({
      one: 'false',
      two: "printf '  3 passing\\n  2 failing\\n'; return 2",
      three: 'true',
    });
    assert.deepEqual([ran.code, lastLine(ran)], [1, '4 passed, 3 failed']);
  });

  it('counts a part that died without a summary, or after a good one, as failed', async () => {
    const ran = await runParts({
      one: 'exit_code=9; return 9',
      two: "printf '  5 passing (1s)\\n'; return 7",
    });
    assert.deepEqual([ran.code, lastLine(ran)], [1, '5 passed, 2 failed']);
  });

  it('refuses a part that does not exist, with exit code 2', async () => {
    const ran = await tryRun('./test.sh', ['no-such-part'], { cwd: rootDir });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /There is no part "no-such-part"/);
  });

  it('sees a real failing test', async () => {
    const dir = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-mocha-`));
    writeFileSync(
      join(dir, 'planted.test.cjs'),
      "it('fails', () => { throw new Error('planted'); }); it('passes', () => {});\n",
    );
    const ran = await runParts({ one: `node_modules/.bin/mocha --no-config '${dir}/planted.test.cjs'` });
    rmSync(dir, { recursive: true });
    assert.deepEqual([ran.code, lastLine(ran)], [1, '1 passed, 1 failed']);
  });

  it('says at the end what failed, of every part', async () => {
    const ran = await runParts({
      one: "printf 'a crash\\n'; return 9",
      two: "printf '  3 passing\\n  1 failing\\n\\n  1) opens a door:\\n     Error: it is locked\\n'; return 1",
      three: "printf 'all is well\\n'",
    });
    const end = ran.stdout.slice(ran.stdout.indexOf('-- three: 1 passed'));
    assert.match(
      end,
      /== one, what failed\na crash\n[^]*== two, what failed\n  1 failing\n\n  1\) opens a door:\n     Error: it is locked\n/,
    );
    assert.doesNotMatch(end, /all is well/);
  });
});
