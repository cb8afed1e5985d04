import type { App } from '../../core/app.ts';
import { clearStaging, gatherSet } from './gather-set.ts';
import type { Manifest } from './manifest.ts';
import { closeRun, failInterruptedRuns, failRun, openRun } from './record-run.ts';
import { pruneTarget } from './prune.ts';
import { withRepositoryLock } from './repository-lock.ts';
import { openTargets, placesOfThisHour, storeEverywhere, type Delivery } from './store-everywhere.ts';
import { listTargets } from './targets.ts';

export type Backup = {
  kind: Manifest['kind'];
  snapshot: string;
  bytes: number;
  files: number;
  documents: number;
  objects: number;
  targets: Delivery[];
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
    const whole = new Set(backup.targets.filter(({ ok }) => ok).map(({ name }) => name));
    // What cannot be pruned is written down; the backup is good all the same.
    for (const target of listTargets(app.config))
      if (whole.has(target.name)) await pruneTarget(app, target, say);
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
  await clearStaging(app.config);
  const places = placesOfThisHour(app.config);
  // Neither needs the other, and a place takes its time to answer. Both are waited for: nothing may go on writing behind a failure.
  const [opened, gathered] = await Promise.allSettled([
    openTargets(app, places, say),
    gatherSet(app, wanted, say),
  ]);
  if (opened.status === 'rejected') throw opened.reason;
  if (gathered.status === 'rejected') throw gathered.reason;
  const manifest = gathered.value;
  const { stored, targets } = await storeEverywhere(app, { opened: opened.value, manifest }, say);
  const documents = manifest.before['document'] ?? 0;
  return { kind: manifest.kind, ...stored, documents, objects: manifest.objects.count, targets };
}
