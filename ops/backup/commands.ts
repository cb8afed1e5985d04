import type { Command } from '../cli/command.ts';
import { createBackup } from './create-backup.ts';

export const backupCommand: Command<'backup'> = {
  run: async ({ app, onProgress }) => {
    const backup = await createBackup(app(), { kind: 'incremental', prune: false }, onProgress);
    const size = `${backup.files} files, ${(backup.bytes / 1024 ** 2).toFixed(1)} MB`;
    const good = `Backup ${backup.snapshot.slice(0, 8)} is good: ${backup.documents} documents, ${size}, in ${backup.seconds} s.`;
    const failed = backup.targets.filter(({ ok }) => !ok);
    const lines = failed.map(({ name, reason }) => `The ${name} target does NOT have it: ${reason ?? ''}`);
    if (backup.changedByHand.length > 0)
      lines.push(`Somebody changed the database by hand: ${backup.changedByHand.join('; ')}.`);
    if (backup.auditFault !== null) lines.push(backup.auditFault);
    const isFailed = failed.length > 0 || backup.auditFault !== null;
    return { json: backup, text: [good, ...lines].join('\n'), failed: isFailed };
  },
};
