import assert from 'node:assert/strict';
import { appendFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { App } from '../../core/app.ts';
import { storagePathOf } from '../../ops/data-folders.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

describe('somebody who changes the stored documents', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];
  const alone = (args: readonly string[]) => ops.ask([...args, '--json']);

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    documents = await storeDocuments(app, services, [1, 20, 300, 400, 500, 600, 700, 70_000]);
    assert.equal((await alone(['backup'])).code, 0);
  });
  after(() => app.close());

  /** What the pages, the alarm and `doctor` say of the near place, and whether it may be pruned. */
  const readUnusual = async () => {
    const { targets } = JSON.parse((await alone(['status'])).stdout) as { targets: { unusual: boolean }[] };
    const doctor = await alone(['doctor']);
    const prune = await alone(['prune']);
    return { unusual: targets[0]?.unusual, doctor: doctor.stdout, prune };
  };
  const assertUnusual = async () => {
    const { unusual, doctor, prune } = await readUnusual();
    const says = `"check":"near target","ok":false,"says":"${documents.length} documents' objects are gone or changed`;
    assert.ok(doctor.includes(says), doctor);
    assert.equal(unusual, true);
    assert.equal(prune.code, 3, prune.stdout + prune.stderr);
    assert.match(prune.stdout, /none of the older ones was removed.*strongroom accept-changes/);
  };
  const accept = async () => {
    assert.equal((await alone(['accept-changes'])).code, 0);
    const { unusual, doctor, prune } = await readUnusual();
    assert.equal(unusual, false);
    assert.match(doctor, /"check":"near target","ok":true/);
    assert.equal(prune.code, 0, prune.stdout + prune.stderr);
  };

  it('says that many documents’ objects were removed, although the set fails for it, until somebody has looked', async () => {
    const folders = documents.map(({ sha256 }) => dirname(join(services.dataDir, storagePathOf(sha256))));
    for (const folder of folders) renameSync(folder, `${folder}.locked`);
    try {
      const ran = await alone(['backup']);
      assert.equal(ran.code, 1, ran.stdout);
      assert.match(ran.stderr, new RegExp(`WARNING: ${folders.length} documents' objects`));
    } finally {
      for (const folder of folders) renameSync(`${folder}.locked`, folder);
    }
    await assertUnusual();
    assert.equal((await alone(['backup'])).code, 0);
    await assertUnusual();
    await accept();
  });

  it('warns when many documents’ objects are not what they were, and goes on when the next set is like that one', async () => {
    const files = documents.map(({ sha256 }) => join(services.dataDir, storagePathOf(sha256)));
    for (const file of files) appendFileSync(file, 'x');
    try {
      const ran = await alone(['backup']);
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stderr, new RegExp(`WARNING: ${files.length} documents' objects`));
      const next = await alone(['backup']);
      assert.doesNotMatch(next.stderr, /WARNING/);
      await assertUnusual();
      await accept();
    } finally {
      for (const file of files) truncateSync(file, statSync(file).size - 1);
    }
    const events = await services.sql(
      "SELECT count(*) FROM audit_event WHERE event = 'backup.changes-accepted'",
      'strongroom',
    );
    assert.equal(events.trim(), '2');
  });
});
