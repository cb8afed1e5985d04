import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import type { Config } from '../../core/platform/config.ts';
import { withConnectionString } from '../connection-string.ts';
import { walDirectory } from '../data-folders.ts';
import { lastOutputLine, runProgram } from '../run-program.ts';

type ReceiverApp = Pick<App, 'config' | 'database' | 'log'>;

/** The name under which PostgreSQL knows the receiver, and the slot that keeps the WAL for it while it is away. */
export const walReceiver = { application: 'strongroom-log', slot: 'strongroom_log' } as const;

const reconnectMs = 5_000;
/** What pg_receivewal prints when the WAL here and the WAL there have no common end: after a restore, or too long away. */
const timelineParted =
  /already been removed|can no longer|invalidated|ahead of the WAL flush position|not in this server's history/;

/**
 * Since when the WAL that lies here has no gap: it continues the backups that began after that, and no older one. It is the WAL of
 * one timeline: a restore begins another, whose WAL leads on from the recovery point, and not from the backups before.
 * @throws Error when nothing was received yet
 */
export async function readWalStart(config: Pick<Config, 'dataDir'>): Promise<Date> {
  return new Date((await readFile(walStartFile(config), 'utf8')).trim());
}

/** In the folder itself: whoever removes the WAL, removes this with it. */
function walStartFile(config: Pick<Config, 'dataDir'>): string {
  return join(walDirectory(config), 'since');
}

/** Once the slot is there, the database keeps everything for whoever receives: from here on there is no gap. */
async function recordWalStart(config: Pick<Config, 'dataDir'>): Promise<void> {
  const since = await readWalStart(config).catch(() => undefined);
  if (since && !Number.isNaN(since.getTime())) return;
  const file = walStartFile(config);
  await writeFile(`${file}.new`, `${new Date().toISOString()}\n`, { flush: true });
  await rename(`${file}.new`, file);
}

/** Receives the database's WAL for as long as this process lives; a connection that ends is opened again. */
export function startWalReceiver(app: ReceiverApp): { stop: () => Promise<void> } {
  const end = new AbortController();
  const receiving = receiveWal(app, end.signal).catch((error: unknown) => {
    if (!end.signal.aborted)
      app.log.error({ err: error }, 'the WAL of the database is not received any more');
  });
  return {
    stop: async () => {
      end.abort();
      await receiving;
    },
  };
}

async function receiveWal(app: ReceiverApp, signal: AbortSignal): Promise<void> {
  await withConnectionString(app.config, async (connection) => {
    while (!signal.aborted) {
      const why = await receiveWalOnce(app, connection, signal).catch(
        (error: unknown) => (error as Error).message,
      );
      if (signal.aborted) return;
      app.log.warn({ why }, 'receiving the WAL of the database ended; it begins again');
      await setTimeout(reconnectMs, undefined, { signal });
    }
  });
}

/** @returns why it ended. */
async function receiveWalOnce(app: ReceiverApp, connection: string, signal: AbortSignal): Promise<string> {
  const directory = walDirectory(app.config);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const shared = ['--dbname', `${connection} application_name=${walReceiver.application}`, '--no-password'];
  const slot = ['--slot', walReceiver.slot];
  const made = await runProgram('pg_receivewal', [...shared, ...slot, '--create-slot', '--if-not-exists']);
  if (made.code !== 0) return lastOutputLine(made);
  await recordWalStart(app.config);
  const how = ['--directory', directory, '--no-loop', '--status-interval=1'];
  const ran = await runProgram('pg_receivewal', [...shared, ...slot, ...how], { signal });
  if (!timelineParted.test(ran.stderr)) return lastOutputLine(ran);
  // From here on a recovery point can be restored again as soon as the next backup is stored.
  await rm(directory, { recursive: true, force: true });
  await app.database.asProcess(
    (tx) => tx.$queryRaw`
    SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots WHERE slot_name = ${walReceiver.slot} AND NOT active`,
  );
  return `${lastOutputLine(ran)}; what was received before is removed`;
}
