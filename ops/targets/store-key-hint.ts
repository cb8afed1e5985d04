import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../core/platform/config.ts';
import { keyHintFile } from './list-targets.ts';
import { listKeys } from './repository.ts';
import type { NamedRepository } from './restic.ts';

/** Stores which of a target's keys is this server's, for `listTargets`. The server's key must open it. @throws ResticFailed */
export async function storeKeyHint(config: Pick<Config, 'dataDir'>, target: NamedRepository): Promise<void> {
  const own = (await listKeys(target)).find(({ current }) => current);
  const file = keyHintFile(config, target.name);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${own?.id ?? ''}\n`);
}
