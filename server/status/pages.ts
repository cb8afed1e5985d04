import { h } from 'preact';
import { authorize } from '../../core/access/authorize.ts';
import type { BackupView } from '../../core/backups/list-backups.ts';
import { getBackupOverview } from '../../core/backups/backup-overview.ts';
import { countDocuments } from '../../core/documents/read/count-documents.ts';
import { checkHealth, type ServiceHealth } from '../../core/check-health.ts';
import { alertThresholds } from '../../core/platform/alert-thresholds.ts';
import { readDiskEncryption } from '../../core/platform/disk-encryption.ts';
import { productVersion } from '../../core/platform/version.ts';
import { StatusPage } from './views/status-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { pageRoute, type PageRequest, type PageRoute } from '../http/page-route.ts';

export const statusPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/status',
    access: 'signed-in',
    needsProof: 'none',
    handle: showStatusPage,
  }),
];

const serviceNames: Record<ServiceHealth['name'], string> = {
  database: 'Database (PostgreSQL)',
  migrations: 'Database schema',
  redis: 'Job queue (Redis)',
  storage: 'Document storage (MinIO)',
  scanner: 'Virus scanner (ClamAV)',
};

async function showStatusPage({ app, actor, response }: PageRequest): Promise<void> {
  await authorize(app, actor, 'see health');
  const health = await checkHealth(app);
  const services = health.map((part) => ({
    name: serviceNames[part.name],
    isHealthy: part.ok,
    detail: part.reason ?? `${part.milliseconds} ms`,
  }));
  const documents = await countDocuments(app, actor);
  const backups = await getBackupOverview(app, actor, { limit: 10 });
  const disk = await readDiskEncryption(app.config);
  const isBackupOverdue = !backups.backups.some(isRecentBackup);
  const pageFrame = buildPageFrame(response, 'status');
  sendPage(
    response,
    h(StatusPage, {
      pageFrame,
      version: productVersion,
      services,
      disk,
      documents,
      backups,
      isBackupOverdue,
    }),
  );
}

function isRecentBackup({ state, endedAt }: BackupView): boolean {
  return (
    state === 'done' &&
    endedAt !== null &&
    Date.now() - Date.parse(endedAt) < alertThresholds.backupAgeHours * 3_600_000
  );
}
