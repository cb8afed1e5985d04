import type { App } from '../../core/app.ts';
import { isUnusualLoss } from '../../core/backups/target-status.ts';
import { Refused } from '../errors.ts';
import { countAlteredObjects } from './count-altered-objects.ts';
import type { Manifest } from './manifest.ts';
import { readLockedDays } from '../targets/object-lock.ts';
import { restic } from '../targets/restic.ts';
import {
  markPartial,
  pushSnapshot,
  verifySnapshot,
  type ScanReport,
  type PushedSnapshot,
} from './push-snapshot.ts';
import { runOnTarget } from '../targets/run-on-target.ts';
import { isWithinHours, listTargets, type BackupTarget } from '../targets/list-targets.ts';

type OnProgress = (line: string) => void;
type AlteredObjects = { gone: number; unusual: boolean };

/** How a set fared at one place. */
export type PushResult = { name: BackupTarget['name']; ok: boolean; reason: string | null };
export type OpenedTargets = { targets: BackupTarget[]; failed: Map<BackupTarget['name'], Error> };

/** The places that may be written to at this hour. @throws Refused when there is none. */
export function listOpenTargets(config: App['config']): BackupTarget[] {
  const open = listTargets(config).filter((target) => isWithinHours(target));
  if (open.length > 0) return open;
  throw new Refused(
    'No place for backups may be written to at this hour. The next hour that is allowed makes a backup by itself.',
  );
}

/**
 * Those of the places that a set can go to now. Whoever wrote to them from here held the lock that is ours now: what locks them
 * still was killed.
 * @throws the first error when none of them can be used.
 */
export async function openTargets(
  app: Pick<App, 'config' | 'database'>,
  candidates: readonly BackupTarget[],
  onProgress: OnProgress,
): Promise<OpenedTargets> {
  const opened: OpenedTargets = { targets: [], failed: new Map() };
  for (const target of candidates) {
    const failure = await removeStaleLocks(target);
    if (failure) {
      await runOnTarget(app, { target, act: 'backup', onProgress }, () => Promise.reject(failure));
      opened.failed.set(target.name, failure);
    } else opened.targets.push(target);
  }
  const [first] = opened.failed.values();
  if (opened.targets.length === 0 && first) throw first;
  return opened;
}

async function removeStaleLocks(target: BackupTarget): Promise<Error | undefined> {
  return restic(target, ['unlock', '--remove-all'], { failFast: true }).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
}

/**
 * Puts a set into every opened place and reads back what each then holds; a whole one is followed by a check. One place that
 * fails is written down and said; the next backup brings it up to date, because every set stands alone.
 * @throws the first error when no place took the set.
 */
export async function pushToTargets(
  app: Pick<App, 'config' | 'database'>,
  backup: { opened: OpenedTargets; manifest: Manifest },
  onProgress: OnProgress,
): Promise<{ stored: PushedSnapshot; targets: PushResult[] }> {
  const { opened, manifest } = backup;
  let stored: PushedSnapshot | undefined;
  for (const target of opened.targets) {
    const failure = await runOnTarget(app, { target, act: 'backup', onProgress }, async (record) => {
      const pushed = await pushToTarget(app, { target, manifest, note: record }, onProgress);
      stored ??= pushed;
      // That it could not be asked is no reason to do without the set.
      const lockedDays = await readLockedDays(target).catch(() => undefined);
      if (lockedDays !== undefined) record({ lockedDays });
    });
    if (failure) opened.failed.set(target.name, failure);
  }
  const [first] = opened.failed.values();
  if (!stored) throw first ?? new Error('No place took the set.');
  const names = [...opened.targets.map(({ name }) => name), ...opened.failed.keys()];
  const targets = [...new Set(names)].map((name) => {
    const reason = opened.failed.get(name)?.message ?? null;
    return { name, ok: reason === null, reason };
  });
  return { stored, targets };
}

async function pushToTarget(
  app: Pick<App, 'config' | 'database'>,
  {
    target,
    manifest,
    note,
  }: { target: BackupTarget; manifest: Manifest; note: (found: AlteredObjects) => void },
  onProgress: OnProgress,
): Promise<PushedSnapshot> {
  onProgress(`storing database, documents, queue, configuration, secrets and certificates (${target.name})`);
  const { stored, account } = await pushSnapshot(app.config, target, { manifest, onProgress });
  try {
    await verifyPushed(app, target, {
      ...{ snapshot: stored.snapshot, manifest, account },
      found: (gone) => {
        const unusual = isUnusualLoss(gone, manifest.objects.count);
        note({ gone, unusual });
        if (unusual)
          onProgress(
            `WARNING: ${gone} documents' objects of the set before are gone or changed, although nothing here changes them`,
          );
      },
    });
    onProgress('the snapshot holds everything it must');
    return stored;
  } catch (error) {
    await markPartial(target, stored.snapshot);
    throw error;
  }
}

/**
 * What every snapshot must pass, at once: all of it only reads, and mostly waits for the key to be made out of the password.
 * `found` is told how many objects of the set before are gone or changed, also when the snapshot fails for just that reason.
 * @throws the first failure, when all have ended: until then the check locks out whoever would mark the snapshot.
 */
async function verifyPushed(
  app: Pick<App, 'config' | 'database'>,
  target: BackupTarget,
  stored: { snapshot: string; manifest: Manifest; account: ScanReport; found: (gone: number) => void },
): Promise<void> {
  const whole = stored.manifest.kind === 'full';
  const { isWhole, isModified } = stored.account;
  const [verified, gone, checked] = await Promise.allSettled([
    verifySnapshot(app.config, target, stored),
    // In the hours only when restic met an object that is not what it was, or did not meet one whole.
    whole || isModified || !isWhole
      ? countAlteredObjects(app, target, { snapshot: stored.snapshot, whole })
      : 0,
    // Every hour would be too dear: the check walks through every snapshot there is.
    whole ? restic(target, ['check'], { bypassCache: true }) : undefined,
  ]);
  // First: where objects were removed it is the reason why the snapshot does not verify.
  if (gone.status === 'fulfilled') stored.found(gone.value);
  if (verified.status === 'rejected') throw verified.reason;
  if (gone.status === 'rejected') throw gone.reason;
  if (checked.status === 'rejected') throw checked.reason;
}
