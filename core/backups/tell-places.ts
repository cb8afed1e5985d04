import type { App } from '../app.js';
import type { Prisma } from '../platform/database.js';

type Act = Prisma.TargetRunUncheckedCreateInput['act'];

/** How a place for backups fares, as the database tells it: nothing is asked over the network. */
export type PlaceTold = {
  name: string;
  lastSet: Date | null;
  /** Nobody can remove that set before then (Object Lock); null where one can. */
  lockedUntil: Date | null;
  /** Unusually many objects of the newest set are gone or different. */
  unusual: boolean;
  /** Why it did not take the last set. */
  failure: string | null;
  /** The log of the database is there until then. */
  logUntil: Date | null;
  logFailure: string | null;
  lastCheck: Date | null;
  checkFailure: string | null;
  recoveryKeyProven: Date | null;
  /** When a rehearsal last brought a set back from there. */
  lastProven: Date | null;
};

export async function tellPlaces(app: Pick<App, 'database'>, names: readonly string[]): Promise<PlaceTold[]> {
  const objects = await app.database.asProcess((tx) =>
    tx.storedObject.count({ where: { removingAt: null } }),
  );
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
        unusual: isUnusual(stored.last?.gone ?? 0, objects),
        failure: failureOf(stored.last),
        logUntil: log.good?.startedAt ?? null,
        logFailure: failureOf(log.last && { ok: log.last.state !== 'failed', reason: log.last.reason }),
        lastCheck: checked.good?.at ?? null,
        checkFailure: failureOf(checked.last),
        recoveryKeyProven: key.good?.at ?? null,
        lastProven: await lastProof(app, name),
      };
    }),
  );
}

/** The newest run of an act on a place, and the newest that went well. */
export async function lastRuns(app: Pick<App, 'database'>, target: string, act: Act) {
  return app.database.asProcess(async (tx) => {
    const newest = (where: object) =>
      tx.targetRun.findFirst({ where: { target, act, ...where }, orderBy: { at: 'desc' } });
    return { last: await newest({}), good: await newest({ ok: true }) };
  });
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
