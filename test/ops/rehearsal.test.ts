import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storagePathOf } from '../../ops/data-folders.ts';
import type { App } from '../../core/app.ts';
import { indexSql } from '../support/database/index-sql.ts';
import { rootDir } from '../support/paths.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

describe('a backup is known to come back because a machine restored it', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];

  type Proofs = { publicKey: string; rehearsals: { statement: string; signature: string }[] };
  type Status = { lastProvenRestore: { documents: number; signed: boolean; seconds: number } | null };
  const status = async () => JSON.parse((await ops.ask(['status', '--json'])).stdout) as Status;
  const lastRehearsal = () =>
    app.database.asProcess((tx) => tx.rehearsal.findFirstOrThrow({ orderBy: { startedAt: 'desc' } }));
  const leavesNothing = () => existsSync(join(services.dataDir, 'ops', 'rehearsal')) === false;

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
    documents = await storeDocuments(app, services, [1, 300_000, 300_001, 40, 41, 42, 43, 44, 45]);
    await services.sql(searchable(documents[0] as StoredDocument), 'strongroom');
    const backup = await ops.ask(['backup']);
    assert.equal(backup.code, 0, backup.stderr);
  });
  after(() => app.close());

  it('proves the newest set in its own database and storage, finds a word in it, and signs what it found', async () => {
    const ran = await ops.ask(['rehearse', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    const proof = JSON.parse(ran.stdout) as { documents: number; objects: number; seconds: number };
    assert.deepEqual([proof.documents, proof.objects], [9, 9]);
    assert.match(ran.stderr, /a search found 1 pages/);
    const { lastProvenRestore } = await status();
    assert.deepEqual([lastProvenRestore?.documents, lastProvenRestore?.signed], [9, true]);
    assert.ok(leavesNothing());
    const proofs = JSON.parse((await ops.ask(['rehearsals', '--json'])).stdout) as Proofs;
    const [signed] = proofs.rehearsals;
    assert.deepEqual(JSON.parse(signed?.statement ?? '').documents, 9);
    assert.equal(isSigned(proofs.publicKey, signed?.statement ?? '', signed?.signature ?? ''), true);
    assert.equal(isSigned(proofs.publicKey, `${signed?.statement ?? ''} `, signed?.signature ?? ''), false);
    await services.sql('UPDATE rehearsal SET documents = 48210', 'strongroom');
    assert.equal((await status()).lastProvenRestore?.signed, false);
  });

  it('is proven by a newer version as well, which first brings it to its own schema', async () => {
    const prisma = join(services.dataDir, 'newer-prisma');
    await cp(join(rootDir, 'prisma'), prisma, { recursive: true });
    const migration = join(prisma, 'migrations', '29990101000000_later');
    await mkdir(migration);
    // In the scratch database the search then finds nothing to look for.
    await writeFile(join(migration, 'migration.sql'), 'TRUNCATE page CASCADE;');
    const ran = await ops.ask(['rehearse', '--json'], { prisma });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /there is no page with words yet/);
  });

  it('is not alarmed by what was removed as it should be, and by nothing else', async () => {
    const gone = documents.slice(3).map(({ id }) => `'${id}'`);
    await services.sql(purgedLongAgo(gone.join()), 'strongroom');
    const ran = await ops.ask(['remove-bytes', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((JSON.parse(ran.stdout) as { objects: number }).objects, gone.length);
    assert.match((await ops.ask(['status'])).stdout, /purged {6}nothing waits to be removed/);
  });

  it('fails, says which document and writes it down, when an object does not come back as it was', async () => {
    const { sha256, id } = documents[1] as StoredDocument;
    const object = dirname(join(services.dataDir, storagePathOf(sha256)));
    // As long, so that only hashing tells.
    const other = (documents[2] as StoredDocument).sha256;
    const wrong = dirname(join(services.dataDir, storagePathOf(other)));
    await rename(object, `${object}.away`);
    await cp(wrong, object, { recursive: true });
    try {
      assert.equal((await ops.ask(['backup'])).code, 0);
      const stored = await app.database.asProcess((tx) =>
        tx.targetRun.findFirstOrThrow({ where: { act: 'backup' }, orderBy: { at: 'desc' } }),
      );
      assert.equal(stored.gone, 1, 'six were removed by the appliance, one was changed by somebody else');
      const ran = await ops.ask(['rehearse', '--json']);
      assert.equal(ran.code, 1, ran.stderr);
      assert.match(ran.stdout, new RegExp(`document ${id}`));
    } finally {
      await rm(object, { recursive: true });
      await rename(`${object}.away`, object);
    }
    const last = await lastRehearsal();
    assert.equal(last.state, 'failed');
    assert.match(last.reason ?? '', new RegExp(id));
  });
});

/** As anybody checks it who has the public key and nothing of ours. */
function isSigned(publicKey: string, statement: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(statement), key, Buffer.from(signature, 'base64'));
}

function purgedLongAgo(ids: string): string {
  return `SET session_replication_role = replica;
    UPDATE stored_object SET created_at = now() - interval '3 years' WHERE sha256 IN (SELECT sha256 FROM document WHERE id IN (${ids}));
    UPDATE document SET deleted_at = now() - interval '2 years', deleted_by = uploaded_by, purged_at = now() - interval '2 years'
    WHERE id IN (${ids});`;
}

function searchable({ id }: StoredDocument): string {
  const words = 'It is recorded that the anchorage was surveyed.';
  const { search, exact } = indexSql(words);
  return `
    INSERT INTO membership (matter_id, person_id, role) SELECT matter_id, uploaded_by, 'owner' FROM document WHERE id = '${id}';
    UPDATE document SET state = 'searchable', page_count = 1 WHERE id = '${id}';
    INSERT INTO page (document_id, matter_id, number, state, text, engine, search, exact)
      SELECT id, matter_id, 1, 'read', '${words}', 'text', ${search}, ${exact} FROM document WHERE id = '${id}';`;
}
