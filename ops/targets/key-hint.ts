import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../core/platform/config.ts';
import { listKeys } from './repository.ts';
import type { Repository } from './restic.ts';

type NamedRepository = Repository & { name: string };

/**
 * Which of a place's keys is this server's. restic tries one after the other and needs most of a second for each, every time it opens
 * the place. Only a hint: one that is wrong, or none, costs that second and nothing else.
 */
export function readKeyHint(config: Pick<Config, 'dataDir'>, name: string): string | undefined {
  try {
    return readFileSync(keyHintFile(config, name), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Writes down what `readKeyHint` reads, for a place that the server's key opens. @throws ResticFailed */
export async function storeKeyHint(config: Pick<Config, 'dataDir'>, target: NamedRepository): Promise<void> {
  const own = (await listKeys(target)).find(({ current }) => current);
  const file = keyHintFile(config, target.name);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${own?.id ?? ''}\n`);
}

function keyHintFile({ dataDir }: Pick<Config, 'dataDir'>, name: string): string {
  return join(dataDir, 'ops', 'key-hints', name);
}
