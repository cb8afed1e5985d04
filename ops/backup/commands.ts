import type { Command } from '../command.js';
import { makeBackup } from './make-backup.js';
import { isPartial, listSnapshots, restic, tagValue } from './restic.js';
import { shipLog } from './ship-log.js';
import { withRepositoryLock } from './repository-lock.js';
import { initRepository } from './repository.js';
import { listTargets, serverRepository } from './targets.js';

export const initRepositoryCommand: Command = {
  summary: 'makes the place for backups ready and proves that both keys open it; may be repeated',
  flags: { 'recovery-key-file!': 'a file with the recovery key' },
  run: async ({ app, flags }) => {
    const targets: { name: string; created: boolean }[] = [];
    for (const target of listTargets(app().config)) {
      const { created } = await initRepository(target, flags['recovery-key-file'] ?? '');
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
    const text = `Backup ${made.snapshot.slice(0, 8)} is good: ${made.documents} documents, ${size}, in ${made.seconds} s.`;
    return { json: made, text };
  },
};

export const snapshots: Command = {
  summary: 'lists the sets in the repository, oldest first',
  run: async ({ app }) => {
    const found = await listSnapshots(serverRepository(app().config));
    const list = found.map((snapshot) => ({
      id: snapshot.short_id,
      time: new Date(snapshot.time).toISOString(),
      kind: tagValue(snapshot, 'kind') ?? null,
      version: tagValue(snapshot, 'version') ?? null,
      bytes: snapshot.summary?.total_bytes_processed ?? null,
      partial: isPartial(snapshot),
      files: snapshot.summary?.total_files_processed ?? null,
    }));
    const lines = list.map(
      (each) =>
        `${each.id}  ${each.time}  ${(each.kind ?? '?').padEnd(11)}  ${each.version ?? '?'}  ${((each.bytes ?? 0) / 1024 ** 2).toFixed(1)} MB${each.partial ? '  PARTIAL' : ''}`,
    );
    return {
      json: { snapshots: list },
      text: lines.length > 0 ? lines.join('\n') : 'There is no backup yet. "strongroom backup" makes one.',
    };
  },
};

export const shipLogCommand: Command = {
  summary:
    "sends the database's log and the new documents to the repository; every five minutes it happens by itself",
  run: async ({ app, say }) => {
    const shipped = await shipLog(app(), say);
    return { json: shipped, text: `Everything until ${shipped.until} can be brought back.` };
  },
};

export const check: Command = {
  summary: "checks the repository's structure; with --read-data-subset N% a part of its data as well",
  flags: { 'read-data-subset': 'how much of the data to read, 10% for instance' },
  run: async ({ app, flags }) => {
    const { config } = app();
    const subset = flags['read-data-subset'];
    const options = subset === undefined ? [] : ['--read-data-subset', subset];
    await withRepositoryLock(config, () => restic(serverRepository(config), ['check', ...options]));
    return { json: { ok: true }, text: 'The repository is sound.' };
  },
};
