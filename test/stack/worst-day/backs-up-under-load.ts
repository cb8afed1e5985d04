import assert from 'node:assert/strict';
import type { ApiClient } from '../../support/client.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  signInAdministrator,
  runInstaller,
  installArguments,
  runStrongroom,
} from '../first-day/appliance.ts';
import { runBackup } from '../first-day/run-backup.ts';
import { startConcurrentUsers } from './concurrent-users.ts';
import { writeCurrentKeyFile, farTarget } from './far-target.ts';
import { loseEverything, restoreFrom } from './lose-everything.ts';
import { checkAcknowledgedWork, type AcknowledgedWork } from './acknowledged-work.ts';

const leastBefore = 10;

describe('a backup while everybody works, to a place far away that only takes', function backsUpUnderLoad() {
  this.timeout(20 * 60_000);
  let admin: ApiClient;
  let promised: AcknowledgedWork;

  it('gets such a place later, opened by the recovery key as well', async () => {
    const { location, credentialsFile, caFile } = await farTarget();
    const place = ['--far-repository', location, '--far-credentials', credentialsFile, '--extra-ca', caFile];
    const ran = await runInstaller([
      ...installArguments,
      ...place,
      '--recovery-key-file',
      writeCurrentKeyFile(),
    ]);
    assert.equal(ran.code, 0, ran.stderr.slice(-4_000));
    const checked = await runStrongroom(
      'recovery-key',
      'check',
      '--recovery-key-file',
      writeCurrentKeyFile(),
    );
    assert.equal(checked.code, 0, checked.stderr);
  });

  it('goes to both places while documents, versions and members come and go', async () => {
    admin = await signInAdministrator();
    const matter = await admin.createMatter({ name: 'Busy day' });
    const office = await startConcurrentUsers(admin, matter);
    const { uploads, versions, deleted } = office;
    await waitFor('the office to be busy', 60, () =>
      Promise.resolve((uploads.length >= leastBefore && versions.length * deleted.length > 0) || undefined),
    );
    promised = { before: [...uploads, ...versions], deleted: [...deleted], told: [uploads, versions] };
    const before = { uploads: uploads.length, deleted: deleted.length };
    const made = await runBackup();
    await office.stop();
    assert.deepEqual(
      made.targets.map(({ name, ok }) => [name, ok]),
      [
        ['near', true],
        ['far', true],
      ],
    );
    const during = uploads.length - before.uploads;
    console.log(
      `    ${before.uploads} uploads before it and ${during} during its ${made.seconds} s, ${versions.length} versions, ${deleted.length} deletions`,
    );
    assert.ok(during > 0 && deleted.length > before.deleted, 'nobody worked while the backup was made');
  });

  it('is looked at beforehand, at either place and while everybody works: whether it can be restored', async () => {
    for (const target of ['far', 'near']) {
      const ran = await runStrongroom('restore', 'latest', '--target', target, '--dry-run', '--json');
      assert.equal(ran.code, 0, ran.stdout + ran.stderr.slice(-2_000));
      const looked = JSON.parse(ran.stdout) as { target: string; documents: number };
      assert.equal(looked.target, target);
      assert.ok(looked.documents >= promised.before.length, ran.stdout);
    }
  });

  it('comes back after the loss of the machine and of the near place: everything acknowledged before it began', async () => {
    await loseEverything();
    await restoreFrom(await farTarget());
    const back = await signInAdministrator();
    const found = await checkAcknowledgedWork(back, promised);
    console.log(
      `    ${found} documents are back with their bytes, ${promised.before.length} of them promised`,
    );
  });

  it('leaves no document without its bytes, and an audit log whose chain is whole', async () => {
    const ran = await runStrongroom('audit', 'verify', '--json');
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  });
});
