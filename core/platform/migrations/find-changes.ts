import type { Database } from '../database.ts';
import { Problem } from '../errors.ts';
import { findPrismaDirectory, listMigrationNames } from './migration-files.ts';
import { readStructure } from './read-structure.ts';
import { compareStructures, describeChanges, isHarmful, toOneLine } from './structure.ts';
import { readExpectedStructure, type ExpectedStructure } from './structure-file.ts';

/** What somebody changed in the database by hand, one phrase each. */
export type HandMadeChanges = {
  /** What the product needs and lacks, or what lets its roles do more than they should. */
  harmful: string[];
  /** What is there too much, and stays. */
  added: string[];
};

/**
 * Compares the database with prisma/current.sql. A database that waits for a migration has none: what is missing then is
 * said by the health check of migrations. One that cannot be read was changed by hand as well.
 * @throws Problem `unavailable` when the database does not answer.
 */
export async function findHandMadeChanges(app: { database: Database }): Promise<HandMadeChanges> {
  const expected = readExpectedStructure(findPrismaDirectory());
  try {
    return await compareWith(app, expected);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const reason = (error as Error).message.trim().split('\n').at(-1) ?? '';
    return { harmful: [`the structure cannot be read (${toOneLine(reason)})`], added: [] };
  }
}

async function compareWith(
  app: { database: Database },
  expected: ExpectedStructure,
): Promise<HandMadeChanges> {
  return app.database.asProcess(async (tx) => {
    const ask = (sql: string) => tx.$queryRawUnsafe<unknown[]>(sql);
    const [newest] = (await ask(
      'SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )) as { name: string | null }[];
    if (newest?.name !== expected.after) return { harmful: describeHistory(newest?.name ?? null), added: [] };
    const changes = compareStructures(expected.items, await readStructure(ask));
    return {
      harmful: describeChanges(changes.filter(isHarmful)),
      added: describeChanges(changes.filter((change) => !isHarmful(change))),
    };
  });
}

/** What is wrong with the newest migration that the database says it has had; nothing when it waits for the next. */
function describeHistory(newest: string | null): string[] {
  if (newest === null) return ['the record of the applied migrations is empty'];
  if (listMigrationNames().includes(newest)) return [];
  return [
    `the record of the applied migrations names ${toOneLine(newest)}, which this software does not know`,
  ];
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
