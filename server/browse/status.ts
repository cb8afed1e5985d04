import { h } from 'preact';
import { authorize } from '../../core/access/authorize.ts';
import type { BackupView } from '../../core/backups/list-backups.ts';
import { tellBackups } from '../../core/backups/tell-backups.ts';
import { countDocuments } from '../../core/documents/count-documents.ts';
import { checkHealth, type PartHealth } from '../../core/platform/health.ts';
import { productVersion } from '../../core/platform/version.ts';
import { StatusPage } from '../pages/status.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import type { Visit } from './visit.ts';

const partNames: Record<PartHealth['name'], string> = {
  database: 'Database (PostgreSQL)',
  migrations: 'Database schema',
  redis: 'Job queue (Redis)',
  storage: 'Document storage (MinIO)',
  scanner: 'Virus scanner (ClamAV)',
};

export async function showStatus({ app, who, response }: Visit): Promise<void> {
  await authorize(app, who, 'see health');
  const health = await checkHealth(app);
  const parts = health.map((part) => ({
    name: partNames[part.name],
    isWell: part.ok,
    detail: part.reason ?? `${part.milliseconds} ms`,
  }));
  const documents = await countDocuments(app, who);
  const backups = await tellBackups(app, who, { limit: 10 });
  const backupIsLate = !backups.backups.some(isFresh);
  const chrome = chromeOf(response, 'status');
  sendPage(
    response,
    h(StatusPage, { chrome, version: productVersion, parts, documents, backups, backupIsLate }),
  );
}

/** One is made every night; two hours are left for it to take its time. */
const freshMs = 26 * 3_600_000;

function isFresh({ state, endedAt }: BackupView): boolean {
  return state === 'done' && endedAt !== null && Date.now() - Date.parse(endedAt) < freshMs;
}
