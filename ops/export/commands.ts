import { resolve } from 'node:path';
import type { Command } from '../cli/command.ts';
import { exportFolder } from './export-folder.ts';

export const exportCommand: Command<'export'> = {
  run: async ({ app, flags, words, onProgress }) => {
    // Clients' confidences: for the folder's owner alone.
    process.umask(0o077);
    const wanted = { folder: resolve(words[0] ?? ''), matter: flags.matter ?? null };
    const done = await exportFolder(app(), wanted, onProgress);
    const { faults, files, already, bytes } = done.copied;
    const lines = faults.map(({ path, documentId, fault }) => `${path}: document ${documentId} ${fault}.`);
    const gone = `${faults.length} of the files could NOT be exported; MISSING.txt names them, and the same command tries them again.`;
    const whole = `The export is whole: ${done.documents} documents (matters: ${done.matters}) as they were at ${done.madeAt}; ${files} files written now (${(bytes / 1024 ** 2).toFixed(1)} MB), ${already} were there already.`;
    const { copied: _, ...about } = done;
    const json = { ...about, written: files, writtenBytes: bytes, already, missing: faults };
    const text = faults.length === 0 ? whole : [gone, ...lines.slice(0, 20)].join('\n');
    return { json, text, failed: faults.length > 0 };
  },
};
