import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RunResult } from '../../support/run-program.ts';
import { retryWhileBusy } from '../../support/retry-while-busy.ts';
import { applianceProject, getInitialRecoveryKey, runStrongroom } from '../first-day/appliance.ts';
import { writeCurrentKeyFile, writeKeyFile, recordCurrentKey } from './far-target.ts';

const shown = /Recovery key: ((?:[A-Z2-7]{4}-){7}[A-Z2-7]{4})/;

/** Runs the command on a terminal, as the administrator does, and types back the key it shows. @returns its exit code and what it said. */
async function rotateKeyOnTerminal(): Promise<RunResult & { key: string }> {
  const command = `/usr/local/bin/${applianceProject} recovery-key rotate`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null']);
  let said = '';
  let key = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const found = shown.exec(said)?.[1];
    if (key === '' && found !== undefined && said.includes('Type it here')) {
      key = found;
      terminal.stdin.write(`${key.toLowerCase().replaceAll('-', ' ')}\n`);
    }
  });
  const [code] = (await once(terminal, 'close')) as [number | null];
  return { code: code ?? -1, stdout: said, stderr: '', key };
}

describe('the recovery key on an installed appliance', function keepsItsKeys() {
  this.timeout(10 * 60_000);
  const check = (file: string) =>
    runStrongroom('recovery-key', 'check', '--json', '--recovery-key-file', file);

  it('is proven from the paper it was written on, and a wrong one is told apart', async () => {
    const first = await getInitialRecoveryKey();
    recordCurrentKey(first);
    assert.equal((await check(writeCurrentKeyFile())).code, 0);
    const wrong = await check(writeKeyFile('wrong-key', `${'ABCD-'.repeat(7)}ABCD`));
    assert.equal(wrong.code, 3, wrong.stderr);
    assert.match(wrong.stdout, /does not open the near target/);
  });

  it('is replaced on a terminal by one that is shown once and typed back; then the old one opens nothing', async () => {
    const before = await getInitialRecoveryKey();
    const { code, stdout, key } = await retryWhileBusy(rotateKeyOnTerminal);
    assert.equal(code, 0, stdout.replaceAll(key, 'KEY'));
    recordCurrentKey(key);
    assert.equal((await check(writeCurrentKeyFile())).code, 0);
    assert.equal((await check(writeKeyFile('old-key', before))).code, 3);
  });
});
