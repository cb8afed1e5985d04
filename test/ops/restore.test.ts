import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { storagePathOf } from '../../ops/data-folders.ts';
import { run } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import { flipByte } from './flip-byte.ts';
import type { OpsContainer } from './ops-container.ts';
import { askRestored } from './restored-database.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

const sizes = [1, 70_000, 300_000, 20 * 1024 ** 2];
const question =
  "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM stored_object), (SELECT seq || ' ' || hash FROM audit_head)";
const withRecoveryKey = ['--recovery-key-file', '/run/keys/recovery-key'];

describe('what was backed up comes back, or nothing changes', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];
  let manifest: { audit: { seq: number; hash: string } };
  let folders = 0;

  const freshFolder = () => ops.freshFolder(`restore-${(folders += 1)}`);
  const restore = (folder: string, ...args: string[]) =>
    ops.ask(['restore-backup', '--into', '/into/set', '--json', ...args], { folder });
  /** Expects a refusal with a sentence, and that nothing was written. */
  const refuses = async (words: RegExp, ...args: string[]) => {
    const folder = freshFolder();
    const ran = await restore(folder, ...args);
    assert.equal(ran.code, 3, ran.stderr);
    assert.match((JSON.parse(ran.stdout) as { error: string }).error, words);
    assert.deepEqual(existsSync(join(folder, 'set')) ? readdirSync(join(folder, 'set')) : [], []);
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    const made = await ops.ask(['init-repository', ...withRecoveryKey]);
    assert.equal(made.code, 0, made.stderr);
    await refuses(/holds no backup of Strongroom/, 'latest', ...withRecoveryKey);
    documents = await storeDocuments(app, services, sizes);
    const backup = await ops.ask(['backup']);
    assert.equal(backup.code, 0, backup.stderr);
  });
  after(() => app.close());

  it('comes back equal with the recovery key alone: documents, database, secrets, settings, queue', async () => {
    const folder = freshFolder();
    const ran = await restore(folder, 'latest', ...withRecoveryKey);
    assert.equal(ran.code, 0, ran.stderr);
    const answer = JSON.parse(ran.stdout) as { documents: number; manifest: typeof manifest };
    manifest = answer.manifest;
    assert.equal(answer.documents, sizes.length);
    for (const part of ['minio/documents/sha256', 'secrets', 'config']) {
      await run('diff', ['--recursive', join(services.dataDir, part), join(folder, 'set', part)]);
    }
    for (const { sha256 } of documents) assert.ok(existsSync(join(folder, 'set', storagePathOf(sha256))));
    // Redis counts its base files: another number is a file that it wrote anew, whenever it found that right.
    const queue = readdirSync(join(folder, 'set/redis/appendonlydir'));
    assert.ok(
      queue.some((name) => /^appendonly\.aof\.\d+\.base\.rdb$/.test(name)),
      queue.join(' '),
    );
    assert.equal(
      await askRestored(ops, folder, question),
      `${sizes.length}|${sizes.length}|${manifest.audit.seq} ${manifest.audit.hash}`,
    );
  });

  it('looks first, when told to, whether it can be done, and brings nothing back', async () => {
    const folder = freshFolder();
    const ran = await restore(folder, 'latest', '--dry-run', 'yes', ...withRecoveryKey);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((JSON.parse(ran.stdout) as { documents: number }).documents, sizes.length);
    assert.deepEqual(readdirSync(join(folder, 'set')), []);
  });

  it("opens with the server's own key as well, and by the beginning of an id", async () => {
    const listed = await ops.ask(['snapshots', '--json']);
    const id = (JSON.parse(listed.stdout) as { snapshots: { id: string }[] }).snapshots[0]?.id ?? '';
    const ran = await restore(
      freshFolder(),
      id.slice(0, 6),
      '--password-file',
      '/run/secrets/repository_key',
    );
    assert.equal(ran.code, 0, ran.stderr);
  });

  it('refuses a wrong key, a mistyped key and no key', async () => {
    await refuses(
      /does not open this repository/,
      'latest',
      '--recovery-key-file',
      ops.writeKey('wrong', 'A'.repeat(32)),
    );
    await refuses(
      /holds 31 characters/,
      'latest',
      '--recovery-key-file',
      ops.writeKey('short', 'A'.repeat(31)),
    );
    await refuses(/cannot be read/, 'latest', '--recovery-key-file', '/run/keys/none');
  });

  it('refuses a snapshot that is not there, and a place that is no repository', async () => {
    await refuses(/no snapshot "deadbeef".*newest are/, 'deadbeef', ...withRecoveryKey);
    await refuses(/no snapshot "\.\.\/x"/, '../x', ...withRecoveryKey);
    await refuses(
      /no backup repository at this target/,
      'latest',
      '--repository',
      '/run/keys',
      ...withRecoveryKey,
    );
  });

  it('refuses a folder that is not empty', async () => {
    const folder = freshFolder();
    // The key as people write it: small letters, spaces, dashes.
    const spoken = ops.writeKey('spoken', ' abcd efgh-ijkl mnop qrst uvwx yz23 4567 ');
    assert.equal((await restore(folder, 'latest', '--recovery-key-file', spoken)).code, 0);
    const again = await restore(folder, 'latest', ...withRecoveryKey);
    assert.equal(again.code, 3, again.stderr);
    assert.match(again.stdout, /not empty/);
  });

  it('fails, and says so, when the repository is damaged', async () => {
    const flipped = flipByte(join(services.dataDir, 'repository', 'data'));
    try {
      const ran = await restore(freshFolder(), 'latest', ...withRecoveryKey);
      assert.equal(ran.code, 1, ran.stderr);
      assert.match((JSON.parse(ran.stdout) as { error: string }).error, /Nothing was changed/);
    } finally {
      flipped.undo();
    }
  });

  it('fails, and says so, when a part of the repository is gone', async () => {
    const index = join(services.dataDir, 'repository', 'snapshots');
    const name = readdirSync(index)[0] ?? '';
    const data = join(services.dataDir, 'repository', 'data');
    renameSync(data, `${data}.away`);
    try {
      assert.equal((await restore(freshFolder(), name.slice(0, 8), ...withRecoveryKey)).code, 1);
    } finally {
      renameSync(`${data}.away`, data);
    }
  });

  it('refuses a set that a newer version made', async () => {
    await services.sql(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
         VALUES ('${randomUUID()}', 'x', '29990101000000_later', now(), now(), 1);`,
      'strongroom',
    );
    assert.equal((await ops.ask(['backup'])).code, 0);
    await refuses(/29990101000000_later\) this version .* does not know/, 'latest', ...withRecoveryKey);
  });
});
