import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReachable } from './check-reachable.ts';
import { parseLocation } from './target-kinds.ts';
import type { TargetAccess, TargetFiles } from './target-kind.ts';

/**
 * Runs `work` with what restic needs to open the target. The credentials are read from their file and written into files in
 * memory that only this user can read: they stand on no command line and in no environment.
 * @throws Refused for an address or credentials that cannot be right; Error when nothing answers there.
 */
export async function withTargetAccess<T>(
  target: { location: string } & TargetFiles,
  work: (access: TargetAccess) => Promise<T>,
): Promise<T> {
  const { kind, address } = parseLocation(target.location);
  if (address.host !== '') await checkReachable(address, target.carrier);
  const folder = await mkdtemp(join(tmpdir(), 'target-'));
  try {
    const { options, settings } = await kind.buildAccess(address, target, folder);
    const cache =
      kind.isCached && target.cacheFolder !== undefined
        ? ['--cache-dir', target.cacheFolder]
        : ['--no-cache'];
    const trust = kind.usesCaFile && target.caFile !== undefined ? ['--cacert', target.caFile] : [];
    return await work({ options: [...options, ...cache, ...trust], settings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For how many days the target lets nothing be removed that is stored there now; 0 for one that has no Object Lock. @throws Error */
export async function readLockedDays(target: { location: string } & TargetFiles): Promise<number> {
  const { kind, address } = parseLocation(target.location);
  return (await kind.readLockedDays?.(address, target)) ?? 0;
}
