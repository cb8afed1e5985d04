import { migrate as applyMigrations, writeMigration } from '../core/platform/migrations.ts';
import type { Command } from './cli/command.ts';

export const migrate: Command<'migrate'> = {
  run: async ({ app, onProgress }) => {
    const { config, storage } = app();
    const applied = await applyMigrations(config);
    for (const name of applied) onProgress(`applied ${name}`);
    await storage.prepare();
    const text =
      applied.length === 0
        ? 'The database is up to date; nothing was changed.'
        : `Applied ${applied.length}: ${applied.join(', ')}.`;
    return { json: { applied }, text };
  },
};

export const diff: Command<'diff'> = {
  run: async ({ app, words }) => {
    const folder = await writeMigration(app().config, words[0] ?? '');
    const text =
      folder === undefined
        ? 'schema.prisma says nothing that the migrations do not make already.'
        : `Wrote prisma/migrations/${folder}/migration.sql. Read it, add what Prisma cannot say, then run "npm run db:migrate".`;
    return { json: { migration: folder ?? null }, text };
  },
};
