import { productVersion } from '../support/paths.js';
import { run } from '../support/run.js';

/** restic by itself, out of the ops image and as root, with these folders mounted (`HOST:CONTAINER[:ro]`). Returns what it printed. */
export function bareRestic(volumes: readonly string[], args: readonly string[]): Promise<string> {
  const mounted = volumes.flatMap((volume) => ['--volume', volume]);
  return run(
    'docker',
    [
      ...['run', '--rm', '--network', 'none', '--user', '0:0', ...mounted],
      ...[`strongroom/ops:${productVersion}`, 'restic', '--no-cache', ...args],
    ],
    { timeoutMs: 900_000 },
  );
}
