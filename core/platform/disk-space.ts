import { statfs } from 'node:fs/promises';
import { alertThresholds } from './alert-thresholds.ts';
import type { Config } from './config.ts';
import { Problem } from './errors.ts';

/**
 * Refuses to take more when the disk with the data is nearly full. Secrets are mounted from that very disk
 * into every container, so they tell how full it is.
 * @throws Problem `disk-full`
 */
export async function refuseWhenDiskFull({ secretsDir }: Pick<Config, 'secretsDir'>): Promise<void> {
  const { bavail, blocks } = await statfs(`${secretsDir}/redis_password`);
  if (bavail >= blocks * alertThresholds.freeDiskShare) return;
  throw new Problem(
    'disk-full',
    'The server has almost no disk space left, so it takes no more files; nothing was changed. Tell your administrator.',
    { retryAfter: 600 },
  );
}
