import { h } from 'preact';
import { authorize } from '../../core/access/authorize.js';
import { listBackups } from '../../core/backups/list-backups.js';
import { checkHealth, type PartHealth } from '../../core/platform/health.js';
import { productVersion } from '../../core/platform/version.js';
import { StatusPage } from '../pages/status.js';
import { chromeOf, sendPage } from './send-page.js';
import type { Visit } from './visit.js';

const partNames: Record<PartHealth['name'], string> = {
  database: 'Database (PostgreSQL)',
  migrations: 'Database schema',
  redis: 'Job queue (Redis)',
  storage: 'Document storage (MinIO)',
};

export async function showStatus({ app, who, response }: Visit): Promise<void> {
  await authorize(app, who, 'see health');
  const health = await checkHealth(app);
  const parts = health.map((part) => ({
    name: partNames[part.name],
    isWell: part.ok,
    detail: part.reason ?? `${part.milliseconds} ms`,
  }));
  const backups = await listBackups(app, who, { limit: 10 });
  sendPage(
    response,
    h(StatusPage, { chrome: chromeOf(response, 'status'), version: productVersion, parts, backups }),
  );
}
