import type { Command } from '../cli/command.ts';
import { restoreMatter } from './restore-matter.ts';

export const restoreMatterCommand: Command<'restore-matter'> = {
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
