import type { Command } from '../cli/command.ts';
import { createBackup } from './create-backup.ts';

export const backupCommand: Command<'backup'> = {
  run: async ({ app, onProgress }) => {
    const made = await createBackup(app(), { kind: 'incremental', prune: false }, onProgress);
    const size = `${made.files} files, ${(made.bytes / 1024 ** 2).toFixed(1)} MB`;
    const good = `Backup ${made.snapshot.slice(0, 8)} is good: ${made.documents} documents, ${size}, in ${made.seconds} s.`;
    const failed = made.targets.filter(({ ok }) => !ok);
    const lines = failed.map(({ name, reason }) => `The ${name} place did NOT get it: ${reason ?? ''}`);
    return { json: made, text: [good, ...lines].join('\n'), failed: failed.length > 0 };
  },
};
