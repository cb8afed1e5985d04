import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';

/** A backup as administrators see it. Times are RFC 3339 UTC, sizes bytes. */
export type BackupView = {
  kind: 'full' | 'incremental';
  state: 'running' | 'done' | 'failed';
  startedAt: string;
  endedAt: string | null;
  bytes: number | null;
  documents: number | null;
  /** Why it failed, in a sentence. */
  reason: string | null;
  /** What became of it at each target that was tried. */
  places: { name: string; ok: boolean; reason: string | null }[];
};

/** A rehearsal of a restore: the newest backup, restored beside production and proven. */
export type RehearsalView = {
  state: 'running' | 'done' | 'failed';
  startedAt: string;
  endedAt: string | null;
  /** From nothing to proven, in seconds: the recovery time. */
  seconds: number | null;
  documents: number | null;
  bytes: number | null;
  reason: string | null;
  /** The target it restored from; null when it failed before it chose one. */
  place: string | null;
};

/** A backup from which a matter can be restored; `madeAt` is RFC 3339 UTC. */
export type RestorableBackup = { snapshot: string; madeAt: string };

type ListOptions = { limit: number };

/** Lists the latest backups, newest first. @throws Problem `not-allowed` */
export async function listBackups(
  app: Pick<App, 'database'>,
  actor: Actor,
  { limit }: ListOptions,
): Promise<BackupView[]> {
  await authorize(app, actor, 'see health');
  const { rows, stored } = await app.database.asProcess(async (tx) => {
    const found = await tx.backupRun.findMany({ orderBy: { startedAt: 'desc' }, take: limit });
    const since = found.at(-1)?.startedAt ?? new Date();
    const runs = await tx.targetRun.findMany({
      where: { act: 'backup', at: { gte: since } },
      orderBy: { at: 'asc' },
    });
    return { rows: found, stored: runs };
  });
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    documents: row.documents,
    reason: row.reason,
    ...times(row),
    bytes: row.bytes === null ? null : Number(row.bytes),
    // One backup runs at a time: what was stored meanwhile belongs to it.
    places: stored
      .filter(({ at }) => at >= row.startedAt && at <= (row.endedAt ?? new Date()))
      .map(({ target, ok, reason }) => ({ name: target, ok, reason })),
  }));
}

/** Lists the latest rehearsals, newest first. @throws Problem `not-allowed` */
export async function listRehearsals(
  app: Pick<App, 'database'>,
  actor: Actor,
  { limit }: ListOptions,
): Promise<RehearsalView[]> {
  await authorize(app, actor, 'see health');
  const rows = await app.database.asProcess((tx) =>
    tx.rehearsal.findMany({ orderBy: { startedAt: 'desc' }, take: limit }),
  );
  return rows.map((row) => ({
    state: row.state,
    seconds: row.seconds,
    documents: row.documents,
    reason: row.reason,
    place: row.target,
    ...times(row),
    bytes: row.bytes === null ? null : Number(row.bytes),
  }));
}

/**
 * Lists the backups from which a matter can be restored, newest first: every one of the last day, and each
 * day's last of the 90 days before it, which is what the targets keep (ops/maintenance/prune-target.ts). When
 * a backup was made is no secret to anybody here.
 */
export async function listRestorableBackups({
  database,
}: Pick<App, 'database'>): Promise<RestorableBackup[]> {
  const rows = await database.asProcess(
    (tx) => tx.$queryRaw<{ snapshot: string; madeAt: Date }[]>`
      SELECT snapshot, started_at AS "madeAt" FROM (
        SELECT snapshot, started_at, row_number() OVER (PARTITION BY (started_at AT TIME ZONE 'UTC')::date ORDER BY started_at DESC) AS place
        FROM backup_run WHERE state = 'done' AND snapshot IS NOT NULL AND started_at > now() - interval '90 days') AS run
      WHERE place = 1 OR started_at > now() - interval '1 day' ORDER BY started_at DESC`,
  );
  return rows.map(({ snapshot, madeAt }) => ({ snapshot, madeAt: madeAt.toISOString() }));
}

function times({ startedAt, endedAt }: { startedAt: Date; endedAt: Date | null }) {
  return { startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
