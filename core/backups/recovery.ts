import type { App } from '../app.ts';
import { alertThresholds } from '../platform/alert-thresholds.ts';
import type { Transaction } from '../platform/database.ts';
import type { TargetStatus } from './target-status.ts';

const hour = 3_600_000;

/** What the appliance promises: how much is lost at most, and how long it takes at most to be back. */
export const recoveryObjectives = {
  pointSeconds: alertThresholds.recoveryPointSeconds,
  pointGoalSeconds: 300,
  timeSeconds: 4 * 3_600,
} as const;

/**
 * The moment until which everything can be restored: the newest backup, or the newest WAL that continues it.
 * WAL without a backup restores nothing. WAL that began after the newest backup is of another timeline: after
 * a restore, until the next backup.
 */
export async function getRecoveryPoint(app: Pick<App, 'database'>): Promise<Date | undefined> {
  return app.database.asProcess(async (tx) => {
    const newest = { where: { state: 'done' as const }, orderBy: { startedAt: 'desc' as const } };
    const backup = await tx.backupRun.findFirst(newest);
    if (!backup) return undefined;
    const continuing = { ...newest.where, since: { lte: backup.startedAt } };
    const wal = await tx.walShipment.findFirst({ ...newest, where: continuing });
    return wal && wal.startedAt > backup.startedAt ? wal.startedAt : backup.startedAt;
  });
}

/** When the appliance was installed: its first migration. */
export async function getInstalledAt(tx: Transaction): Promise<Date | null> {
  const first = await tx.$queryRaw<
    { at: Date | null }[]
  >`SELECT min(finished_at) AS at FROM _prisma_migrations`;
  return first[0]?.at ?? null;
}

/**
 * Since when the recovery key has not been proven at every target: it was typed back at the installation, and
 * each `strongroom recovery-key check` proves it again.
 */
export function oldestRecoveryKeyProof(
  targets: readonly TargetStatus[],
  installed: Date | null,
): Date | null {
  const times = targets.map((target) => target.recoveryKeyProven ?? installed);
  if (times.length === 0) return installed;
  return times.reduce((oldest, time) => (oldest && time && time < oldest ? time : oldest));
}

/** Whether an administrator should prove the recovery key again. */
export function isRecoveryKeyCheckDue(since: Date | null, now = new Date()): boolean {
  return since !== null && now.getTime() - since.getTime() > alertThresholds.recoveryKeyProofDays * 24 * hour;
}
