import assert from 'node:assert/strict';
import { join } from 'node:path';
import { rootDir } from '../support/paths.js';
import { tryRun } from '../support/run.js';

const key = 'ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567';

/** Lets the installer ask for the key on a terminal, where somebody types these lines and then hangs up. */
async function ask(typed: readonly string[]): Promise<{ code: number | null; shown: string }> {
  const install = join(rootDir, 'ops/install');
  const asking = `set -euo pipefail; ASSUME_YES= AS_JSON=; . ${install}/say.sh; . ${install}/report.sh; ask_key_back ${key}`;
  const ran = await tryRun(
    'script',
    ['--quiet', '--return', '--command', `bash -c '${asking}'`, '/dev/null'],
    {
      input: typed.map((line) => `${line}\n`).join(''),
    },
  );
  return { code: ran.code, shown: ran.stdout };
}

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
