import { randomUUID } from 'node:crypto';
import type { App } from '../../core/app.ts';
import type { Prisma } from '../../core/platform/database.ts';
import { toError } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import type { BackupTarget } from './list-targets.ts';

export type TargetAction = Prisma.TargetRunUncheckedCreateInput['act'];

/** What an act found at a target. */
export type TargetFinding = {
  part?: number;
  gone?: number;
  unusual?: boolean;
  lockedDays?: number;
  keptByTarget?: boolean;
};

/** How an act on one target ended. One that failed may have found something all the same. */
export type TargetOutcome = { finding?: TargetFinding; error?: Error };

/** Records how an act on one target ended, with what it found, and reports why it failed. */
export async function recordTargetRun(
  app: Pick<App, 'database'>,
  run: { target: Pick<BackupTarget, 'name'>; act: TargetAction; onProgress: OnProgress },
  { finding, error }: TargetOutcome,
): Promise<void> {
  const { target, act, onProgress } = run;
  const data = { id: randomUUID(), target: target.name, act, ok: error === undefined, ...finding };
  await app.database.asProcess((tx) =>
    tx.targetRun.create({ data: { ...data, reason: error?.message ?? null } }),
  );
  if (error) onProgress(`the ${target.name} target: ${error.message}`);
}

/**
 * Acts on one target and records how that ended, with what `work` returns of it. A target that fails fails alone: the others
 * have their turn all the same.
 * @returns the error, or undefined when all went well.
 */
export async function runOnTarget(
  app: Pick<App, 'database'>,
  run: { target: BackupTarget; act: TargetAction; onProgress: OnProgress },
  work: () => Promise<TargetFinding | void>,
): Promise<Error | undefined> {
  const outcome = await work().then(
    (finding): TargetOutcome => (finding ? { finding } : {}),
    (error: unknown): TargetOutcome => ({ error: toError(error) }),
  );
  await recordTargetRun(app, run, outcome);
  return outcome.error;
}

/** Does the same at every target, one after the other. @throws the first error, after all of them were tried. */
export async function forEveryTarget(
  targets: readonly BackupTarget[],
  work: (target: BackupTarget) => Promise<Error | undefined>,
): Promise<void> {
  const failures: Error[] = [];
  for (const target of targets) {
    const failure = await work(target);
    if (failure) failures.push(failure);
  }
  if (failures[0]) throw failures[0];
}
