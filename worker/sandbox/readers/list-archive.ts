import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decode, suggestCharset } from './charset.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

const maxEntries = 20_000;
/** No field that is wanted is longer; the name of an entry is, when it is an attack. */
const maxField = 65_536;

/** An entry as `7z l -slt` tells of it: a few lines `Name = value`, the first of them `Path`. */
type EntryFields = Map<string, Buffer>;

/**
 * Turns the listing in `list.txt` into `entries.json` and into a page that names them all, so that a name can
 * be found.
 */
async function main(): Promise<void> {
  const files = (await readListing()).filter((fields) => !isFolder(fields));
  const names = await decodeNames(files.map((fields) => fields.get('Path') ?? Buffer.alloc(0)));
  const entries = files.map((fields, index) => ({
    path: names[index] ?? '',
    bytes: Number(readField(fields, 'Size') || NaN),
    crc32: readField(fields, 'CRC') || null,
    isEncrypted: readField(fields, 'Encrypted') === '+',
    isLink: /(?:^| )l[rwxst-]{9}$/i.test(readField(fields, 'Attributes')) || fields.has('Symbolic Link'),
  }));
  writeFileSync('entries.json', JSON.stringify(entries), { flag: 'wx', mode: 0o640 });
  const writer = new PageWriter({});
  const cutter = new PageSplitter((page) => writer.writePage(page, 'Files in this archive'));
  for (const { path } of entries) cutter.add(`${path.replaceAll('\f', ' ')}\n`);
  cutter.end();
  writer.close();
}

async function readListing(): Promise<EntryFields[]> {
  const found: EntryFields[] = [];
  // Latin 1 keeps every byte: names in a ZIP file may be in any charset, each in another.
  const lines = createInterface({ input: createReadStream('list.txt', 'latin1'), crlfDelay: Infinity });
  for await (const line of lines) {
    const [, name, value] = /^(\w[\w ]{0,40}) = ?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name === 'Path') found.push(new Map());
    if (found.length > maxEntries) throw new ReaderRefusal('too-many-parts');
    const fields = found.at(-1);
    if (fields && !fields.has(name)) fields.set(name, Buffer.from(value.slice(0, maxField), 'latin1'));
  }
  return found;
}

function readField(fields: EntryFields, name: string): string {
  return (fields.get(name)?.toString('latin1') ?? '').trim();
}

function isFolder(fields: EntryFields): boolean {
  return readField(fields, 'Folder') === '+' || readField(fields, 'Attributes').startsWith('D');
}

/** Most names are UTF-8; the others are decoded in the charset that all of them together suggest. */
async function decodeNames(names: Buffer[]): Promise<string[]> {
  const strange = names.filter((name) => !isUtf8(name));
  const charset = strange.length > 0 ? await suggestCharset(Buffer.concat(strange)) : 'utf-8';
  return Promise.all(names.map((name) => decode(name, isUtf8(name) ? 'utf-8' : charset)));
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}

await runReader(main);
