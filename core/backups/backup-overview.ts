import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Prisma } from '../platform/database.ts';
import { findOperatorRequests, type OperatorRequestView } from './operator-requests.ts';
import {
  listBackups,
  listRehearsals,
  listRestorableBackups,
  type BackupView,
  type RehearsalView,
  type RestorableBackup,
} from './list-backups.ts';
import {
  isRecoveryKeyCheckDue,
  recoveryObjectives,
  getInstalledAt,
  getRecoveryPoint,
  oldestRecoveryKeyProof,
} from './recovery.ts';
import { listTargetStatuses, type TargetStatus } from './target-status.ts';

/** Everything administrators see of the backups. Times are RFC 3339 UTC. */
export type BackupOverview = {
  backups: BackupView[];
  rehearsals: RehearsalView[];
  /** The backups from which one matter can be restored. */
  sets: RestorableBackup[];
  /** What was requested in the pages or the API. */
  requests: OperatorRequestView[];
  places: TargetView[];
  /** When each scheduled job runs next, the soonest first. */
  planned: { name: string; at: string }[];
  recoveryPoint: {
    until: string | null;
    seconds: number | null;
    objectiveSeconds: number;
    goalSeconds: number;
  };
  /** As the newest rehearsal that proved a backup measured it. */
  recoveryTime: {
    seconds: number | null;
    provenAt: string | null;
    documents: number | null;
    objectiveSeconds: number;
  };
  recoveryKey: { provenAt: string | null; due: boolean };
};

export type TargetView = Omit<
  TargetStatus,
  | 'lastSet'
  | 'unusualSince'
  | 'lockedUntil'
  | 'logUntil'
  | 'lastCheck'
  | 'lastPrune'
  | 'recoveryKeyProven'
  | 'lastProven'
> & {
  location: string;
  lastSet: string | null;
  unusualSince: string | null;
  lockedUntil: string | null;
  logUntil: string | null;
  lastCheck: string | null;
  lastPrune: string | null;
  recoveryKeyProven: string | null;
  lastProven: string | null;
};

/**
 * Reads the whole page of the backups; at most `limit` backups and as many rehearsals.
 * @throws Problem `not-allowed`
 */
export async function getBackupOverview(
  app: Pick<App, 'database'>,
  actor: Actor,
  { limit }: { limit: number },
): Promise<BackupOverview> {
  await authorize(app, actor, 'see health');
  const { named, planned, installed, proven } = await app.database.asProcess(async (tx) => ({
    named: await tx.backupTarget.findMany({ orderBy: { name: 'desc' } }),
    planned: await tx.nextRun.findMany({ orderBy: { at: 'asc' } }),
    installed: await getInstalledAt(tx),
    proven: await tx.rehearsal.findFirst({ where: { state: 'done' }, orderBy: { startedAt: 'desc' } }),
  }));
  const statuses = await listTargetStatuses(
    app,
    named.map(({ name }) => name),
  );
  const keySince = oldestRecoveryKeyProof(statuses, installed);
  return {
    backups: await listBackups(app, actor, { limit }),
    rehearsals: await listRehearsals(app, actor, { limit }),
    sets: await listRestorableBackups(app),
    requests: await listBackupRequests(app, actor),
    places: statuses.map((target) =>
      toTargetView(target, named.find(({ name }) => name === target.name)?.location ?? ''),
    ),
    planned: planned.map(({ name, at }) => ({ name, at: at.toISOString() })),
    recoveryPoint: toRecoveryPoint(await getRecoveryPoint(app)),
    recoveryTime: {
      seconds: proven?.seconds ?? null,
      provenAt: toIsoString(proven?.endedAt),
      documents: proven?.documents ?? null,
      objectiveSeconds: recoveryObjectives.timeSeconds,
    },
    recoveryKey: { provenAt: toIsoString(keySince), due: isRecoveryKeyCheckDue(keySince) },
  };
}

const maxRequests = 5;

function listBackupRequests(app: Pick<App, 'database'>, actor: Actor): Promise<OperatorRequestView[]> {
  const newest = Prisma.sql`WHERE kind = 'backup' ORDER BY asked_at DESC LIMIT ${maxRequests}`;
  return app.database.asPerson(actor.person.id, (tx) => findOperatorRequests(tx, newest));
}

function toTargetView(target: TargetStatus, location: string): TargetView {
  return {
    ...target,
    location,
    lastSet: toIsoString(target.lastSet),
    unusualSince: toIsoString(target.unusualSince),
    lockedUntil: toIsoString(target.lockedUntil),
    logUntil: toIsoString(target.logUntil),
    lastCheck: toIsoString(target.lastCheck),
    lastPrune: toIsoString(target.lastPrune),
    recoveryKeyProven: toIsoString(target.recoveryKeyProven),
    lastProven: toIsoString(target.lastProven),
  };
}

function toRecoveryPoint(until: Date | undefined): BackupOverview['recoveryPoint'] {
  return {
    until: toIsoString(until),
    seconds: until ? Math.max(0, Math.round((Date.now() - until.getTime()) / 1000)) : null,
    objectiveSeconds: recoveryObjectives.pointSeconds,
    goalSeconds: recoveryObjectives.pointGoalSeconds,
  };
}

function toIsoString(date: Date | null | undefined): string | null {
  return date?.toISOString() ?? null;
}
