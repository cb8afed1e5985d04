import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { Refused } from '../../errors.ts';
import type { TargetKind } from '../target-kind.ts';

/** A folder of this machine: a disk of its own, or a share that is mounted. */
export const folderKind: TargetKind = {
  example: 'a folder (/mnt/backup)',
  isCached: false,
  usesCaFile: false,
  isMounted: true,
  parse: (text) => (text.startsWith('/') ? { text, host: '', port: 0 } : undefined),
  buildAccess: async ({ text }) => ({ options: ['--repo', text], settings: [] }),
  checkWritable: async ({ text }) => {
    try {
      await access(text, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new Refused(
        `Strongroom cannot write to the target (${code}). Let user id 10004 write there, or name another target.`,
      );
    }
  },
  checkEmpty: async ({ text }) => {
    const entries = (await readdir(text)).filter((entry) => entry !== 'lost+found');
    if (entries.length === 0) return;
    throw new Refused(
      `The target is no backup repository and is not empty (${entries.length} entries). Name an empty folder, so that nothing is mixed up.`,
    );
  },
};
