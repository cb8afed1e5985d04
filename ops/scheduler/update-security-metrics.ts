import type { App } from '../../core/app.ts';
import { readDiskEncryption } from '../../core/platform/disk-encryption.ts';
import type { Transaction } from '../../core/platform/database.ts';

type SecurityApp = Pick<App, 'database' | 'metrics' | 'config'>;

/**
 * Updates the gauges that say what people and programs do, as the audit log has it, and whether the disk is encrypted.
 * Only ops reads the whole audit log. Nobody is named: who it was, an auditor sees on the page "Audit log".
 */
export async function updateSecurityMetrics({ database, metrics, config }: SecurityApp): Promise<void> {
  const { encrypted } = await readDiskEncryption(config);
  if (encrypted === null) metrics.dataEncrypted.remove();
  else metrics.dataEncrypted.set(encrypted ? 1 : 0);
  const counted = await database.asProcess(async (tx) => ({
    denials: await countMostOfOnePerson(tx, 'access.denied'),
    downloads: await countMostOfOnePerson(tx, 'document.downloaded'),
    silent: await countSilentIntakes(tx),
  }));
  metrics.mostDenials.set(counted.denials);
  metrics.mostDownloads.set(counted.downloads);
  metrics.silentIntakes.set(counted.silent);
}

async function countMostOfOnePerson(
  tx: Transaction,
  event: 'access.denied' | 'document.downloaded',
): Promise<number> {
  const rows = await tx.$queryRaw<{ most: number }[]>`
    SELECT count(*)::int AS most FROM audit_event
    WHERE at > now() - interval '1 hour' AND event = ${event} GROUP BY person_id ORDER BY most DESC LIMIT 1`;
  return rows[0]?.most ?? 0;
}

/**
 * A program with a key that files day by day, a scanner for instance, and then does not. Three days, because nobody
 * scans at a weekend; who has only filed now and then is not missed. The key ends a row's detail (index audit_event_key).
 */
async function countSilentIntakes(tx: Transaction): Promise<number> {
  const rows = await tx.$queryRaw<{ silent: number }[]>`
    SELECT count(*)::int AS silent FROM (
      SELECT substr(right(detail, 45), 8, 36)::uuid AS id FROM audit_event
      WHERE left(right(detail, 45), 7) = '"key":"' AND event = 'document.stored' AND at > now() - interval '14 days'
      GROUP BY id HAVING count(DISTINCT date_trunc('day', at)) >= 5 AND max(at) < now() - interval '3 days') AS intake
    JOIN api_key USING (id)
    WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
  return rows[0]?.silent ?? 0;
}
