import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client } from 'minio';
import type { App } from '../../core/app.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { openStorage } from '../../core/platform/storage.ts';
import {
  objectRetentionDays,
  collectGarbage,
  getPendingRemoval,
} from '../../core/retention/collect-garbage.ts';
import { buildManifest } from '../../ops/backup/build-backup.ts';
import { backupFiles } from '../../ops/backup/manifest.ts';
import { readDatabaseState } from '../../ops/backup/read-database-state.ts';
import { markRestored, verifyRestored } from '../../ops/restore/verify-restored.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Purged = { matterId: string; id: string; sha256: string; content: string };

describe('The bytes of a purged document', () => {
  const room = useRoom();
  let ada: Colleague;
  let ops: App;
  before(async () => {
    ada = await createColleague(room, 'ada');
    ops = room.app('ops');
  });

  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  /** As if it had been purged so many days ago; what keeps the past as it was is switched off for that. */
  const purge = (id: string, days: number) =>
    sql(`SET session_replication_role = replica;
      UPDATE stored_object SET created_at = now() - interval '10 years' WHERE sha256 = (SELECT sha256 FROM document WHERE id = '${id}');
      UPDATE document SET deleted_at = now() - interval '${days + 30} days', deleted_by = uploaded_by, purged_at = now() - interval '${days} days'
      WHERE id = '${id}'`);
  const isThere = async (sha256: string) => (await ops.storage.size(sha256)) !== undefined;
  const marks = (sha256: string) =>
    sql(
      `SELECT removing_at IS NOT NULL, removed_at IS NOT NULL FROM stored_object WHERE sha256 = '${sha256}'`,
    );
  const file = (matterId: string, content: string) => uploadAs(ada, matterId, { name: 'lease.txt', content });

  async function purged(days = objectRetentionDays + 1): Promise<Purged> {
    const matterId = await createTestMatter(ada);
    const content = `a lease ${matterId}`;
    const { id, sha256 } = await file(matterId, content);
    await purge(id, days);
    return { matterId, id, sha256, content };
  }
  /** The same file again, as the server files it, with a storage that does what `faults` say. */
  const fileAgain = ({ matterId, content }: Purged, faults: Partial<App['storage']>) => {
    const app = { ...room.app('server'), storage: { ...room.app('server').storage, ...faults } };
    const who = { person: { id: ada.id, email: ada.email, name: 'ada', role: 'member' as const } };
    async function* body() {
      yield Buffer.from(content);
    }
    return storeOriginal(app, who, { matterId, filename: 'again.txt', body: body(), isWhole: () => true });
  };
  const removeWith = (remove: App['storage']['remove']) =>
    collectGarbage({ ...ops, storage: { ...ops.storage, remove } });

  it('stay for as long as a backup may know the document, are told of meanwhile, and then go for good', async () => {
    const { id, sha256, matterId, content } = await purged(objectRetentionDays - 1);
    assert.deepEqual(await collectGarbage(ops), { objects: 0, bytes: 0 });
    const waiting = await getPendingRemoval(ops);
    assert.deepEqual([waiting.objects, waiting.bytes], [1, content.length]);
    assert.ok(Date.parse(waiting.firstGoesAt ?? '') > Date.now());
    await purge(id, objectRetentionDays + 1);
    assert.deepEqual(await collectGarbage(ops), { objects: 1, bytes: content.length });
    assert.equal(await isThere(sha256), false);
    assert.deepEqual(await collectGarbage(ops), { objects: 0, bytes: 0 });
    assert.equal((await getPendingRemoval(ops)).objects, 0);
    const recorded = await sql(
      `SELECT matter_id, detail FROM audit_event WHERE event = 'document.bytes-removed' AND document_id = '${id}'`,
    );
    assert.equal(recorded, `${matterId}|${JSON.stringify({ sha256, bytes: content.length })}`);
  });

  it('stay while the same bytes are filed in any matter, in the bin too, or were purged later, or under a hold', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    const purgedLater = async ({ content }: Purged) => {
      const { id } = await file(await createTestMatter(ada), content);
      await purge(id, 3);
      return () => purge(id, objectRetentionDays + 1);
    };
    const keepers: ((gone: Purged) => Promise<() => Promise<unknown>>)[] = [
      async ({ content }) => {
        const { id } = await file(await createTestMatter(ada), content);
        return () => purge(id, objectRetentionDays + 1);
      },
      async ({ content }) => {
        const { id } = await file(await createTestMatter(ada), content);
        await ada.request.delete(`/api/documents/${id}`).expect(204);
        return () => purge(id, objectRetentionDays + 1);
      },
      purgedLater,
      async ({ matterId }) => {
        const hold = { name: 'Lind claim', reason: 'a claim', covers: [{ matterId }] };
        const { body } = await boss.request.post('/api/holds').send(hold).expect(201);
        const release = { reason: 'it is settled' };
        return () => boss.request.post(`/api/holds/${body.id}/release`).send(release).expect(200);
      },
    ];
    for (const keep of keepers) {
      const gone = await purged();
      const letGo = await keep(gone);
      assert.equal((await collectGarbage(ops)).objects, 0, String(keep));
      await sql(`UPDATE stored_object SET removing_at = now() WHERE sha256 = '${gone.sha256}'`);
      // The database passes over what is needed, whoever asks. How long ago is long enough, the product alone knows.
      assert.equal(await marks(gone.sha256), keep === purgedLater ? 't|f' : 'f|f');
      assert.ok(await isThere(gone.sha256));
      await letGo();
      assert.equal((await collectGarbage(ops)).objects, 1);
      assert.equal(await isThere(gone.sha256), false);
    }
  });

  it('come back when the same file is uploaded again, and with the next shipment of the log', async () => {
    const gone = await purged();
    await collectGarbage(ops);
    await file(gone.matterId, gone.content);
    assert.equal(await text(await ops.storage.open(gone.sha256)), gone.content);
    assert.equal(await marks(gone.sha256), 'f|f');
    const fresh = `SELECT created_at > now() - interval '1 minute' FROM stored_object WHERE sha256 = '${gone.sha256}'`;
    assert.equal(await sql(fresh), 't');
    assert.equal((await collectGarbage(ops)).objects, 0);
  });

  it('that went after an upload had found them there are not counted on: it is refused, and the next one is kept', async () => {
    const gone = await purged();
    const { storage } = room.app('server');
    const writeOnce: App['storage']['writeOnce'] = async (...args) => {
      const stored = await storage.writeOnce(...args);
      assert.equal((await collectGarbage(ops)).objects, 1);
      return stored;
    };
    await assert.rejects(fileAgain(gone, { writeOnce }), { type: 'unavailable' });
    assert.equal(await sql(`SELECT count(*) FROM document WHERE filename = 'again.txt'`), '0');
    await fileAgain(gone, {});
    assert.ok(await isThere(gone.sha256));
  });

  it('stay when an upload of the same bytes is being committed as their turn comes', async () => {
    const gone = await purged();
    await assert.rejects(removeWith(() => Promise.reject(new Error('killed'))));
    assert.equal(await marks(gone.sha256), 't|f');
    let removing: Promise<{ objects: number }> | undefined;
    const size: App['storage']['size'] = async (sha256) => {
      const found = await ops.storage.size(sha256);
      removing = collectGarbage(ops);
      const blocked = `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'strongroom'`;
      for (let turn = 0; (await sql(blocked)) === '0'; turn += 1) assert.ok(turn < 100, 'nothing waits');
      return found;
    };
    await fileAgain(gone, { size });
    assert.equal((await removing)?.objects, 0);
    assert.equal(await marks(gone.sha256), 'f|f');
    assert.equal(await text(await ops.storage.open(gone.sha256)), gone.content);
  });

  it('are removed by the next run when one was killed after they went and before that was written down', async () => {
    const dies = async (sha256: string) => {
      await ops.storage.remove(sha256);
      throw new Error('killed');
    };
    const gone = await purged();
    await assert.rejects(removeWith(dies));
    assert.deepEqual([await isThere(gone.sha256), await marks(gone.sha256)], [false, 't|f']);
    assert.equal((await collectGarbage(ops)).objects, 1);
    assert.equal(await marks(gone.sha256), 't|t');
    const again = await purged();
    await assert.rejects(removeWith(dies));
    await file(again.matterId, again.content);
    assert.equal((await collectGarbage(ops)).objects, 0);
    assert.deepEqual([await isThere(again.sha256), await marks(again.sha256)], [true, 'f|f']);
  });

  it('are not said to be gone where the storage would keep a version of them', async () => {
    const { host: endPoint, port } = ops.config.storage;
    // None of the product's users may make such a bucket.
    const [accessKey, secretKey] = ['storage_access_key', 'storage_secret_key'].map((name) =>
      readFileSync(join(room.services.secretsDir, name), 'utf8').trim(),
    ) as [string, string];
    const bucket = `locked-${randomUUID()}`;
    const client = new Client({ endPoint, port, accessKey, secretKey, useSSL: false });
    await client.makeBucket(bucket, 'us-east-1', { ObjectLocking: true });
    const storage = openStorage({ storage: { ...ops.config.storage, accessKey, secretKey, bucket } });
    const { sha256 } = await purged();
    await assert.rejects(collectGarbage({ ...ops, storage }), /keeps every version \(Object Lock/);
    storage.close();
    assert.equal(await marks(sha256), 'f|f');
  });

  it('that a restore to a moment after their removal brought back are no fault of it, and go again', async () => {
    const gone = await purged();
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-test-removed-'));
    try {
      const [startedAt, before] = [new Date(), await readDatabaseState(ops)];
      await collectGarbage(ops);
      const objects = { count: 1, bytes: gone.content.length };
      const copied = { kind: 'full', lsn: { start: '0/0', end: '0/0' }, databaseBytes: 0 } as const;
      const rest = { changedByHand: [], redis: false };
      const set = { ...buildManifest({ startedAt, copied, before, after: before, objects, ...rest }) };
      const manifest = { ...set, recoveredTo: new Date().toISOString() };
      writeFileSync(join(folder, backupFiles.manifest), JSON.stringify(manifest));
      writeFileSync(join(folder, backupFiles.objects), `${gone.sha256}\t${gone.content.length}\n`);
      const found = await verifyRestored(ops, folder, () => undefined);
      assert.deepEqual(found.faults, []);
      await ops.storage.writeOnce(Readable.from([Buffer.from(gone.content)]), { maxBytes: 1_000 });
      await markRestored(ops, { id: 'a'.repeat(64), bytes: 1 }, found);
    } finally {
      rmSync(folder, { recursive: true });
    }
    assert.deepEqual([await isThere(gone.sha256), await marks(gone.sha256)], [true, 't|f']);
    await collectGarbage(ops);
    assert.deepEqual([await isThere(gone.sha256), await marks(gone.sha256)], [false, 't|t']);
  });
});
