import { applyMigrations, findPending } from '../../../core/platform/migrations/apply-migrations.ts';
import { findPrismaDirectory, readMigrations } from '../../../core/platform/migrations/migration-files.ts';
import { withOwner } from '../../../core/platform/migrations/owner-connection.ts';
import { readStructure } from '../../../core/platform/migrations/read-structure.ts';
import { formatStructure } from '../../../core/platform/migrations/structure-file.ts';
import type { Services } from '../services.ts';

/** How the services' database is reached. */
export function ownerSettings(services: Services) {
  const { ports, secretsDir } = services;
  const database = { host: '127.0.0.1', port: ports.postgres, name: 'strongroom', user: '', password: '' };
  return { database, secretsDir };
}

/** What prisma/current.sql must say: read from an empty database that has had every migration, and nothing else. */
export async function makeCurrentSql(services: Services): Promise<string> {
  await services.sql(
    'DROP DATABASE strongroom WITH (FORCE); CREATE DATABASE strongroom OWNER strongroom_owner;',
  );
  return withOwner(ownerSettings(services), async (client) => {
    const migrations = readMigrations(findPrismaDirectory());
    await applyMigrations(client, await findPending(client, migrations));
    const items = await readStructure(async (sql) => (await client.query(sql)).rows as unknown[]);
    return formatStructure(migrations.at(-1)?.name ?? '', items);
  });
}
