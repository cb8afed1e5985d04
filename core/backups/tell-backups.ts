import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { Prisma } from '../platform/database.ts';
import { readRequests, type OpsRequestView } from './ask-ops.ts';
import {
  listBackups,
  listRehearsals,
  listSets,
  type BackupView,
  type RehearsalView,
  type SetView,
} from './list-backups.ts';
import {
  isRecoveryKeyDue,
  objectives,
  readInstalled,
  readRecoverableUntil,
  recoveryKeyProvenSince,
} from './recovery.ts';
import { tellPlaces, type PlaceTold } from './tell-places.ts';

/** Everything administrators see of the backups. Times are RFC 3339 UTC. */
export type BackupsView = {
  backups: BackupView[];
  rehearsals: RehearsalView[];
  /** What one matter can be restored from. */
  sets: SetView[];
  /** What was asked for in the pages or the API. */
  requests: OpsRequestView[];
  places: PlaceView[];
  /** When each job of the clock runs next, the soonest first. */
  planned: { name: string; at: string }[];
  recoveryPoint: {
    until: string | null;
    seconds: number | null;
    objectiveSeconds: number;
    goalSeconds: number;
  };
  /** As the newest rehearsal that proved a set measured it. */
  recoveryTime: {
    seconds: number | null;
    provenAt: string | null;
    documents: number | null;
    objectiveSeconds: number;
  };
  recoveryKey: { provenAt: string | null; due: boolean };
};

export type PlaceView = Omit<
  PlaceTold,
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

/** @throws Problem `not-allowed` */
export async function tellBackups(
  app: Pick<App, 'database'>,
  who: SignedIn,
  { limit }: { limit: number },
): Promise<BackupsView> {
  await authorize(app, who, 'see health');
  const { named, planned, installed, proven } = await app.database.asProcess(async (tx) => ({
    named: await tx.backupPlace.findMany({ orderBy: { name: 'desc' } }),
    planned: await tx.plannedRun.findMany({ orderBy: { at: 'asc' } }),
    installed: await readInstalled(tx),
    proven: await tx.rehearsal.findFirst({ where: { state: 'done' }, orderBy: { startedAt: 'desc' } }),
  }));
  const told = await tellPlaces(
    app,
    named.map(({ name }) => name),
  );
  const keySince = recoveryKeyProvenSince(told, installed);
  return {
    backups: await listBackups(app, who, { limit }),
    rehearsals: await listRehearsals(app, who, { limit }),
    sets: await listSets(app),
    requests: await listRequests(app, who),
    places: told.map((place) =>
      viewPlace(place, named.find(({ name }) => name === place.name)?.location ?? ''),
    ),
    planned: planned.map(({ name, at }) => ({ name, at: at.toISOString() })),
    recoveryPoint: viewPoint(await readRecoverableUntil(app)),
    recoveryTime: {
      seconds: proven?.seconds ?? null,
      provenAt: text(proven?.endedAt),
      documents: proven?.documents ?? null,
      objectiveSeconds: objectives.timeSeconds,
    },
    recoveryKey: { provenAt: text(keySince), due: isRecoveryKeyDue(keySince) },
  };
}

const requestsShown = 5;

function listRequests(app: Pick<App, 'database'>, who: SignedIn): Promise<OpsRequestView[]> {
  const newest = Prisma.sql`WHERE kind = 'backup' ORDER BY asked_at DESC LIMIT ${requestsShown}`;
  return app.database.asPerson(who.person.id, (tx) => readRequests(tx, newest));
}

function viewPlace(place: PlaceTold, location: string): PlaceView {
  return {
    ...place,
    location,
    lastSet: text(place.lastSet),
    unusualSince: text(place.unusualSince),
    lockedUntil: text(place.lockedUntil),
    logUntil: text(place.logUntil),
    lastCheck: text(place.lastCheck),
    lastPrune: text(place.lastPrune),
    recoveryKeyProven: text(place.recoveryKeyProven),
    lastProven: text(place.lastProven),
  };
}

function viewPoint(until: Date | undefined): BackupsView['recoveryPoint'] {
  return {
    until: text(until),
    seconds: until ? Math.max(0, Math.round((Date.now() - until.getTime()) / 1000)) : null,
    objectiveSeconds: objectives.pointSeconds,
    goalSeconds: objectives.pointGoalSeconds,
  };
}

function text(date: Date | null | undefined): string | null {
  return date?.toISOString() ?? null;
}
