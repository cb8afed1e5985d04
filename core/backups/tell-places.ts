import type { App } from '../app.ts';
import type { Prisma } from '../platform/database.ts';

type Act = Prisma.TargetRunUncheckedCreateInput['act'];

/** How a place for backups fares, as the database tells it: nothing is asked over the network. */
export type PlaceTold = {
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

export async function tellPlaces(app: Pick<App, 'database'>, names: readonly string[]): Promise<PlaceTold[]> {
  return Promise.all(
    names.map(async (name) => {
      const stored = await lastRuns(app, name, 'backup');
      const checked = await lastRuns(app, name, 'check');
      const log = await lastLog(app, name);
      const key = await lastRuns(app, name, 'recoveryKey');
      return {
        name,
        lastSet: stored.good?.at ?? null,
        lockedUntil: lockedUntil(stored.good?.at, stored.good?.lockedDays),
        ...tellUnusual(await findUnusual(app, name)),
        failure: failureOf(stored.last),
        logUntil: log.good?.startedAt ?? null,
        logFailure: failureOf(log.last && { ok: log.last.state !== 'failed', reason: log.last.reason }),
        lastCheck: checked.good?.at ?? null,
        checkFailure: failureOf(checked.last),
        ...(await tellPruning(app, name)),
        recoveryKeyProven: key.good?.at ?? null,
        lastProven: await lastProof(app, name),
      };
    }),
  );
}

type Pruning = Pick<PlaceTold, 'lastPrune' | 'pruneFailure' | 'pruneNeeds'>;

async function tellPruning(app: Pick<App, 'database'>, name: string): Promise<Pruning> {
  const { last, good } = await lastRuns(app, name, 'prune');
  const reason = failureOf(last);
  const kept = last?.keptByPlace === true;
  return {
    lastPrune: good?.at ?? null,
    pruneFailure: kept ? null : reason,
    pruneNeeds: kept ? reason : null,
  };
}

/** The newest run of an act on a place, and the newest that went well. */
export async function lastRuns(app: Pick<App, 'database'>, target: string, act: Act) {
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
export async function findUnusual(
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

function tellUnusual(found: { since: Date } | undefined): Pick<PlaceTold, 'unusual' | 'unusualSince'> {
  return { unusual: found !== undefined, unusualSince: found?.since ?? null };
}

/** The newest shipment of the log to a place, and the newest that went well: what was committed until then is there. */
async function lastLog(app: Pick<App, 'database'>, target: string) {
  return app.database.asProcess(async (tx) => {
    const newest = (where: object) =>
      tx.logShipment.findFirst({ where: { target, ...where }, orderBy: { startedAt: 'desc' } });
    return { last: await newest({}), good: await newest({ state: 'done' }) };
  });
}

async function lastProof({ database }: Pick<App, 'database'>, target: string): Promise<Date | null> {
  const proof = await database.asProcess((tx) =>
    tx.rehearsal.findFirst({ where: { target, state: 'done' }, orderBy: { startedAt: 'desc' } }),
  );
  return proof?.endedAt ?? null;
}

function failureOf(last: { ok: boolean; reason: string | null } | null): string | null {
  return last?.ok === false ? last.reason : null;
}

/** More than a hundredth of all objects, and more than a handful. */
export function isUnusual(gone: number, all: number): boolean {
  return gone > Math.max(5, all / 100);
}

const dayMs = 24 * 3_600_000;

/** Until when what a place with Object Lock took then cannot be removed by anybody; null where it can. */
export function lockedUntil(stored: Date | null | undefined, days: number | null | undefined): Date | null {
  return stored && days ? new Date(stored.getTime() + days * dayMs) : null;
}
