import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../core/platform/config.ts';

type ScratchConfig = Pick<Config, 'dataDir'>;
/** `backup` is for a restored backup in the clear, `runtime` for sockets and settings. */
export type ScratchSpace = { backup: string; runtime: string };

const scratchFolder = (config: ScratchConfig): string => join(config.dataDir, 'ops', 'rehearsal');

/** Runs `work` with empty scratch space, and removes it however that ends. Call it while holding the lock of rehearsals. */
export async function withScratchSpace<T>(
  config: ScratchConfig,
  work: (space: ScratchSpace) => Promise<T>,
): Promise<T> {
  const runtime = await mkdtemp(join(tmpdir(), 'rehearsal-'));
  try {
    await clearScratchSpace(config);
    await mkdir(scratchFolder(config), { recursive: true, mode: 0o700 });
    return await work({ backup: join(scratchFolder(config), 'set'), runtime });
  } finally {
    await clearScratchSpace(config);
    await rm(runtime, { recursive: true, force: true });
  }
}

/** Removes what a killed process left there: the firm's documents in the clear. Call it while holding the lock of rehearsals. */
export async function clearScratchSpace(config: ScratchConfig): Promise<void> {
  await rm(scratchFolder(config), { recursive: true, force: true });
}
