import { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { Transaction } from '../../core/platform/database.ts';
import { productVersion } from '../../core/platform/version.ts';

/**
 * What a set must hold, written before the database is copied and completed after. The copy is a moment in between: tables
 * that only grow have at least the `before` count of rows and at most the `after` count, on a quiet night exactly that.
 */
export const manifestSchema = z.object({
  format: z.literal(1),
  product: z.string(),
  /** Sets before 0.2 know only whole copies of the database. */
  kind: z.enum(['full', 'incremental']).default('full'),
  /** The database and its log: what putting its parts together takes besides the set. */
  databaseBytes: z.number().default(0),
  /** The newest migration the database has had. */
  schema: z.string(),
  startedAt: z.iso.datetime(),
  /** Where in the write-ahead log the copy begins and where it is whole. */
  lsn: z.object({ start: z.string(), end: z.string() }),
  before: z.record(z.string(), z.number()),
  after: z.record(z.string(), z.number()),
  /** The audit log's head when the copy began: its chain must run through this row. */
  audit: z.object({ seq: z.number(), hash: z.string() }),
  /** Lines of objects.tsv, and their bytes together. */
  objects: z.object({ count: z.number(), bytes: z.number() }),
  /** After a restore to a moment: that moment. The database then has what came after the copy as well. */
  recoveredTo: z.iso.datetime().optional(),
  /** What somebody had changed in the database by hand when the set was made, one phrase each. */
  changedByHand: z.array(z.string()).default([]),
  /** Whether the queue is in the set. */
  redis: z.boolean(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The names of things inside a set, the same in the repository as in a folder being restored. */
export const backupFiles = {
  manifest: 'manifest.json',
  objects: 'objects.tsv',
  postgres: 'postgres',
  /** What changed in the database since the whole copy that is in the same set. */
  changes: 'changes',
  redis: 'redis/dump.rdb',
} as const;

/** Nothing is ever deleted from these. */
export const appendOnlyTables = ['person', 'matter', 'stored_object', 'document', 'audit_event'] as const;

/** What the database holds now, and the head of its audit log: one moment for all of it. */
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
export async function countRows(tx: Transaction): Promise<Record<string, number>> {
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

/** Puts the manifest together from what was found before and after the copy. */
export function buildManifest(parts: {
  startedAt: Date;
  copied: Pick<Manifest, 'kind' | 'lsn' | 'databaseBytes'>;
  before: DatabaseState;
  after: DatabaseState;
  objects: Manifest['objects'];
  changedByHand: string[];
  redis: boolean;
}): Manifest {
  const { startedAt, copied, before, after, objects, changedByHand, redis } = parts;
  return {
    ...{ format: 1, product: productVersion, schema: before.schema, startedAt: startedAt.toISOString() },
    ...copied,
    ...{ before: before.counts, after: after.counts, audit: before.audit, objects, changedByHand, redis },
  };
}

/** Every object that a document may need, in batches, in the order of their hashes: not what is removed, or about to be. */
export async function* listStoredObjects(
  app: Pick<App, 'database'>,
): AsyncGenerator<{ sha256: string; bytes: number }[]> {
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

const objectBatchSize = 5_000;
