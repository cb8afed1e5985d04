import type { Command } from '../cli/command.ts';
import { restoreMatter } from './restore-matter.ts';

export const restoreMatterCommand: Command = {
  summary:
    'restores one matter, or one document of it, from a backup into a new matter that its owners alone see',
  words: ['MATTER'],
  flags: {
    document: 'the id of one document; all of them when it is left out',
    snapshot: 'the backup to restore from; the newest when it is left out',
    target: 'the target to restore from; when it is left out, whichever answers and has that backup',
  },
  run: async ({ app, flags, words, onProgress }) => {
    const { document, snapshot = 'latest', target } = flags;
    const wanted = {
      ...{ matter: words[0] ?? '', snapshot },
      ...(document !== undefined && { document }),
      ...(target !== undefined && { target }),
    };
    const done = await restoreMatter(app(), wanted, onProgress);
    const text = `${done.documents} documents of ${done.number} are restored into a matter of their own, which ${done.owners.join(' and ')} can see. Nothing else was changed.`;
    return { json: done, text: [text, ...done.faults].join('\n'), failed: done.faults.length > 0 };
  },
};
