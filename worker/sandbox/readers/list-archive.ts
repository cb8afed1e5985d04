import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decode } from './charset.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { readZipNames } from './read-zip-names.ts';
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
  const listing = await readListing();
  const names = await decodeNames(listing);
  const entries = listing
    .map((fields, index) => ({ fields, path: names[index] ?? '' }))
    .filter(({ fields }) => !isFolder(fields))
    .map(({ fields, path }) => ({
      path,
      bytes: Number(readField(fields, 'Size') || NaN),
      // Some formats have a sum of 16 bits.
      crc32: /^[0-9A-F]{8}$/.test(readField(fields, 'CRC')) ? readField(fields, 'CRC') : null,
      isEncrypted: readField(fields, 'Encrypted') === '+',
      isLink: isLink(fields),
      isInOrder: fields.has('Device Major'),
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

/** Links, and what else is no file on its own: pipes and devices, in an archive of Unix. */
function isLink(fields: EntryFields): boolean {
  const mode = readField(fields, 'Mode') || (readField(fields, 'Attributes').split(' ').at(-1) ?? '');
  const target = readField(fields, 'Symbolic Link') + readField(fields, 'Hard Link');
  return /^[lpcbs][rwxsSt-]{9}$/i.test(mode) || target !== '';
}

/**
 * Most names are UTF-8; the others are decoded in the charset that all of them together suggest. 7-Zip takes those of
 * a ZIP file for names of DOS: their bytes come from its directory, where that lists the same files.
 */
async function decodeNames(listing: readonly EntryFields[]): Promise<string[]> {
  const inZip = await readZipNames('input', maxEntries);
  const isSame =
    inZip?.length === listing.length &&
    listing.every((fields, index) => {
      const size = readField(fields, 'Size');
      return size === '' || isFolder(fields) || Number(size) === inZip[index]?.bytes;
    });
  const names = isSame ? inZip.map(({ name }) => name) : listing.map((fields) => fields.get('Path') ?? '');
  const strange = names.filter((name): name is Buffer => typeof name !== 'string' && !isUtf8(name));
  const charset = strange.length > 0 ? await suggestCharset(strange) : 'utf-8';
  return Promise.all(
    names.map((name) => (typeof name === 'string' ? name : decode(name, isUtf8(name) ? 'utf-8' : charset))),
  );
}

async function suggestCharset(names: readonly Buffer[]): Promise<string> {
  // Its tables take longer to load than most archives to list, and most names are UTF-8.
  const { suggestNameCharset } = await import('./suggest-name-charset.ts');
  return suggestNameCharset(names);
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}

await runReader(main);
