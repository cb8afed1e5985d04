import { migrate } from '../core/platform/migrations/migrate.ts';
import { describeRepair } from '../core/platform/migrations/repair-structure.ts';
import type { Command } from './cli/command.ts';

export const migrateCommand: Command<'migrate'> = {
  run: async ({ app, onProgress }) => {
    const { config, storage } = app();
    const { applied, ...found } = await migrate(config);
    for (const name of applied) onProgress(`applied ${name}`);
    await storage.prepare();
    const upToDate = found.restored.length === 0 ? '; nothing was changed' : '';
    const text =
      applied.length === 0
        ? `The database is up to date${upToDate}.`
        : `Applied ${applied.length}: ${applied.join(', ')}.`;
    return { json: { applied, ...found }, text: [text, ...describeRepair(found)].join('\n') };
  },
};
