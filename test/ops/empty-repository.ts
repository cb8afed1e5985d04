import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../core/app.js';
import { sharedServices, type Services } from '../support/services.js';
import { opsContainer } from './ops-container.js';

/** What lies in the folder that receives the backups. */
export function listRepository(services: Services): string[] {
  return readdirSync(join(services.dataDir, 'repository'));
}

/** As before the first installation. */
export function emptyRepository(services: Services): void {
  for (const entry of listRepository(services))
    rmSync(join(services.dataDir, 'repository', entry), { recursive: true });
}

/** A room right after its installation, whose backups nobody has made a place for yet. */
export async function freshRoom() {
  const services = await sharedServices();
  await services.freshDatabase();
  emptyRepository(services);
  const app = openApp('ops');
  await app.storage.prepare();
  return { services, app, ops: opsContainer(services) };
}
