import { describeCost, migrateBack, WouldLose } from '../core/platform/migrations/migrate-back.ts';
import { migrate } from '../core/platform/migrations/migrate.ts';
import { describeRepair } from '../core/platform/migrations/repair-structure.ts';
import type { Command } from './cli/command.ts';
import { Refused } from './errors.ts';

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

export const migrateBackCommand: Command<'migrate-back'> = {
  run: async ({ app, words, flags }) => {
    const to = words[0] ?? '';
    const isLossAccepted = flags['accept-loss'] === 'yes';
    const isLook = flags.look === 'yes';
    const found = await migrateBack(app().config, to, { isLossAccepted, isLook }).catch((error: unknown) => {
      throw error instanceof WouldLose ? new Refused(error.message, { cause: error }) : error;
    });
    const lost =
      found.cost.length === 0
        ? ''
        : ` With them ${isLook ? 'would go' : 'went'} ${describeCost(found.cost)}.`;
    const text =
      found.undone.length === 0
        ? `The database has had nothing after ${to}; nothing was changed.`
        : `${isLook ? 'Would take' : 'Took'} back ${found.undone.length}: ${found.undone.join(', ')}.${lost}`;
    return { json: found, text };
  },
};
