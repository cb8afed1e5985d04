import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { App } from '../../core/app.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { describeHandMadeChanges, findHandMadeChanges } from '../../core/platform/migrations/find-changes.ts';
import type { OnProgress } from '../progress.ts';
import type { Manifest } from './manifest.ts';

/** Nothing is ever deleted from these. */
export const appendOnlyTables = ['person', 'matter', 'stored_object', 'document', 'audit_event'] as const;

/** What the database holds now, and the head of its audit log, all of one point in time. */
export async function readDatabaseState(app: Pick<App, 'database'>) {
  return app.database.asProcess(async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
    const head = await tx.$queryRaw<
      { seq: bigint; hash: string }[]
    >`SELECT seq, hash FROM audit_head WHERE id = 1`;
    const schema = await tx.$queryRaw<{ name: string }[]>`
      SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
      ORDER BY migration_name DESC LIMIT 1`;
    return {
      counts: await countRows(tx),
      audit: { seq: Number(head[0]?.seq ?? 0), hash: head[0]?.hash ?? '' },
      schema: schema[0]?.name ?? '',
    };
  });
}

export type DatabaseState = Awaited<ReturnType<typeof readDatabaseState>>;

/** Rows per table, exactly. */
async function countRows(tx: Transaction): Promise<Record<string, number>> {
  return {
    person: await tx.person.count(),
    matter: await tx.matter.count(),
    membership: await tx.membership.count(),
    stored_object: await tx.storedObject.count(),
    document: await tx.document.count(),
    document_step: await tx.documentStep.count(),
    page: await tx.page.count(),
    audit_event: await tx.auditEvent.count(),
  };
}

type StoredObjectRow = { sha256: string; bytes: number };

const objectBatchSize = 5_000;

/** Every object that a document may need, in batches, in the order of their hashes: not what is removed, or about to be. */
export async function* listStoredObjects(app: Pick<App, 'database'>): AsyncGenerator<StoredObjectRow[]> {
  for (let after = ''; ;) {
    const batch = await app.database.asProcess((tx) =>
      tx.storedObject.findMany({
        where: { sha256: { gt: after }, removingAt: null },
        select: { sha256: true, bytes: true },
        orderBy: { sha256: 'asc' },
        take: objectBatchSize,
      }),
    );
    if (batch.length > 0) yield batch.map((row) => ({ sha256: row.sha256, bytes: Number(row.bytes) }));
    if (batch.length < objectBatchSize) return;
    after = batch.at(-1)?.sha256 ?? '';
  }
}

/** Writes `sha256 TAB bytes` per object; whether each is in the snapshot is found when that is read back. */
export async function writeObjectList(
  app: Pick<App, 'database'>,
  file: string,
): Promise<Manifest['objects']> {
  const total = { count: 0, bytes: 0 };
  async function* lines() {
    for await (const batch of listStoredObjects(app)) {
      total.count += batch.length;
      total.bytes += batch.reduce((sum, { bytes }) => sum + bytes, 0);
      yield batch.map(({ sha256, bytes }) => `${sha256}\t${bytes}\n`).join('');
    }
  }
  await pipeline(lines, createWriteStream(file));
  return total;
}

/** Reports what somebody changed by hand: the backup is good all the same, and whoever runs it learns of it at once. */
export async function reportChanges(app: Pick<App, 'database'>, onProgress: OnProgress): Promise<string[]> {
  try {
    const changes = await findHandMadeChanges(app);
    const line = describeHandMadeChanges(changes);
    if (line !== undefined) onProgress(`WARNING: the database was ${line}`);
    return [...changes.harmful, ...changes.added];
  } catch (error) {
    onProgress(`the structure of the database could not be compared: ${(error as Error).message}`);
    return [];
  }
}
