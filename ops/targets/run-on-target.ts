import { randomUUID } from 'node:crypto';
import type { App } from '../../core/app.ts';
import type { Prisma } from '../../core/platform/database.ts';
import type { BackupTarget } from './list-targets.ts';

type TargetAction = Prisma.TargetRunUncheckedCreateInput['act'];
type TargetFinding = {
  part?: number;
  gone?: number;
  unusual?: boolean;
  lockedDays?: number;
  keptByPlace?: boolean;
};

/**
 * Does something to one place for backups and writes down how it ended, with what `work` found, also when it fails after that.
 * A place that fails fails alone: the others are gone on with.
 * @returns the error, or undefined when all went well.
 */
export async function runOnTarget(
  app: Pick<App, 'database'>,
  run: { target: BackupTarget; act: TargetAction; onProgress: (line: string) => void },
  work: (note: (finding: TargetFinding) => void) => Promise<unknown>,
): Promise<Error | undefined> {
  const { target, act, onProgress } = run;
  const found: TargetFinding = {};
  const recordRun = (outcome: { ok: boolean; reason?: string }) =>
    app.database.asProcess((tx) =>
      tx.targetRun.create({ data: { id: randomUUID(), target: target.name, act, ...found, ...outcome } }),
    );
  try {
    await work((finding) => Object.assign(found, finding));
    await recordRun({ ok: true });
    return undefined;
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    await recordRun({ ok: false, reason: failure.message });
    onProgress(`the ${target.name} place: ${failure.message}`);
    return failure;
  }
}

/** Does the same to every place, one after the other. @throws the first error, after all of them were tried. */
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
