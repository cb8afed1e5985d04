import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storagePathOf } from '../../ops/data-folders.ts';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import { flipByte } from './flip-byte.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

const sizes = [1, 70_000, 300_000, 20 * 1024 ** 2];
const withRecoveryKey = ['--recovery-key-file', '/run/keys/recovery-key'];

describe('a restored appliance is proven before it counts', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];
  let folders = 0;

  const freshFolder = () => ops.freshFolder(`proof-${(folders += 1)}`);
  const restore = (folder: string, ...args: string[]) =>
    ops.ask(['restore-backup', '--into', '/into/set', '--json', ...args], { folder });
  const verify = (set: string, ...more: string[]) => {
    const args = ['--folder', '/into/set', '--snapshot', 'abcd', '--bytes', '1', '--json', ...more];
    return ops.ask(['verify-restored', ...args], { folder: set });
  };

  /** A room with documents and one backup of them. */
  async function beginAnew(): Promise<void> {
    ({ services, app, ops } = await freshRoom());
    documents = await storeDocuments(app, services, sizes);
    for (const command of [['init-repository', ...withRecoveryKey], ['backup']]) {
      const ran = await ops.ask(command);
      assert.equal(ran.code, 0, ran.stderr);
    }
  }
  before(beginAnew);
  after(() => app.close());

  it('names the document whose bytes are not what they were', async () => {
    const folder = freshFolder();
    assert.equal((await restore(folder, 'latest', ...withRecoveryKey)).code, 0);
    const wrong = documents[3] as StoredDocument;
    const raw = dirname(join(services.dataDir, storagePathOf(wrong.sha256)));
    const flipped = flipByte(raw);
    try {
      const ran = await verify(folder);
      assert.equal(ran.code, 1, ran.stderr);
      const { faults } = JSON.parse(ran.stdout) as { faults: string[] };
      const named = faults.filter((fault) => fault.startsWith('The object'));
      assert.equal(named.length, 1, String(faults));
      assert.match(named[0] ?? '', new RegExp(`${wrong.sha256} of document ${wrong.id}`));
    } finally {
      flipped.undo();
    }
  });

  it('notices rows that are missing and an audit log that is another one', async () => {
    const folder = freshFolder();
    assert.equal((await restore(folder, 'latest', ...withRecoveryKey)).code, 0);
    await services.sql(
      `SET session_replication_role = replica; DELETE FROM document WHERE id = '${documents[0]?.id ?? ''}'; UPDATE audit_event SET detail = 'x' WHERE seq = 1;`,
      'strongroom',
    );
    const ran = await verify(folder);
    assert.equal(ran.code, 1, ran.stderr);
    const { faults } = JSON.parse(ran.stdout) as { faults: string[] };
    assert.ok(
      faults.some((fault) => /table document has \d+ rows/.test(fault)),
      String(faults),
    );
    assert.ok(
      faults.some((fault) => /row 1 is changed/.test(fault)),
      String(faults),
    );
    const events = await app.database.asProcess((tx) =>
      tx.auditEvent.count({ where: { event: 'restore.done' } }),
    );
    assert.equal(events, 0);
  });

  it('proves a whole one, ends every session and writes down what happened', async () => {
    await app.close();
    await beginAnew();
    // The copy was made while the backup's own row and event were still to come: the database goes back to that moment.
    await services.sql(
      `SET session_replication_role = replica; DELETE FROM audit_event WHERE event LIKE 'backup.%';
       UPDATE audit_head SET seq = (SELECT max(seq) FROM audit_event), hash = (SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1);
       UPDATE backup_run SET state = 'running';
       INSERT INTO session (id, token_hash, person_id, user_agent, expires_at)
         SELECT '${randomUUID()}', 'h', id, 'x', now() + interval '1 day' FROM person;`,
      'strongroom',
    );
    const folder = freshFolder();
    assert.equal((await restore(folder, 'latest', ...withRecoveryKey)).code, 0);
    const ran = await verify(folder);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const left = await app.database.asProcess(async (tx) => ({
      sessions: await tx.session.count(),
      restored: await tx.auditEvent.count({ where: { event: 'restore.done' } }),
      runs: (await tx.backupRun.findMany()).map(({ state }) => state),
    }));
    assert.deepEqual(left, { sessions: 0, restored: 1, runs: ['done'] });
  });

  it('takes a partial set only by its name and when told to, and writes down what is missing', async () => {
    const gone = documents[1] as StoredDocument;
    const { sha256 } = gone;
    const raw = dirname(join(services.dataDir, storagePathOf(gone.sha256)));
    const away = join(services.dataDir, 'away');
    renameSync(raw, away);
    try {
      assert.equal((await ops.ask(['backup'])).code, 1);
      const listed = JSON.parse((await ops.ask(['snapshots', '--json'])).stdout) as {
        snapshots: { id: string; partial: boolean }[];
      };
      const partial = listed.snapshots.at(-1);
      assert.equal(partial?.partial, true);
      const whole = await restore(freshFolder(), 'latest', ...withRecoveryKey);
      assert.notEqual((JSON.parse(whole.stdout) as { snapshot: string }).snapshot.slice(0, 8), partial?.id);
      const folder = freshFolder();
      const ran = await restore(folder, partial?.id ?? '', ...withRecoveryKey);
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stderr, /this backup is partial: 1 objects are missing/);
      const refused = await verify(folder);
      assert.equal(refused.code, 1);
      assert.match(refused.stdout, new RegExp(`${sha256} of document ${gone.id} is missing`));
      const accepted = await verify(folder, '--damage', 'accept');
      assert.equal(accepted.code, 0, accepted.stderr);
    } finally {
      renameSync(away, raw);
    }
    const event = await app.database.asProcess((tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { event: 'restore.done' }, orderBy: { seq: 'desc' } }),
    );
    assert.ok((JSON.parse(event.detail) as { faults: number }).faults > 0);
  });
});
