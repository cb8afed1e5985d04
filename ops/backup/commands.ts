import type { Command } from '../command.ts';
import { WrongUsage } from '../refused.ts';
import { checkNextPart, checkTarget } from './check-target.ts';
import { dumpDatabase } from './dump-database.ts';
import { noteKeyHint } from './key-hint.ts';
import { makeBackup } from './make-backup.ts';
import { pruneTarget } from './prune.ts';
import { shipLog, type Shipped } from './ship-log.ts';
import { onEveryTarget } from './target-runs.ts';
import { withRepositoryLock } from './repository-lock.ts';
import { initRepository } from './repository.ts';
import { chooseTargets, listTargets } from './targets.ts';
import { readProofs } from '../restore/record-rehearsal.ts';
import { listSets } from './list-sets.ts';

const targetFlag = 'near or far; every place unless told otherwise';

export const initRepositoryCommand: Command = {
  summary: 'makes the place for backups ready and proves that both keys open it; may be repeated',
  flags: { 'recovery-key-file!': 'a file with the recovery key' },
  run: async ({ app, flags }) => {
    const targets: { name: string; created: boolean }[] = [];
    for (const target of listTargets(app().config)) {
      const { created } = await initRepository(target, flags['recovery-key-file'] ?? '');
      await noteKeyHint(app().config, target);
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

export const backup: Command = {
  summary: 'puts one consistent set into the repository and checks it',
  run: async ({ app, say }) => {
    const made = await makeBackup(app(), say);
    const size = `${made.files} files, ${(made.bytes / 1024 ** 2).toFixed(1)} MB`;
    const good = `Backup ${made.snapshot.slice(0, 8)} is good: ${made.documents} documents, ${size}, in ${made.seconds} s.`;
    const missed = made.targets.filter(({ ok }) => !ok);
    const lines = missed.map(({ name, reason }) => `The ${name} place did NOT get it: ${reason ?? ''}`);
    return { json: made, text: [good, ...lines].join('\n'), failed: missed.length > 0 };
  },
};

export const snapshots: Command = {
  summary:
    'lists the sets of every place, oldest first: what is in each, where it lies, when it was last proven',
  flags: { target: targetFlag },
  run: async ({ app, flags }) => {
    const targets = chooseTargets(app().config, flags['target']);
    // The list is needed most on the day when the database is gone.
    const proofs = await readProofs(app()).catch(
      () => 'When each was last proven cannot be told: the database does not answer.',
    );
    return listSets(targets, proofs);
  },
};

export const dump: Command = {
  summary:
    'puts the database as plain SQL into the repository; on the first of every month it happens by itself',
  run: async ({ app, say }) => {
    const places = await dumpDatabase(app(), say);
    const lines = places.map(({ name, ok, snapshot, bytes, reason }) =>
      ok
        ? `The database is in the ${name} place as plain SQL: snapshot ${snapshot?.slice(0, 8) ?? ''}, ${(bytes / 1024 ** 2).toFixed(1)} MB.`
        : `The ${name} place did NOT get it: ${reason ?? ''}`,
    );
    return { json: { places }, text: lines.join('\n'), failed: places.some(({ ok }) => !ok) };
  },
};

export const shipLogCommand: Command = {
  summary:
    "sends the database's log and the new documents to every place; every four minutes it happens by itself",
  flags: { target: targetFlag },
  run: async ({ app, flags, say }) => {
    const targets = chooseTargets(app().config, flags['target']);
    const ran = await Promise.allSettled(targets.map((target) => shipLog(app(), target, say)));
    const failed = ran.find((each) => each.status === 'rejected');
    const shipped = ran.map((each) => (each.status === 'fulfilled' ? each.value : undefined));
    const done = shipped.filter((each) => each !== undefined);
    if (failed && done.length === 0) throw failed.reason;
    const lines = ran.map((each, index) => tellShipped(targets[index]?.name ?? 'near', each));
    return { json: { targets: done }, text: lines.join('\n'), failed: failed !== undefined };
  },
};

function tellShipped(name: string, ran: PromiseSettledResult<Shipped | undefined>): string {
  if (ran.status === 'rejected') return `The ${name} place did NOT get it: ${(ran.reason as Error).message}`;
  if (!ran.value) return `The ${name} place is left alone at this hour.`;
  return `Everything until ${ran.value.until} can be brought back from the ${name} place.`;
}

export const check: Command = {
  summary: "checks every repository's structure; with --read-data-subset N% a part of its data as well",
  flags: {
    'read-data-subset':
      'how much of the data to read: 10% for instance, or "next" for the part that is due, as every week by itself',
  },
  run: async ({ app, flags, say }) => {
    const subset = flags['read-data-subset'];
    const sound = { json: { ok: true }, text: 'The repository is sound.' };
    const targets = listTargets(app().config);
    if (subset === 'next') {
      await checkNextPart(app(), say);
      return sound;
    }
    await withRepositoryLock(app().config, () =>
      onEveryTarget(targets, (target) =>
        checkTarget(app(), { target, ...(subset !== undefined && { subset }) }, say),
      ),
    );
    return sound;
  },
};

export const prune: Command = {
  summary: 'checks a repository, then removes the sets that are kept no longer',
  flags: {
    target: targetFlag,
    repository: 'where that place can be pruned, when it is asked at another address for that',
    'credentials-file': 'credentials that may remove sets; kept away from this server',
  },
  run: async ({ app, flags, say }) => {
    const { target: name, repository: location, 'credentials-file': credentialsFile } = flags;
    if (name === undefined && (location ?? credentialsFile) !== undefined)
      throw new WrongUsage(
        '--repository and --credentials-file belong to one place: give --target near or --target far.',
      );
    const own = { ...(location && { location }), ...(credentialsFile && { credentialsFile }) };
    const targets = chooseTargets(app().config, name).map((target) => ({ ...target, ...own }));
    await withRepositoryLock(app().config, () =>
      onEveryTarget(
        targets,
        async (target) =>
          (await checkTarget(app(), { target }, say)) ?? (await pruneTarget(app(), target, say)),
      ),
    );
    return { json: { ok: true }, text: 'What is kept no longer was removed.' };
  },
};
