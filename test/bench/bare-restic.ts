import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageVersion } from '../support/paths.ts';
import { run } from '../support/run-program.ts';
import { createWorkFolder, applianceDataDir } from '../stack/first-day/appliance.ts';

/** restic by itself, out of the ops image and as root, with these folders mounted (`HOST:CONTAINER[:ro]`). Returns what it printed. */
export function runBareRestic(volumes: readonly string[], args: readonly string[]): Promise<string> {
  const mounted = volumes.flatMap((volume) => ['--volume', volume]);
  return run(
    'docker',
    [
      ...['run', '--rm', '--network', 'none', '--user', '0:0', ...mounted],
      ...[`strongroom/ops:${imageVersion}`, 'restic', '--no-cache', ...args],
    ],
    { timeoutMs: 900_000 },
  );
}

/** restic by itself over the documents' objects (`/data/documents`), in a new repository of its own. */
export async function createBareRepository(name: string): Promise<(...args: string[]) => Promise<string>> {
  const own = createWorkFolder(name);
  writeFileSync(join(own, 'password'), 'only for this measurement\n');
  const volumes = [`${own}:/bench`, `${join(applianceDataDir, 'minio/documents')}:/data/documents:ro`];
  const restic = (...args: string[]) =>
    runBareRestic(volumes, ['--repo', '/bench/repository', '--password-file', '/bench/password', ...args]);
  await restic('init');
  return restic;
}
