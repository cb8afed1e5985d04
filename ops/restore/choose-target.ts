import type { NamedRepository } from '../targets/restic.ts';
import { findSnapshot, backupStartedAt } from '../targets/snapshots.ts';
import { Refused } from '../errors.ts';
import { checkKey } from './check-key.ts';
import { findRecoveryPoint } from './find-recovery-point.ts';
import type { OnProgress } from '../progress.ts';

type WantedBackup = { snapshot: string; at?: Date };

/**
 * Chooses the target to restore from. For `latest` the newest complete backup at any target that answers wins, the nearer one when
 * several have it; for an id or a recovery point it is the first target that has it. One that does not answer is reported and
 * passed over.
 * @throws the error of the first target, when none can serve.
 */
export async function chooseTarget<P extends NamedRepository>(
  targets: readonly P[],
  wanted: WantedBackup,
  onProgress: OnProgress,
): Promise<P> {
  const [only] = targets;
  if (!only) throw new Refused('No backup target was named.');
  if (targets.length === 1) return only;
  const failures: Error[] = [];
  let best: { target: P; startedAt: number } | undefined;
  for (const target of targets) {
    const startedAt = await probeTarget(target, wanted).catch((error: Error) => error);
    if (startedAt instanceof Error) {
      onProgress(`the ${target.name} target: ${startedAt.message}`);
      failures.push(startedAt);
    } else if (!best || startedAt > best.startedAt) best = { target, startedAt };
  }
  if (!best) throw failures[0] ?? new Refused('No target has a backup.');
  onProgress(`restoring from the ${best.target.name} target`);
  return best.target;
}

/**
 * Chooses the target whose turn it is to be rehearsed: the one that was tried longest ago, of those that answer and hold a backup.
 * A target that is slow or damaged has had its turn, and does not keep the others from theirs.
 * @throws the error of the first target, when none can serve.
 */
export async function chooseTargetInTurn<P extends NamedRepository>(
  targets: readonly P[],
  tried: ReadonlyMap<string, number>,
  onProgress: OnProgress,
): Promise<P> {
  const failures: Error[] = [];
  for (const target of targets.toSorted((a, b) => (tried.get(a.name) ?? 0) - (tried.get(b.name) ?? 0))) {
    const startedAt = await probeTarget(target, { snapshot: 'latest' }).catch((error: Error) => error);
    if (!(startedAt instanceof Error)) return target;
    onProgress(`the ${target.name} target: ${startedAt.message}`);
    failures.push(startedAt);
  }
  throw failures[0] ?? new Refused('No target has a backup.');
}

/** @returns when the newest backup began, for `latest`; 0 for what is equally good wherever it is. */
async function probeTarget(target: NamedRepository, { snapshot, at }: WantedBackup): Promise<number> {
  await checkKey(target);
  const found = at ? (await findRecoveryPoint(target, at)).backup : await findSnapshot(target, snapshot);
  return snapshot === 'latest' ? backupStartedAt(found) : 0;
}
