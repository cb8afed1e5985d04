import type { Command } from '../cli/command.ts';
import { WrongUsage } from '../errors.ts';
import { checkNextPartOfEveryTarget, checkTarget } from '../maintenance/check-target.ts';
import { dumpDatabase } from '../maintenance/dump-database.ts';
import { storeKeyHint } from '../targets/key-hint.ts';
import { createBackup } from './create-backup.ts';
import { pruneTarget } from '../maintenance/prune-target.ts';
import { shipWal, type WalShipment } from '../wal/ship-wal.ts';
import { forEveryTarget } from '../targets/run-on-target.ts';
import { withRepositoryLock } from '../targets/repository-lock.ts';
import { initRepository } from '../targets/repository.ts';
import { selectTargets, listTargets } from '../targets/list-targets.ts';
import { readProvenTimes } from '../rehearsal/record-rehearsal.ts';
import { listBackupsAtTargets } from '../targets/list-backups.ts';

const targetFlag = 'near or far; every place unless told otherwise';

export const initRepositoryCommand: Command = {
  summary: 'makes the place for backups ready and proves that both keys open it; may be repeated',
  flags: { 'recovery-key-file!': 'a file with the recovery key' },
  run: async ({ app, flags }) => {
    const targets: { name: string; created: boolean }[] = [];
    for (const target of listTargets(app().config)) {
      const { created } = await initRepository(target, flags['recovery-key-file'] ?? '');
      await storeKeyHint(app().config, target);
      targets.push({ name: target.name, created });
    }
    const lines = targets.map(
      ({ name, created }) =>
        `The ${name} repository was ${created ? 'made' : 'there already'}; the server's key and the recovery key both open it.`,
    );
    const created = targets.some((target) => target.created);
    return { json: { created, keys: ['server', 'recovery'], targets }, text: lines.join('\n') };
  },
};

export const backupCommand: Command = {
  summary: 'puts one consistent set into the repository and checks it',
  run: async ({ app, onProgress }) => {
    const made = await createBackup(app(), onProgress);
    const size = `${made.files} files, ${(made.bytes / 1024 ** 2).toFixed(1)} MB`;
    const good = `Backup ${made.snapshot.slice(0, 8)} is good: ${made.documents} documents, ${size}, in ${made.seconds} s.`;
    const failed = made.targets.filter(({ ok }) => !ok);
    const lines = failed.map(({ name, reason }) => `The ${name} place did NOT get it: ${reason ?? ''}`);
    if (made.changedByHand.length > 0)
      lines.push(`Somebody changed the database by hand: ${made.changedByHand.join('; ')}.`);
    return { json: made, text: [good, ...lines].join('\n'), failed: failed.length > 0 };
  },
};

export const snapshotsCommand: Command = {
  summary:
    'lists the sets of every place, oldest first: what is in each, where it lies, when it was last proven',
  flags: { target: targetFlag },
  run: async ({ app, flags }) => {
    const targets = selectTargets(app().config, flags['target']);
    // The list is needed most on the day when the database is gone.
    const proofs = await readProvenTimes(app()).catch(
      () => 'When each was last proven cannot be told: the database does not answer.',
    );
    return listBackupsAtTargets(targets, proofs);
  },
};

export const dumpCommand: Command = {
  summary:
    'puts the database as plain SQL into the repository; on the first of every month it happens by itself',
  run: async ({ app, onProgress }) => {
    const dumps = await dumpDatabase(app(), onProgress);
    const lines = dumps.map(({ name, ok, snapshot, bytes, reason }) =>
      ok
        ? `The database is in the ${name} place as plain SQL: snapshot ${snapshot?.slice(0, 8) ?? ''}, ${(bytes / 1024 ** 2).toFixed(1)} MB.`
        : `The ${name} place did NOT get it: ${reason ?? ''}`,
    );
    return { json: { places: dumps }, text: lines.join('\n'), failed: dumps.some(({ ok }) => !ok) };
  },
};

export const shipWalCommand: Command = {
  summary:
    "sends the database's log and the new documents to every place; every four minutes it happens by itself",
  flags: { target: targetFlag },
  run: async ({ app, flags, onProgress }) => {
    const targets = selectTargets(app().config, flags['target']);
    const settled = await Promise.allSettled(targets.map((target) => shipWal(app(), target, onProgress)));
    const failed = settled.find((each) => each.status === 'rejected');
    const shipped = settled.map((each) => (each.status === 'fulfilled' ? each.value : undefined));
    const shipments = shipped.filter((each) => each !== undefined);
    if (failed && shipments.length === 0) throw failed.reason;
    const lines = settled.map((each, index) => formatShipment(targets[index]?.name ?? 'near', each));
    return { json: { targets: shipments }, text: lines.join('\n'), failed: failed !== undefined };
  },
};

function formatShipment(name: string, settled: PromiseSettledResult<WalShipment | undefined>): string {
  if (settled.status === 'rejected')
    return `The ${name} place did NOT get it: ${(settled.reason as Error).message}`;
  if (!settled.value) return `The ${name} place is left alone at this hour.`;
  return `Everything until ${settled.value.until} can be brought back from the ${name} place.`;
}

export const checkCommand: Command = {
  summary: "checks every repository's structure; with --read-data-subset N% a part of its data as well",
  flags: {
    'read-data-subset':
      'how much of the data to read: 10% for instance, or "next" for the part that is due, as every week by itself',
  },
  run: async ({ app, flags, onProgress }) => {
    const subset = flags['read-data-subset'];
    const sound = { json: { ok: true }, text: 'The repository is sound.' };
    const targets = listTargets(app().config);
    if (subset === 'next') {
      await checkNextPartOfEveryTarget(app(), onProgress);
      return sound;
    }
    await withRepositoryLock(app().config, () =>
      forEveryTarget(targets, (target) =>
        checkTarget(app(), { target, ...(subset !== undefined && { subset }) }, onProgress),
      ),
    );
    return sound;
  },
};

export const pruneCommand: Command = {
  summary: 'checks a repository, then removes the sets that are kept no longer',
  flags: {
    target: targetFlag,
    repository: 'where that place can be pruned, when it is asked at another address for that',
    'credentials-file': 'credentials that may remove sets; kept away from this server',
  },
  run: async ({ app, flags, onProgress }) => {
    const { target: name, repository: location, 'credentials-file': credentialsFile } = flags;
    if (name === undefined && (location ?? credentialsFile) !== undefined)
      throw new WrongUsage(
        '--repository and --credentials-file belong to one place: give --target near or --target far.',
      );
    const own = { ...(location && { location }), ...(credentialsFile && { credentialsFile }) };
    const targets = selectTargets(app().config, name).map((target) => ({ ...target, ...own }));
    await withRepositoryLock(app().config, () =>
      forEveryTarget(
        targets,
        async (target) =>
          (await checkTarget(app(), { target }, onProgress)) ??
          (await pruneTarget(app(), target, onProgress)),
      ),
    );
    return { json: { ok: true }, text: 'What is kept no longer was removed.' };
  },
};
