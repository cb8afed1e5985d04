import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { alertThresholds } from './alert-thresholds.ts';
import type { Config } from './config.ts';
import { Problem } from './errors.ts';
import { databasePassword } from './secrets.ts';

/**
 * Refuses to take more when the disk with the data is nearly full. Secrets are mounted from that very disk
 * into every container, so they tell how full it is.
 * @throws Problem `disk-full`
 */
export async function refuseWhenDiskFull(config: Pick<Config, 'secretsDir' | 'process'>): Promise<void> {
  const { bavail, blocks } = await statfs(join(config.secretsDir, databasePassword[config.process]));
  if (bavail >= blocks * alertThresholds.freeDiskShare) return;
  throw new Problem(
    'disk-full',
    'The server has almost no disk space left, so it takes no more files; nothing was changed. Tell your administrator.',
    { retryAfter: 600 },
  );
}
