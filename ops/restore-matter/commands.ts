import type { Command } from '../cli/command.ts';
import { restoreMatter } from './restore-matter.ts';

export const restoreMatterCommand: Command = {
  summary:
    'brings one matter, or one document of it, out of a backup into a new matter that its owners alone see',
  words: ['MATTER'],
  flags: {
    document: 'the id of one document; all of them unless told otherwise',
    snapshot: 'the set to take it from; the newest unless told otherwise',
    target: 'near or far; unless told otherwise whichever answers and has that set',
  },
  run: async ({ app, flags, words, onProgress }) => {
    const { document, snapshot = 'latest', target } = flags;
    const wanted = {
      ...{ matter: words[0] ?? '', snapshot },
      ...{ ...(document !== undefined && { document }), ...(target !== undefined && { target }) },
    };
    const done = await restoreMatter(app(), wanted, onProgress);
    const text = `${done.documents} documents of ${done.number} are back in a matter of their own, which ${done.owners.join(' and ')} can see; nothing else was changed.`;
    return { json: done, text: [text, ...done.faults].join('\n'), failed: done.faults.length > 0 };
  },
};
