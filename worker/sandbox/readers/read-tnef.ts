import { readFileSync, statSync } from 'node:fs';
import { formatHeaders } from './message-metadata.ts';
import { readTnefFile } from './open-tnef-files.ts';
import { isTnef } from './parse-tnef.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { saveMailFiles } from './save-mail-files.ts';
import { writeMailPages } from './write-mail-pages.ts';

/** Held in memory whole. */
const maxBytes = 150 * 1024 ** 2;

/** Outlook's wrapper by itself (winmail.dat): its body as pages, its files as `part-N`. */
async function main(): Promise<void> {
  if (statSync('input').size > maxBytes) throw new ReaderRefusal('too-large');
  const bytes = readFileSync('input');
  if (!isTnef(bytes)) throw new ReaderRefusal('another-format');
  const { text, files, header } = await readTnefFile(bytes, 'winmail.dat');
  const attached = files.flatMap(({ filename }) => filename ?? []).join('; ');
  writeMailPages({ header: formatHeaders([...header, ['Attachments', attached]]), text, more: [] });
  saveMailFiles(files);
}

await runReader(main);
