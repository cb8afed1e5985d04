import type { App } from '../app.ts';
import type { Prisma } from '../platform/database.ts';

type TargetAct = Prisma.TargetRunUncheckedCreateInput['act'];

/** How a place for backups fares, as the database tells it: nothing is asked over the network. */
export type TargetStatus = {
  name: string;
  lastSet: Date | null;
  /** Nobody can remove that set before then (Object Lock); null where one can. */
  lockedUntil: Date | null;
  /** Unusually many objects were gone or different in a set, and nobody has said that it was looked at. */
  unusual: boolean;
  /** The first such set was stored then: what was stored before is as it was. */
  unusualSince: Date | null;
  /** Why it did not take the last set. */
  failure: string | null;
  /** The log of the database is there until then. */
  logUntil: Date | null;
  logFailure: string | null;
  lastCheck: Date | null;
  checkFailure: string | null;
  /** When what is kept no longer was last removed there. */
  lastPrune: Date | null;
  /** Why it was not the last time, where the place would let it. */
  pruneFailure: string | null;
  /** What it needs where the place itself lets nothing be removed: no fault, but the sets pile up until somebody does it. */
  pruneNeeds: string | null;
  recoveryKeyProven: Date | null;
  /** When a rehearsal last brought a set back from there. */
  lastProven: Date | null;
};

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
  const kept = last?.keptByPlace === true;
  return {
    lastPrune: good?.at ?? null,
    pruneFailure: kept ? null : reason,
    pruneNeeds: kept ? reason : null,
  };
}

/** The newest run of an act on a place, and the newest that went well. */
export async function findLastRuns(app: Pick<App, 'database'>, target: string, act: TargetAct) {
  return app.database.asProcess(async (tx) => {
    const newest = (where: object) =>
      tx.targetRun.findFirst({ where: { target, act, ...where }, orderBy: { at: 'desc' } });
    return { last: await newest({}), good: await newest({ ok: true }) };
  });
}

/**
 * What was unusual in a place's sets and stands: since when, and of how many objects at most. A later set that is like the one before it
 * does not end that, because the one before it is as bad; only somebody who looked does.
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

/** The newest shipment of the log to a place, and the newest that went well: what was committed until then is there. */
async function findLastWalShipments(app: Pick<App, 'database'>, target: string) {
  return app.database.asProcess(async (tx) => {
    const newest = (where: object) =>
      tx.logShipment.findFirst({ where: { target, ...where }, orderBy: { startedAt: 'desc' } });
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

/** More than a hundredth of all objects, and more than a handful. */
export function isUnusualLoss(gone: number, all: number): boolean {
  return gone > Math.max(5, all / 100);
}

const dayMs = 24 * 3_600_000;

/** Until when what a place with Object Lock took then cannot be removed by anybody; null where it can. */
export function lockedUntil(stored: Date | null | undefined, days: number | null | undefined): Date | null {
  return stored && days ? new Date(stored.getTime() + days * dayMs) : null;
}
