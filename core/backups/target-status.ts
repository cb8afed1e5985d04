import type { App } from '../app.ts';
import type { Prisma } from '../platform/database.ts';

type TargetAct = Prisma.TargetRunUncheckedCreateInput['act'];

/** The state of a backup target, as the database knows it: nothing is asked over the network. */
export type TargetStatus = {
  name: string;
  lastSet: Date | null;
  /** Nobody can remove that backup before then (Object Lock); null where somebody can. */
  lockedUntil: Date | null;
  /** Unusually many objects were gone or different in a backup, and nobody has accepted it. */
  unusual: boolean;
  /** The first such backup was stored then: what was stored before is as it was. */
  unusualSince: Date | null;
  /** Why it did not take the last backup. */
  failure: string | null;
  /** The WAL is there until then. */
  logUntil: Date | null;
  logFailure: string | null;
  lastCheck: Date | null;
  checkFailure: string | null;
  /** When it was last pruned. */
  lastPrune: Date | null;
  /** Why the last pruning failed, where the target would allow it. */
  pruneFailure: string | null;
  /**
   * What pruning needs where the target allows no removal: no fault, but backups pile up until somebody does
   * it.
   */
  pruneNeeds: string | null;
  recoveryKeyProven: Date | null;
  /** When a rehearsal last restored a backup from there. */
  lastProven: Date | null;
};

/** Reads the state of each named target, in the order of the names. */
export async function listTargetStatuses(
  app: Pick<App, 'database'>,
  names: readonly string[],
): Promise<TargetStatus[]> {
  return Promise.all(
    names.map(async (name) => {
      const stored = await findLastRuns(app, name, 'backup');
      const checked = await findLastRuns(app, name, 'check');
      const wal = await findLastWalShipments(app, name);
      const key = await findLastRuns(app, name, 'recoveryKey');
      return {
        name,
        lastSet: stored.good?.at ?? null,
        lockedUntil: lockedUntil(stored.good?.at, stored.good?.lockedDays),
        ...toUnusualStatus(await findUnusualChanges(app, name)),
        failure: failureReason(stored.last),
        logUntil: wal.good?.startedAt ?? null,
        logFailure: failureReason(wal.last && { ok: wal.last.state !== 'failed', reason: wal.last.reason }),
        lastCheck: checked.good?.at ?? null,
        checkFailure: failureReason(checked.last),
        ...(await readPruneStatus(app, name)),
        recoveryKeyProven: key.good?.at ?? null,
        lastProven: await findLastProvenAt(app, name),
      };
    }),
  );
}

type PruneStatus = Pick<TargetStatus, 'lastPrune' | 'pruneFailure' | 'pruneNeeds'>;

async function readPruneStatus(app: Pick<App, 'database'>, name: string): Promise<PruneStatus> {
  const { last, good } = await findLastRuns(app, name, 'prune');
  const reason = failureReason(last);
  const kept = last?.keptByTarget === true;
  return {
    lastPrune: good?.at ?? null,
    pruneFailure: kept ? null : reason,
    pruneNeeds: kept ? reason : null,
  };
}

/** The newest run of an act on a target, and the newest that succeeded. */
export async function findLastRuns(app: Pick<App, 'database'>, target: string, act: TargetAct) {
  return app.database.asProcess(async (tx) => {
    const newest = (where: object) =>
      tx.targetRun.findFirst({ where: { target, act, ...where }, orderBy: { at: 'desc' } });
    return { last: await newest({}), good: await newest({ ok: true }) };
  });
}

/**
 * The unusual changes in a target's backups that nobody has accepted: since when, and of how many objects at
 * most. A later backup that is like the one before it does not end that, because the one before it is as bad;
 * only somebody who looks does.
 */
export async function findUnusualChanges(
  { database }: Pick<App, 'database'>,
  target: string,
): Promise<{ since: Date; gone: number } | undefined> {
  return database.asProcess(async (tx) => {
    const accepted = await tx.targetRun.findFirst({
      where: { target, act: 'changesAccepted' },
      orderBy: { at: 'desc' },
    });
    const { _min, _max } = await tx.targetRun.aggregate({
      where: { target, act: 'backup', unusual: true, ...(accepted && { at: { gt: accepted.at } }) },
      _min: { at: true },
      _max: { gone: true },
    });
    return _min.at ? { since: _min.at, gone: _max.gone ?? 0 } : undefined;
  });
}

function toUnusualStatus(found: { since: Date } | undefined): Pick<TargetStatus, 'unusual' | 'unusualSince'> {
  return { unusual: found !== undefined, unusualSince: found?.since ?? null };
}

/**
 * The newest shipment of WAL to a target, and the newest that succeeded: what was committed until then is
 * there.
 */
async function findLastWalShipments(app: Pick<App, 'database'>, target: string) {
  return app.database.asProcess(async (tx) => {
    const newest = (where: object) =>
      tx.walShipment.findFirst({ where: { target, ...where }, orderBy: { startedAt: 'desc' } });
    return { last: await newest({}), good: await newest({ state: 'done' }) };
  });
}

async function findLastProvenAt({ database }: Pick<App, 'database'>, target: string): Promise<Date | null> {
  const proof = await database.asProcess((tx) =>
    tx.rehearsal.findFirst({ where: { target, state: 'done' }, orderBy: { startedAt: 'desc' } }),
  );
  return proof?.endedAt ?? null;
}

function failureReason(last: { ok: boolean; reason: string | null } | null): string | null {
  return last?.ok === false ? last.reason : null;
}

/** Whether a loss is unusual: more than a hundredth of all objects, and more than a handful. */
export function isUnusualLoss(gone: number, all: number): boolean {
  return gone > Math.max(5, all / 100);
}

const dayMs = 24 * 3_600_000;

/** Until when nobody can remove what a target with Object Lock took then; null where somebody can. */
export function lockedUntil(stored: Date | null | undefined, days: number | null | undefined): Date | null {
  return stored && days ? new Date(stored.getTime() + days * dayMs) : null;
}
