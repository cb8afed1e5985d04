import { loadConfig } from '../../../core/platform/config.ts';
import { writeMigration } from './write-migration.ts';

// `npm run db:diff NAME`: writes the next migration, from the database as migrated to prisma/schema.prisma.
const name = process.argv[2];
if (name === undefined) {
  console.error('db:diff needs a NAME for the migration, such as: npm run db:diff add-notes');
  process.exit(2);
}
const folder = await writeMigration(loadConfig('ops'), name);
console.log(
  folder === undefined
    ? 'schema.prisma says nothing that the migrations do not make already.'
    : `Wrote prisma/migrations/${folder}/migration.sql. Read it, add what Prisma cannot say, then run "npm run db:migrate" and "npm run db:current".`,
);
