import assert from 'node:assert/strict';
import { join } from 'node:path';
import qrcode from 'qrcode-generator';
import { programFile, rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';

const key = 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567';

/** Lets the installer ask for the key on a terminal, where somebody types these lines and then hangs up. */
async function ask(typed: readonly string[]): Promise<{ code: number | null; shown: string }> {
  const install = join(rootDir, 'ops/install');
  const asking = `set -euo pipefail; ASSUME_YES= AS_JSON=; . ${install}/report-progress.sh; . ${install}/report.sh; confirm_recovery_key ${key}`;
  const ran = await tryRun(
    'script',
    ['--quiet', '--return', '--command', `bash -c '${asking}'`, '/dev/null'],
    {
      input: typed.map((line) => `${line}\n`).join(''),
    },
  );
  return { code: ran.code, shown: ran.stdout };
}

describe('the page with the recovery key', () => {
  it('holds the key in groups and as a QR code of the same letters, and refuses what is no key', async () => {
    const args = [programFile('ops/main'), 'recovery-key-sheet', '--recovery-key-file', '-'];
    const ran = await tryRun(process.execPath, args, { input: key.replaceAll('-', '').toLowerCase() });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, new RegExp(key));
    const code = qrcode(0, 'M');
    code.addData(key, 'Alphanumeric');
    code.make();
    const size = code.getModuleCount();
    const lines = ran.stdout.split('\n');
    // Two rows above and below are one line; four modules of quiet on the left.
    const first = lines.findIndex((line) => /[█▀▄]/.test(line));
    for (let row = 0; row < size; row += 1)
      for (let column = 0; column < size; column += 1) {
        const cell = lines[first + Math.floor(row / 2)]?.[column + 4] ?? ' ';
        const dark = cell === '█' || cell === (row % 2 === 0 ? '▀' : '▄');
        assert.equal(dark, code.isDark(row, column), `row ${row}, column ${column}`);
      }
    const refused = await tryRun(process.execPath, args, { input: 'ABCD' });
    assert.equal(refused.code, 3);
    assert.doesNotMatch(refused.stdout + refused.stderr, /ABCD/);
  });
});

describe('without --yes the recovery key must be typed back', () => {
  it('as it was shown, or in small letters without dashes', async () => {
    assert.equal((await ask([key])).code, 0);
    assert.equal((await ask([key.replaceAll('-', ' ').toLowerCase()])).code, 0);
  });

  it('is asked for again until it is right', async () => {
    const { code, shown } = await ask(['ABCD-EFGH', '', key]);
    assert.equal(code, 0);
    assert.equal(shown.match(/Type it here/g)?.length, 3);
  });

  it('is not finished by hanging up', async () => {
    const { code, shown } = await ask(['ABCD-EFGH']);
    assert.equal(code, 1);
    assert.match(shown, /the installation is not finished/);
  });
});
