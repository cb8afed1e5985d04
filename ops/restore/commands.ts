import type { Command } from '../cli/command.ts';
import { WrongUsage } from '../errors.ts';
import { listBackupsAtTargets } from '../targets/list-backups.ts';
import { listSnapshots } from '../targets/snapshots.ts';
import { checkKey } from './check-key.ts';
import { chooseTarget } from './choose-target.ts';
import { restoreBackup } from './restore-backup.ts';
import { withTargetsFromFlags } from './targets-from-flags.ts';
import { markRestored, verifyRestored } from './verify-restored.ts';

export const restoreBackupCommand: Command<'restore-backup'> = {
  run: async ({ flags, words, onProgress }) => {
    const at = parseRecoveryTime(flags.at);
    if ((words[0] === undefined) === (at === undefined))
      throw new WrongUsage('Name a SNAPSHOT, or a recovery point with --at; not both.');
    const wanted = { snapshot: words[0] ?? '', into: flags.into, ...(at && { at }) };
    const how = { withoutDamaged: flags.damaged === 'leave-out', dryRun: flags['dry-run'] === 'yes' };
    const done = await withTargetsFromFlags(flags, async (targets) => {
      const target = await chooseTarget(targets, wanted, onProgress);
      return { ...(await restoreBackup(target, { ...wanted, ...how }, onProgress)), target: target.name };
    });
    const outcome = how.dryRun ? 'can be restored' : 'is restored and verified';
    const text = `Snapshot ${done.snapshot.slice(0, 8)} of ${done.time} ${outcome}, ${done.seconds} s.`;
    return { json: { ...done, documents: done.manifest.before['document'] ?? 0 }, text };
  },
};

export const listBackupsCommand: Command<'list-backups'> = {
  run: ({ flags }) =>
    withTargetsFromFlags(flags, (targets) =>
      listBackupsAtTargets(
        targets,
        'When each was last test-restored is not known: the database knows, and the appliance does not run.',
        async (target) => listSnapshots(await checkKey(target)),
      ),
    ),
};

export const verifyRestoredCommand: Command<'verify-restored'> = {
  run: async ({ app, flags, onProgress }) => {
    const found = await verifyRestored(app(), flags.folder, onProgress);
    const accepted = { accept: found.faults.length, mark: found.lostObjects }[flags.damage ?? ''] ?? 0;
    const failed = found.faults.length > accepted;
    if (!failed) await markRestored(app(), { id: flags.snapshot, bytes: Number(flags.bytes) }, found);
    const proof = `${found.documents} documents, ${found.objects} objects read and hashed, ${found.auditEvents} audit events in an unbroken chain`;
    return {
      json: found,
      text:
        found.faults.length > 0
          ? found.faults.join('\n')
          : `Proven against the manifest: ${proof}; ${found.seconds} s.`,
      failed,
    };
  },
};

/** A recovery point as people write it, in UTC. @throws WrongUsage */
function parseRecoveryTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?$/.exec(text.trim()) ?? [];
  const at = new Date(`${day ?? ''}T${time ?? ''}Z`);
  if (Number.isNaN(at.getTime()))
    throw new WrongUsage(`"${text}" is no recovery point. Write it in UTC, as "2026-11-20 10:15".`);
  return at;
}
