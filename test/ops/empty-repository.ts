import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from '../support/services.js';

/** What lies in the folder that receives the backups. */
export function listRepository(services: Services): string[] {
  return readdirSync(join(services.dataDir, 'repository'));
}

/** As before the first installation. */
export function emptyRepository(services: Services): void {
  for (const entry of listRepository(services))
    rmSync(join(services.dataDir, 'repository', entry), { recursive: true });
}
