import type { NamedRepository } from '../targets/restic.ts';
import { findSnapshot, backupStartedAt } from '../targets/snapshots.ts';
import { Refused } from '../errors.ts';
import { checkKey } from './check-key.ts';
import { findRecoveryPoint } from './find-recovery-point.ts';
import type { OnProgress } from '../progress.ts';

type WantedBackup = { snapshot: string; at?: Date };

/**
 * The place to restore from. For `latest` every place that answers is asked and the newest whole set wins, the nearer one when
 * both have it; for an id or a moment it is the first place that has it. One that does not answer is said and passed over.
 * @throws what the first place says, when none can serve.
 */
export async function chooseTarget<P extends NamedRepository>(
  targets: readonly P[],
  wanted: WantedBackup,
  onProgress: OnProgress,
): Promise<P> {
  const [only] = targets;
  if (!only) throw new Refused('No place with backups was named.');
  if (targets.length === 1) return only;
  const failures: Error[] = [];
  let best: { target: P; made: number } | undefined;
  for (const place of targets) {
    const made = await probeTarget(place, wanted).catch((error: Error) => error);
    if (made instanceof Error) {
      onProgress(`the ${place.name} place: ${made.message}`);
      failures.push(made);
    } else if (!best || made > best.made) best = { target: place, made };
  }
  if (!best) throw failures[0] ?? new Refused('No place has a backup.');
  onProgress(`restoring from the ${best.target.name} place`);
  return best.target;
}

/**
 * The place whose turn it is to be rehearsed: that which was tried longest ago, of those that answer and hold a set. A place that is
 * slow or damaged has had its turn, and does not keep the others from theirs.
 * @throws what the first place says, when none can serve.
 */
export async function chooseTargetInTurn<P extends NamedRepository>(
  targets: readonly P[],
  tried: ReadonlyMap<string, number>,
  onProgress: OnProgress,
): Promise<P> {
  const failures: Error[] = [];
  for (const target of targets.toSorted((a, b) => (tried.get(a.name) ?? 0) - (tried.get(b.name) ?? 0))) {
    const made = await probeTarget(target, { snapshot: 'latest' }).catch((error: Error) => error);
    if (!(made instanceof Error)) return target;
    onProgress(`the ${target.name} place: ${made.message}`);
    failures.push(made);
  }
  throw failures[0] ?? new Refused('No place has a backup.');
}

/** @returns when the newest set was made, for `latest`; 0 for what is equally good wherever it is. */
async function probeTarget(target: NamedRepository, { snapshot, at }: WantedBackup): Promise<number> {
  await checkKey(target);
  const found = at ? (await findRecoveryPoint(target, at)).backup : await findSnapshot(target, snapshot);
  return snapshot === 'latest' ? backupStartedAt(found) : 0;
}
