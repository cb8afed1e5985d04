import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listMigrationNames } from '../../core/platform/migration-files.ts';
import { productVersion } from '../../core/platform/version.ts';
import { baseDirectory } from '../backup/base-copy.ts';
import { combineCopies, verifyDatabaseCopy } from '../backup/copy-database.ts';
import { isRedisDump } from '../backup/copy-redis.ts';
import { objectsFolder, rawObjectPath, stagingDirectory } from '../backup/gather-set.ts';
import { logDirectory } from '../backup/receive-log.ts';
import { manifestForm, setFiles, type Manifest } from '../backup/manifest.ts';
import { readObjectList, tallyObjects } from '../backup/object-tally.ts';
import { restic, ResticFailed, type Repository } from '../backup/restic.ts';
import { isPartial, type Snapshot } from '../backup/snapshots.ts';
import { Refused } from '../refused.ts';
import { bringBack, dataDir, isFullDisk } from './bring-back.ts';
import { checkKey } from './check-key.ts';
import { findMoment, findSet, type Moment } from './find-moment.ts';
import { recoverTo } from './recover-to.ts';

export type RestoredSet = {
  snapshot: string;
  time: string;
  manifest: Manifest;
  bytes: number;
  seconds: number;
  /** The hashes of objects that the manifest names and that did not come back. */
  missing: string[];
  /** How far the log at the place goes on from the set, when no moment was named, RFC 3339 UTC; null when it does not. */
  logUntil: string | null;
};
type Wanted = {
  snapshot: string;
  into: string;
  at?: Date;
  withoutDamaged?: boolean;
  /** Looks at everything that a restore can be refused for, and brings nothing back. */
  dryRun?: boolean;
};
type Say = (line: string) => void;

const stagingDir = stagingDirectory({ dataDir });
const baseDir = baseDirectory({ dataDir });
const logDir = logDirectory({ dataDir });
const logPart = 'log';
const parts = ['minio', 'config', 'secrets', 'tls'] as const;

/**
 * Brings a set out of the repository into the empty folder `into`: postgres/ redis/ minio/ config/ secrets/ tls/, and the
 * manifest beside them. Every piece is compared with its hash (restic), the database and the queue are verified by their own tools, and
 * nothing that the manifest names may be missing, unless it is to come back without what is damaged.
 * @throws Refused for a wrong key, an empty or foreign repository, an unknown snapshot, a newer schema, too little room.
 */
export async function restoreSet(repository: Repository, wanted: Wanted, say: Say): Promise<RestoredSet> {
  const started = performance.now();
  const { opened, snapshot, moment, logUntil } = await openAndFind(repository, wanted);
  const manifest = await readManifest(opened, snapshot);
  checkVersion(manifest);
  const bytes = snapshot.summary?.total_bytes_processed ?? 0;
  await checkPlace(wanted.into, bytes + (manifest.kind === 'incremental' ? manifest.databaseBytes : 0));
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const time = new Date(snapshot.time).toISOString();
  const found = { snapshot: snapshot.id, time, manifest, bytes, logUntil };
  if (wanted.dryRun === true) return { ...found, seconds: seconds(), missing: [] };
  say(
    `restoring snapshot ${snapshot.short_id} of ${snapshot.time.slice(0, 16)}: ${manifest.before['document'] ?? 0} documents`,
  );
  const missing = await bringParts(opened, { ...wanted, snapshot, moment, manifest }, say).catch(
    (error: unknown) => {
      throw isFullDisk(error) ? noRoom(error) : error;
    },
  );
  return { ...found, seconds: seconds(), missing };
}

type Chosen = { snapshot: Snapshot; moment: Moment | undefined; logUntil: string | null };

/**
 * Both at once: each takes a second to make the key out of the password. Whose key is wrong or whose place is away hears it at once: the
 * search, which would try again for a quarter of an hour, is not waited for.
 */
async function openAndFind(repository: Repository, wanted: Wanted): Promise<Chosen & { opened: Repository }> {
  const chosen = choose(repository, wanted);
  chosen.catch(() => undefined);
  const opened = await checkKey(repository);
  return { opened, ...(await chosen) };
}

async function choose(repository: Repository, wanted: Wanted): Promise<Chosen> {
  if (!wanted.at) {
    const { set, logUntil } = await findSet(repository, wanted.snapshot);
    return { moment: undefined, snapshot: set, logUntil: logUntil?.toISOString() ?? null };
  }
  const moment = await findMoment(repository, wanted.at);
  return { moment, snapshot: moment.set, logUntil: null };
}

type Found = Omit<Wanted, 'snapshot'> & {
  snapshot: Snapshot;
  moment: Moment | undefined;
  manifest: Manifest;
};

/** @returns the hashes of objects that did not come back, where that is accepted. */
async function bringParts(repository: Repository, found: Found, say: Say): Promise<string[]> {
  const { into, snapshot, moment, manifest, withoutDamaged } = found;
  const raw = join(into, 'raw');
  // The log after the set: objects are written once, so what it brings only adds to them.
  const snapshots = [snapshot.id, ...(moment ? [moment.log.id] : [])];
  await bringBack(repository, { snapshots, target: raw, say, withoutDamaged });
  say('every file is back; verifying the database');
  await arrange(raw, into);
  const accepted = isPartial(snapshot) || withoutDamaged === true;
  const missing = await verifyParts(into, accepted, say);
  if (moment) {
    say(`the database goes on to ${moment.at.toISOString()}`);
    await recoverSet(into, moment.at, manifest);
  }
  return missing;
}

function noRoom(cause: unknown): Error {
  return new Error(
    'The disk became full while the set was brought back. Nothing was changed. Make room, then start the restore again.',
    { cause },
  );
}

async function readManifest(repository: Repository, snapshot: Snapshot): Promise<Manifest> {
  try {
    const text = await restic(repository, [
      'dump',
      '--no-lock',
      snapshot.id,
      join(stagingDir, setFiles.manifest),
    ]);
    return manifestForm.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof ResticFailed ? error.message : 'it does not have the form of one.';
    throw new Error(
      `The manifest of snapshot ${snapshot.short_id} cannot be read: ${why} Nothing was changed; try an older snapshot.`,
      {
        cause: error,
      },
    );
  }
}

function checkVersion(manifest: Manifest): void {
  if (listMigrationNames().includes(manifest.schema)) return;
  throw new Refused(
    `This set was made by Strongroom ${manifest.product}, whose database (${manifest.schema}) this version ${productVersion} does not know. Restore it with version ${manifest.product} or a newer one.`,
  );
}

async function checkPlace(into: string, bytes: number): Promise<void> {
  await mkdir(into, { recursive: true });
  if ((await readdir(into)).length > 0)
    throw new Refused(`${into} is not empty; a restore goes into a fresh folder.`);
  const disk = await statfs(into);
  const free = disk.bavail * disk.bsize;
  if (free > bytes * 1.05) return;
  const gigabytes = (count: number) => `${(count / 1024 ** 3).toFixed(1)} GB`;
  throw new Refused(
    `The set needs ${gigabytes(bytes)} and the disk has ${gigabytes(free)} free. Make room, then start the restore again.`,
  );
}

/** From the paths of the backup to one folder per service. */
async function arrange(raw: string, into: string): Promise<void> {
  for (const part of parts) await rename(join(raw, dataDir, part), join(into, part));
  await arrangeDatabase(raw, join(into, setFiles.postgres));
  for (const part of [setFiles.manifest, setFiles.objects])
    await rename(join(raw, stagingDir, part), join(into, part));
  if (existsSync(join(raw, logDir))) await rename(join(raw, logDir), join(into, logPart));
  await rename(join(raw, stagingDir, 'redis'), join(into, 'redis')).catch(() => mkdir(join(into, 'redis')));
  await rm(raw, { recursive: true, force: true });
}

/** A whole copy as it is, or put together with what changed after it. Sets before 0.2 have it among the other files. */
async function arrangeDatabase(raw: string, into: string): Promise<void> {
  const [base, changes] = [join(raw, baseDir), join(raw, stagingDir, setFiles.changes)];
  if (existsSync(changes)) await combineCopies(base, changes, into);
  else await rename(existsSync(base) ? base : join(raw, stagingDir, setFiles.postgres), into);
}

/** Lets the database go on to the moment, and writes into the manifest that it did. */
async function recoverSet(into: string, at: Date, manifest: Manifest): Promise<void> {
  const log = join(into, logPart);
  await recoverTo({ postgres: join(into, setFiles.postgres), log, at });
  await rm(log, { recursive: true });
  const recovered = { ...manifest, recoveredTo: at.toISOString() };
  await writeFile(join(into, setFiles.manifest), `${JSON.stringify(recovered, null, 2)}\n`);
}

/** @returns the hashes of missing objects, where that is accepted. */
async function verifyParts(into: string, accepted: boolean, say: Say): Promise<string[]> {
  await verifyDatabaseCopy(join(into, setFiles.postgres));
  await takeUpQueue(into, say);
  const missing = await findMissing(into);
  if (missing.length === 0) return missing;
  if (accepted) {
    say(`this set is a partial one: ${missing.length} objects are missing from it`);
    return missing;
  }
  throw new Error(
    `The set lacks ${missing.length} objects its manifest names, ${missing[0] ?? ''} for one, or a part of their bytes. Nothing was changed; try an older snapshot, or take the rest with --without-damaged.`,
  );
}

/** Only what lies there now is looked at; its bytes are hashed by the proof (verify-restored.ts), which reads all of them. */
async function findMissing(into: string): Promise<string[]> {
  const objects = tallyObjects(join(into, objectsFolder));
  for await (const object of readObjectList(join(into, setFiles.objects))) {
    objects.expect(object);
    const folder = dirname(join(into, rawObjectPath(object.sha256)));
    for (const path of filesIn(folder)) objects.meet(path, () => statSync(path).size);
  }
  return objects.missing();
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/**
 * Redis reads an append-only file at start; the dump becomes its base. A queue that cannot be read is left out: Postgres is the
 * truth, and the worker's sweep asks again for everything that is not finished.
 */
async function takeUpQueue(into: string, say: Say): Promise<void> {
  const dump = join(into, setFiles.redis);
  const folder = join(into, 'redis', 'appendonlydir');
  if (await isRedisDump(dump)) {
    await mkdir(folder);
    await rename(dump, join(folder, 'appendonly.aof.1.base.rdb'));
    await writeFile(join(folder, 'appendonly.aof.manifest'), 'file appendonly.aof.1.base.rdb seq 1 type b\n');
    return;
  }
  say('the copy of the queue cannot be read; the queue starts empty and is filled again from the database');
  await rm(dump, { force: true });
}
