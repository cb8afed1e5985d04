import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../core/app.ts';
import { getInstalledAt } from '../core/backups/recovery.ts';
import { readLastRehearsal } from './restore/record-rehearsal.ts';
import { tellTargets } from './target-status.ts';

const seconds = (date: Date | null | undefined) => (date ? date.getTime() / 1000 : 0);

/** Brings the gauges up to date: backups as the database tells them, the certificate as it lies on the disk. */
export async function refreshFigures(app: Pick<App, 'database' | 'metrics' | 'config'>): Promise<void> {
  const { metrics } = app;
  metrics.certificateExpiry.set(seconds(await certificateEnd(app.config.tlsDir)));
  const { attempt, success, installed } = await readBackupStory(app);
  metrics.lastBackupAttempt.set(seconds(attempt));
  metrics.lastBackupSuccess.set(seconds(success?.endedAt));
  metrics.installed.set(seconds(installed));
  const proven = await readLastRehearsal(app);
  metrics.lastProvenRestore.set(seconds(proven?.signed ? new Date(proven.madeAt) : installed));
  metrics.provenRestoreDuration.set(proven?.seconds ?? 0);
  await refreshPlaces(app, installed);
  if (!success?.endedAt) return;
  metrics.backupDuration.set(seconds(success.endedAt) - seconds(success.startedAt));
  metrics.backupBytes.set(Number(success.bytes ?? 0));
}

async function refreshPlaces(
  app: Pick<App, 'database' | 'metrics' | 'config'>,
  installed: Date | null,
): Promise<void> {
  const { metrics } = app;
  for (const place of await tellTargets(app)) {
    const target = place.name;
    // Where only certain hours are allowed the log waits for them: BackupPlaceBehind watches such a place.
    if (place.hours === '') metrics.lastWalShipped.set({ target }, seconds(place.logUntil ?? installed));
    metrics.targetProven.set({ target }, seconds(place.lastProven ?? installed));
    metrics.lastTargetBackup.set({ target }, seconds(place.lastSet ?? installed));
    metrics.lastTargetCheck.set({ target }, seconds(place.lastCheck ?? installed));
    // Where the place itself lets nothing be removed, it is done by hand from time to time: no alarm would ever end.
    if (place.pruneNeeds === null)
      metrics.lastTargetPrune.set({ target }, seconds(place.lastPrune ?? installed));
    else metrics.lastTargetPrune.remove({ target });
    metrics.backupUnusual.set({ target }, place.unusual ? 1 : 0);
    metrics.recoveryKeyProven.set({ target }, seconds(place.recoveryKeyProven ?? installed));
  }
}

/** When the last backup was tried, the last good one, and when the appliance was installed (its first migration). */
export function readBackupStory(app: Pick<App, 'database'>) {
  return app.database.asProcess(async (tx) => {
    const last = await tx.backupRun.findFirst({ orderBy: { startedAt: 'desc' } });
    const success = await tx.backupRun.findFirst({
      where: { state: 'done' },
      orderBy: { startedAt: 'desc' },
    });
    return { attempt: last?.startedAt, last, success, installed: await getInstalledAt(tx) };
  });
}

/** When the server's certificate ends; undefined when there is none to read. */
export async function certificateEnd(tlsDir: string): Promise<Date | undefined> {
  const pem = await readFile(join(tlsDir, 'server.crt')).catch(() => undefined);
  return pem && new Date(new X509Certificate(pem).validTo);
}
