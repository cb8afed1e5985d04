import type { Database } from '../database.ts';
import { findPrismaDirectory } from './migration-files.ts';
import { readStructure } from './read-structure.ts';
import { compareStructures, describeChanges, isHarmful } from './structure.ts';
import { readExpectedStructure } from './structure-file.ts';

/** What somebody changed in the database by hand, one phrase each. */
export type HandMadeChanges = {
  /** What the product needs and lacks, or what lets its roles do more than they should. */
  harmful: string[];
  /** What is there too much, and stays. */
  added: string[];
};

/**
 * Compares the database with prisma/current.sql. A database that waits for a migration has none: what is missing then is
 * said by the health check of migrations.
 */
export async function findHandMadeChanges(app: { database: Database }): Promise<HandMadeChanges> {
  const expected = readExpectedStructure(findPrismaDirectory());
  return app.database.asProcess(async (tx) => {
    const ask = (sql: string) => tx.$queryRawUnsafe<unknown[]>(sql);
    const [newest] = (await ask(
      'SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )) as { name: string | null }[];
    if (newest?.name !== expected.after) return { harmful: [], added: [] };
    const changes = compareStructures(expected.items, await readStructure(ask));
    return {
      harmful: describeChanges(changes.filter(isHarmful)),
      added: describeChanges(changes.filter((change) => !isHarmful(change))),
    };
  });
}

/** One line about them, for people; undefined when there are none. */
export function describeHandMadeChanges({ harmful, added }: HandMadeChanges): string | undefined {
  const list = (all: readonly string[]) =>
    `${all.slice(0, 5).join('; ')}${all.length > 5 ? `; and ${all.length - 5} more` : ''}`;
  const parts = [
    harmful.length > 0 && `changed by hand: ${list(harmful)}; type: strongroom migrate`,
    added.length > 0 && `added by hand, and left: ${list(added)}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : parts.join('; ');
}
