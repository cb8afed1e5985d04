import type { App } from '../../core/app.js';
import { clearStaging, gatherSet } from './gather-set.js';
import type { Manifest } from './manifest.js';
import { closeRun, failInterruptedRuns, failRun, openRun } from './record-run.js';
import { serverRepository } from './targets.js';
import { withRepositoryLock } from './repository-lock.js';
import { restic, type Repository } from './restic.js';
import { setAside, storeSet, verifySnapshot } from './store-set.js';

export type Backup = {
  kind: Manifest['kind'];
  snapshot: string;
  bytes: number;
  files: number;
  documents: number;
  objects: number;
  seconds: number;
};
type Say = (line: string) => void;

/**
 * Puts one consistent set into the repository and reads back what it holds; with a whole copy of the database, the
 * repository is checked as well. Of the database it takes what changed since the last whole copy, where there is one.
 * Anything partial, unreadable or empty is a failure: it is written down as one, and its snapshot is marked as partial.
 * @throws Refused when one is under way or there is no room; Error saying what failed.
 */
export async function makeBackup(app: App, say: Say): Promise<Backup> {
  return withRepositoryLock(app.config, () => backUp(app, 'incremental', say));
}

/** The nightly run: a whole backup, and only after its check passed what is older than the firm wants to keep goes. */
export async function makeDailyBackup(app: App, say: Say): Promise<Backup> {
  return withRepositoryLock(app.config, async () => {
    const backup = await backUp(app, 'full', say);
    await forgetOld(serverRepository(app.config), say);
    return backup;
  });
}

async function backUp(app: App, wanted: Manifest['kind'], say: Say): Promise<Backup> {
  const started = performance.now();
  await failInterruptedRuns(app);
  const id = await openRun(app);
  try {
    const backup = await writeSet(app, wanted, say);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    await closeRun(app, id, backup);
    say(`done in ${seconds} s: snapshot ${backup.snapshot.slice(0, 8)}`);
    return { ...backup, seconds };
  } catch (error) {
    await failRun(app, id, (error as Error).message);
    throw error;
  } finally {
    await clearStaging(app.config);
  }
}

async function writeSet(app: App, wanted: Manifest['kind'], say: Say): Promise<Omit<Backup, 'seconds'>> {
  const repository = serverRepository(app.config);
  await clearStaging(app.config);
  // Whoever wrote to the repository from here held the lock that is ours now: what locks it still was killed.
  await restic(repository, ['unlock', '--remove-all']);
  const manifest = await gatherSet(app, wanted, say);
  say('storing database, documents, queue, configuration, secrets and certificates');
  const stored = await storeSet(app.config, repository, { manifest, say });
  try {
    await verifySnapshot(app.config, repository, { snapshot: stored.snapshot, manifest });
    say('the snapshot holds everything it must');
    // Every hour would be too dear: the check walks through every snapshot there is.
    if (manifest.kind === 'full') await restic(repository, ['check']);
  } catch (error) {
    await setAside(repository, stored.snapshot);
    throw error;
  }
  const documents = manifest.before['document'] ?? 0;
  return { kind: manifest.kind, ...stored, documents, objects: manifest.objects.count };
}

/** Hourly sets for a week, daily ones for 90 days, monthly ones for a year. */
const retention = ['--keep-within-hourly', '7d', '--keep-within-daily', '90d', '--keep-within-monthly', '1y'];

/** By tags as well: a partial set must not take the place of that day's good one. */
async function forgetOld(repository: Repository, say: Say): Promise<void> {
  say('removing sets older than the firm keeps them');
  await restic(repository, [
    'forget',
    '--group-by',
    'host,tags',
    '--host',
    'strongroom',
    ...retention,
    '--prune',
  ]);
}
