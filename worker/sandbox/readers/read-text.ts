import { decode, detectCharset, readSample, readText } from './charset.ts';
import { noteEncodedPart } from './note-encoded-part.ts';
import { noteUnread } from './note-unread.ts';
import { detectDelimiter, readCsvRows } from './read-csv.ts';
import { looksLikeHtml } from './detect-html.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { runReader } from './run-reader.ts';
import { SheetPage } from './sheet-page.ts';

type TextFile = { path: string; charset: string };

/** Text in any charset, HTML, and tables of comma-separated values, as pages. */
async function main(path: string): Promise<void> {
  const charset = await detectCharset(path);
  const head = await decode(readSample(path), charset);
  const text = { path, charset };
  const lost = await countLostCharacters(text);
  if (lost > 0) noteUnread({ kind: 'lost-characters', count: lost });
  if (looksLikeHtml(head)) return writeHtml(text);
  const delimiter = detectDelimiter(head);
  if (delimiter !== undefined && (await isCompleteTable(text, delimiter))) return writeTable(text, delimiter);
  return writePlain(text);
}

/** Characters that the charset could not decode, or that a program before us could not. */
async function countLostCharacters({ path, charset }: TextFile): Promise<number> {
  let lost = 0;
  for await (const piece of readText(path, charset)) lost += piece.split('\ufffd').length - 1;
  return lost;
}

async function writePlain({ path, charset }: TextFile): Promise<void> {
  const writer = new PageWriter({ charset });
  const cutter = new PageSplitter((page) => writer.writePage(page));
  for await (const piece of readText(path, charset)) {
    noteEncodedPart(piece);
    // Between two words a NUL ends a field.
    cutter.add(
      piece
        .replace(/(?<=[\p{L}\p{N}])\0+(?=[\p{L}\p{N}])/gu, ' ')
        .replaceAll('\r\n', '\n')
        .replaceAll('\r', '\n'),
    );
  }
  cutter.end();
  writer.close();
}

async function writeHtml({ path, charset }: TextFile): Promise<void> {
  const { htmlToText } = await import('./html-to-text.ts');
  const writer = new PageWriter({ charset, mediaType: 'text/html' });
  const cutter = new PageSplitter((page) => writer.writePage(page));
  const html = htmlToText((text) => cutter.add(text));
  for await (const piece of readText(path, charset)) html.add(piece);
  html.end();
  cutter.end();
  writer.close();
}

/** A table is one sheet. */
async function writeTable({ path, charset }: TextFile, delimiter: string): Promise<void> {
  const writer = new PageWriter({ charset, mediaType: 'text/csv' });
  const page = new SheetPage(writer, 'Table');
  for await (const row of readCsvRows(readText(path, charset), delimiter))
    page.add(row.map((cell) => cell.replace(/\s+/g, ' ').trim()).join('\t'));
  page.end();
  writer.close();
}

/** Read once without writing: what turns out to be no table in the middle is written as the text it is. */
async function isCompleteTable({ path, charset }: TextFile, delimiter: string): Promise<boolean> {
  try {
    for await (const row of readCsvRows(readText(path, charset), delimiter)) if (row.length === 0) break;
    return true;
  } catch {
    return false;
  }
}

await runReader(() => main(process.argv[2] ?? 'input'));
