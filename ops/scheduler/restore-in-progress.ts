import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';

/**
 * True while a restore is under way that may yet be put back (ops/install/swap-data.sh): a backup of what is there now would be one of something
 * that never was, and its place in the log would be lost. Nothing that writes begins by itself before the restore is final.
 */
export function isRestoreInProgress({ dataDir }: Pick<App['config'], 'dataDir'>): boolean {
  return existsSync(join(dataDir, 'ops', 'restoring'));
}
