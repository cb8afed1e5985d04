import { authorize } from '../access/authorize.js';
import type { App } from '../app.js';
import type { SignedIn } from '../auth/signed-in.js';

/** A backup as administrators see it. Times are RFC 3339 UTC, sizes bytes. */
export type BackupView = {
  state: 'running' | 'done' | 'failed';
  startedAt: string;
  endedAt: string | null;
  bytes: number | null;
  documents: number | null;
  /** Why it failed, in a sentence. */
  reason: string | null;
};

/** The latest backups, newest first. @throws Problem `not-allowed` */
export async function listBackups(
  app: Pick<App, 'database'>,
  who: SignedIn,
  { limit }: { limit: number },
): Promise<BackupView[]> {
  await authorize(app, who, 'see health');
  const rows = await app.database.asProcess((tx) =>
    tx.backupRun.findMany({ orderBy: { startedAt: 'desc' }, take: limit }),
  );
  return rows.map((row) => ({
    state: row.state,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    bytes: row.bytes === null ? null : Number(row.bytes),
    documents: row.documents,
    reason: row.reason,
  }));
}
