import { Prisma, type Transaction } from '../database.ts';
import { listMigrationNames } from './migration-files.ts';

/**
 * The migrations this software brings that the database has not had, oldest first; cheap enough for a health check.
 * A database that was never migrated has had none.
 */
export async function pendingMigrations(tx: Transaction, names = listMigrationNames()): Promise<string[]> {
  const exists = await tx.$queryRaw<
    { found: boolean }[]
  >`SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS found`;
  if (!exists[0]?.found) return names;
  const done = await tx.$queryRaw<{ migration_name: string }[]>(Prisma.sql`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`);
  const finished = new Set(done.map((row) => row.migration_name));
  return names.filter((name) => !finished.has(name));
}
