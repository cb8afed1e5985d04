import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';

/**
 * True while a restore runs that may yet be undone (ops/install/swap-data.sh): a backup of what is there now would hold what never
 * was, and its position in the WAL would be lost. Nothing that writes begins by itself before the restore is final.
 */
export function isRestoreInProgress({ dataDir }: Pick<App['config'], 'dataDir'>): boolean {
  return existsSync(join(dataDir, 'ops', 'restoring'));
}
