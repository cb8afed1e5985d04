import { z } from 'zod';

/**
 * What a backup must hold, written before the database is copied and completed after. The copy is of a point in between: tables
 * that only grow have at least the `before` count of rows and at most the `after` count, on a quiet night exactly that.
 */
export const manifestSchema = z.object({
  format: z.literal(1),
  product: z.string(),
  /** Backups before 0.2 know only full copies of the database. */
  kind: z.enum(['full', 'incremental']).default('full'),
  /** The database and its WAL: what combining its parts takes besides the backup. */
  databaseBytes: z.number().default(0),
  /** The newest migration the database has had. */
  schema: z.string(),
  startedAt: z.iso.datetime(),
  /** Where in the WAL the copy begins and where it is consistent. */
  lsn: z.object({ start: z.string(), end: z.string() }),
  before: z.record(z.string(), z.number()),
  after: z.record(z.string(), z.number()),
  /** The audit log's head when the copy began: its chain must run through this row. */
  audit: z.object({ seq: z.int().nonnegative(), hash: z.string() }),
  /** Lines of objects.tsv, and their bytes together. */
  objects: z.object({ count: z.number(), bytes: z.number() }),
  /** After a restore to a recovery point: that time. The database then has what came after the copy as well. */
  recoveredTo: z.iso.datetime().optional(),
  /** What somebody had changed in the database by hand when the backup was made, one phrase each. */
  changedByHand: z.array(z.string()).default([]),
  /** Whether the queue is in the backup. */
  redis: z.boolean(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The names of files inside a backup, the same in the repository as in a folder being restored. */
export const backupFiles = {
  manifest: 'manifest.json',
  objects: 'objects.tsv',
  postgres: 'postgres',
  /** What changed in the database since the full copy that is in the same backup. */
  changes: 'changes',
  redis: 'redis/dump.rdb',
} as const;
