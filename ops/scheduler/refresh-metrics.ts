import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { findAuditFault, readAuditVerifiedAt } from '../audit/audit-checks.ts';
import { getInstalledAt } from '../../core/backups/recovery.ts';
import { findHandMadeChanges } from '../../core/platform/migrations/find-changes.ts';
import { readLastRehearsal } from '../rehearsal/record-rehearsal.ts';
import { listTargetsWithStatus } from '../targets/target-status.ts';

const toUnixSeconds = (date: Date | null | undefined) => (date ? date.getTime() / 1000 : 0);

/** Updates the gauges: backups as the database records them, the certificate as it lies on the disk. */
export async function refreshMetrics(app: Pick<App, 'database' | 'metrics' | 'config'>): Promise<void> {
  const { metrics } = app;
  metrics.certificateExpiry.set(toUnixSeconds(await readCertificateExpiry(app.config.tlsDir)));
  const { attempt, success, installed } = await readBackupHistory(app);
  metrics.lastBackupAttempt.set(toUnixSeconds(attempt));
  metrics.lastBackupSuccess.set(toUnixSeconds(success?.endedAt));
  metrics.installed.set(toUnixSeconds(installed));
  const proven = await readLastRehearsal(app);
  metrics.lastProvenRestore.set(toUnixSeconds(proven?.signed ? new Date(proven.madeAt) : installed));
  metrics.provenRestoreDuration.set(proven?.seconds ?? 0);
  await refreshTargetMetrics(app, installed);
  metrics.auditFault.set((await findAuditFault(app)) ? 1 : 0);
  metrics.auditVerified.set(toUnixSeconds((await readAuditVerifiedAt(app)) ?? installed));
  if (success?.endedAt) {
    metrics.backupDuration.set(toUnixSeconds(success.endedAt) - toUnixSeconds(success.startedAt));
    metrics.backupBytes.set(Number(success.bytes ?? 0));
  }
  // Last: a catalog that cannot be compared must not keep the others as they were.
  const changes = await findHandMadeChanges(app);
  metrics.databaseChanges.set({ kind: 'harmful' }, changes.harmful.length);
  metrics.databaseChanges.set({ kind: 'added' }, changes.added.length);
}

async function refreshTargetMetrics(
  app: Pick<App, 'database' | 'metrics' | 'config'>,
  installed: Date | null,
): Promise<void> {
  const { metrics } = app;
  for (const status of await listTargetsWithStatus(app)) {
    const target = status.name;
    // Where only certain hours are allowed the WAL waits for them: BackupTargetBehind watches such a target.
    if (status.hours === '')
      metrics.lastWalShipped.set({ target }, toUnixSeconds(status.logUntil ?? installed));
    metrics.targetProven.set({ target }, toUnixSeconds(status.lastProven ?? installed));
    metrics.lastTargetBackup.set({ target }, toUnixSeconds(status.lastSet ?? installed));
    metrics.lastTargetCheck.set({ target }, toUnixSeconds(status.lastCheck ?? installed));
    // Where the target itself lets nothing be removed, pruning is done by hand from time to time: no alarm would ever end.
    if (status.pruneNeeds === null)
      metrics.lastTargetPrune.set({ target }, toUnixSeconds(status.lastPrune ?? installed));
    else metrics.lastTargetPrune.remove({ target });
    metrics.targetFailing.set({ target }, status.failure === null && status.logFailure === null ? 0 : 1);
    metrics.backupUnusual.set({ target }, status.unusual ? 1 : 0);
    metrics.recoveryKeyProven.set({ target }, toUnixSeconds(status.recoveryKeyProven ?? installed));
  }
}

/** Reads when the last backup was tried, the last good one, and when the appliance was installed (its first migration). */
export function readBackupHistory(app: Pick<App, 'database'>) {
  return app.database.asProcess(async (tx) => {
    const last = await tx.backupRun.findFirst({ orderBy: { startedAt: 'desc' } });
    const success = await tx.backupRun.findFirst({
      where: { state: 'done' },
      orderBy: { startedAt: 'desc' },
    });
    return { attempt: last?.startedAt, last, success, installed: await getInstalledAt(tx) };
  });
}

/** Reads when the server's certificate ends; undefined when there is none to read. */
export async function readCertificateExpiry(tlsDir: string): Promise<Date | undefined> {
  const pem = await readFile(join(tlsDir, 'server.crt')).catch(() => undefined);
  return pem && new Date(new X509Certificate(pem).validTo);
}
