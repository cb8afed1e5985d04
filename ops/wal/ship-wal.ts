import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { ChainHead } from '../../core/audit/chain-row.ts';
import { formatHeadTag } from '../audit/kept-heads.ts';
import { storageObjectsFolder, storagePathOf, walDirectory } from '../data-folders.ts';
import type { OnProgress } from '../progress.ts';
import { walReceiver, readWalStart } from './receive-wal.ts';
import { isWithinHours, type BackupTarget } from '../targets/list-targets.ts';
import { withWalLock } from '../targets/repository-lock.ts';
import { restic } from '../targets/restic.ts';
import { walKeptMs, walTag } from '../targets/snapshots.ts';

export type WalShipment = { target: string; snapshot: string; until: string; objects: number };
type MarkedPoint = { id: string; until: Date; head: ChainHead; objects: string[] };

const hour = 3_600_000;
/**
 * More new objects than these are not named one by one: every name stays in the snapshot, and whoever lists snapshots holds the
 * names of all of them in memory. After an import of 100,000 documents that would be gigabytes within a day. Their whole folder
 * has one name.
 */
const maxNamedObjects = 2_000;
const shipmentsKeptMs = 7 * 24 * hour;
const receiverWaitMs = 20_000;

/**
 * Ships what continues the last backup to one target: the database's WAL as received so far, and the objects that came with it.
 * Afterwards every recovery point until `until` can be restored from there, without the machine. What a target missed while it
 * was away goes with the next shipment, as far back as the WAL is kept. A backup may run meanwhile; what is alone with a
 * repository, pruning for one, may not.
 * @returns undefined outside of the target's hours.
 * @throws Busy beside what is alone; Error when the WAL is not being received, or the target does not store it.
 */
export async function shipWal(
  app: App,
  target: BackupTarget,
  onProgress: OnProgress,
): Promise<WalShipment | undefined> {
  if (!isWithinHours(target)) return undefined;
  const { name } = target;
  return withWalLock(app.config, name, async (whenIdle) => {
    await cleanUpShipmentRows(app, name);
    const point = await markPoint(app, name);
    try {
      const segment = await waitForReceiver(app);
      await removeOldWal(app);
      await whenIdle(async () => {
        await restic(target, ['unlock', '--remove-all'], { failFast: true });
        await forgetIncomplete(app, target);
      });
      const since = await readShipmentStart(app, point.until);
      const snapshot = await pushWal(app, target, { ...point, since, segment });
      onProgress(`the WAL until ${point.until.toISOString()} is at the ${name} target`);
      await recordShipment(app, point.id, { state: 'done', since, snapshot });
      return { target: name, snapshot, until: point.until.toISOString(), objects: point.objects.length };
    } catch (error) {
      const { message: reason } = error as Error;
      const left = error instanceof IncompleteWal ? { snapshot: error.snapshot } : {};
      await recordShipment(app, point.id, { state: 'failed', reason, ...left });
      throw error;
    }
  });
}

/**
 * Reads the database's own time and the head of the audit log, then the list of objects, then writes the row: so the WAL holds a commit that is later than
 * `until`, without which a recovery to that time would not know that it has arrived.
 */
async function markPoint(app: App, target: string): Promise<MarkedPoint> {
  const rows = await app.database.asProcess(
    (tx) =>
      tx.$queryRaw<{ until: Date; seq: bigint; hash: string }[]>`
        SELECT clock_timestamp() AS until, seq, hash FROM audit_head WHERE id = 1`,
  );
  const { until = new Date(), seq = 0, hash = '' } = rows[0] ?? {};
  const objects = await app.database.asProcess((tx) =>
    tx.storedObject.findMany({
      where: { createdAt: { gt: new Date(until.getTime() - walKeptMs) }, removingAt: null },
      select: { sha256: true },
    }),
  );
  const id = randomUUID();
  await app.database.asProcess((tx) =>
    tx.walShipment.create({ data: { id, target, state: 'running', startedAt: until } }),
  );
  return { id, until, head: { seq: Number(seq), hash }, objects: objects.map(({ sha256 }) => sha256) };
}

/** The receiver is a little behind: what was committed before this call must have arrived. @returns the name of the segment it lies in. */
async function waitForReceiver(app: App): Promise<string> {
  const rows = await app.database.asProcess(
    (tx) => tx.$queryRaw<{ lsn: string; segment: string }[]>`
      SELECT lsn::text, pg_walfile_name(lsn) AS segment FROM pg_current_wal_flush_lsn() AS lsn`,
  );
  const { lsn = '', segment = '' } = rows[0] ?? {};
  for (const end = Date.now() + receiverWaitMs; Date.now() < end; await setTimeout(500)) {
    const found = await app.database.asProcess(
      (tx) => tx.$queryRaw<{ there: boolean | null }[]>`
        SELECT bool_or(write_lsn >= ${lsn}::pg_lsn) AS there FROM pg_stat_replication
        WHERE application_name = ${walReceiver.application}`,
    );
    if (found[0]?.there === true) return segment;
  }
  throw new Error(
    'The WAL of the database is not being received, so none of it can be shipped. Type: strongroom logs ops',
  );
}

type PendingShipment = MarkedPoint & { since: Date; segment: string };

/**
 * The segment that is being written has another name until it is full. When it became full while restic read what lies before it,
 * restic found it under neither name, and passed over it without a word: then once more, and it is complete from the beginning.
 * The first snapshot goes before, so that nothing claims to reach that far when the second fails; an append-only target keeps
 * both, and the newest counts.
 */
async function pushWal(app: App, repository: BackupTarget, shipment: PendingShipment): Promise<string> {
  const partial = join(walDirectory(app.config), `${shipment.segment}.partial`);
  const wasWritten = existsSync(partial);
  const snapshot = await pushWalOnce(app, repository, shipment);
  if (!wasWritten || existsSync(partial)) return snapshot;
  await restic(repository, ['forget', snapshot]).catch(() => undefined);
  return pushWalOnce(app, repository, shipment);
}

const summarySchema = z.looseObject({ snapshot_id: z.string() });

/** WAL that lacks a part and could not be forgotten at once: while a backup reads or writes there, nothing is. */
class IncompleteWal extends Error {
  override name = 'IncompleteWal';
  readonly snapshot: string;

  constructor(message: string, snapshot: string) {
    super(message);
    this.snapshot = snapshot;
  }
}

/** Forgets what had to be left there. An append-only target keeps it; it is not asked again. */
async function forgetIncomplete(app: App, target: BackupTarget): Promise<void> {
  const left = { target: target.name, state: 'failed' as const, NOT: { snapshot: null } };
  const rows = await app.database.asProcess((tx) => tx.walShipment.findMany({ where: left }));
  if (rows.length === 0) return;
  const snapshots = rows.flatMap(({ snapshot }) => snapshot ?? []);
  await restic(target, ['forget', ...snapshots], { failFast: true }).catch(() => undefined);
  await app.database.asProcess((tx) => tx.walShipment.updateMany({ where: left, data: { snapshot: null } }));
}

async function pushWalOnce(app: App, repository: BackupTarget, shipment: PendingShipment): Promise<string> {
  const { config } = app;
  const list = join(config.dataDir, 'ops', `log-objects-${repository.name}`);
  const named = shipment.objects.map((sha256) => dirname(storagePathOf(sha256)));
  const objects = (named.length > maxNamedObjects ? [storageObjectsFolder] : named).map((path) =>
    join(config.dataDir, path),
  );
  await writeFile(list, [walDirectory(config), ...objects].map((path) => `${path}\n`).join(''));
  const span = [`since=${shipment.since.toISOString()}`, `until=${shipment.until.toISOString()}`];
  const tags = [walTag, ...span, formatHeadTag(shipment.head)].flatMap((tag) => ['--tag', tag]);
  const how = ['--host', 'strongroom', '--group-by', 'host', '--files-from-verbatim', list];
  let snapshot = '';
  try {
    await restic(repository, ['backup', ...tags, ...how], {
      isLarge: true,
      onMessage: (message) => {
        if (message.message_type === 'summary') snapshot = summarySchema.parse(message).snapshot_id;
      },
    });
  } catch (error) {
    // What lacks a part must not count as WAL on the worst day; the next shipment, in minutes, holds it too.
    if (snapshot === '') throw error;
    await restic(repository, ['forget', snapshot]).catch(() => {
      throw new IncompleteWal((error as Error).message, snapshot);
    });
    throw error;
  } finally {
    await rm(list, { force: true });
  }
  return snapshot;
}

/** Older WAL than is kept is gone, and whatever was lost before. */
async function readShipmentStart({ config }: App, until: Date): Promise<Date> {
  return new Date(Math.max((await readWalStart(config)).getTime(), until.getTime() - walKeptMs));
}

async function removeOldWal(app: App): Promise<void> {
  const directory = walDirectory(app.config);
  for (const name of await readdir(directory)) {
    const { mtimeMs } = await stat(join(directory, name));
    // The name of a full segment is its position in the WAL; the one being written and timelines' histories stay.
    if (/^[0-9A-F]{24}$/.test(name) && Date.now() - mtimeMs > walKeptMs)
      await rm(join(directory, name), { force: true });
  }
}

async function cleanUpShipmentRows(app: App, target: string): Promise<void> {
  await app.database.asProcess(async (tx) => {
    const good = await tx.walShipment.findFirst({
      where: { target, state: 'done' },
      orderBy: { startedAt: 'desc' },
    });
    // The last good one stays, however long a target has been away.
    const old = {
      startedAt: { lt: new Date(Date.now() - shipmentsKeptMs) },
      id: { not: good?.id ?? randomUUID() },
    };
    await tx.walShipment.deleteMany({ where: { target, ...old } });
    const reason = 'It was interrupted before it ended, by a restart or a power cut for instance.';
    await tx.walShipment.updateMany({
      where: { target, state: 'running' },
      data: { state: 'failed', reason },
    });
  });
}

async function recordShipment(
  app: Pick<App, 'database'>,
  id: string,
  how:
    | { state: 'done'; since: Date; snapshot: string }
    | { state: 'failed'; reason: string; snapshot?: string },
): Promise<void> {
  await app.database.asProcess((tx) =>
    tx.walShipment.update({ where: { id }, data: { ...how, endedAt: new Date() } }),
  );
}
