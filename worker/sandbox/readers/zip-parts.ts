import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Entry, ZipFile } from 'yauzl';
import { inflateEntry } from './inflate-entry.ts';
import { openZip } from './open-zip.ts';
import { ReaderRefusal } from './run-reader.ts';

const naturalOrder = new Intl.Collator('en', { numeric: true });

const maxEntries = 20_000;
/** All parts of one file, inflated. A page of Word is some 20 KB of XML. */
const maxInflatedBytes = 256 * 1024 ** 2;
const maxDepth = 2_000;

/**
 * What a reader of XML receives. Names come without their prefix: producers choose prefixes freely. An
 * attribute asked for as `:id` is one that has some prefix, where an `id` without one means something else.
 */
export type XmlEvents = {
  open: (name: string, attribute: (name: string) => string | undefined) => void;
  text: (text: string) => void;
  close: (name: string) => void;
};

/** What became of a part that was saved. */
export type SavedPart = { bytes: number; isWhole: boolean };

/** The parts of an Office file (ECMA-376 part 2): XML inside ZIP, read as streams under limits. */
export class ZipParts {
  readonly #zip: ZipFile;
  readonly #entries: Map<string, Entry>;
  #inflated = 0;

  private constructor(zip: ZipFile, entries: Map<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /**
   * Opens an Office file.
   * @throws ReaderRefusal `another-format` for a ZIP file that no Office program wrote: odd names, missing
   * parts
   */
  static async open(path: string): Promise<ZipParts> {
    try {
      return await ZipParts.#open(path);
    } catch (error) {
      throw error instanceof ReaderRefusal ? error : new ReaderRefusal('another-format');
    }
  }

  static async #open(path: string): Promise<ZipParts> {
    const zip = openZip(path);
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= maxEntries) throw new ReaderRefusal('too-many-parts');
      entries.set(partName(entry.fileNameRaw), entry);
    }
    return new ZipParts(zip, entries);
  }

  /** Names that match, in the natural order of their numbers. */
  listNames(pattern: RegExp): string[] {
    const found = [...this.#entries.keys()].filter((name) => pattern.test(name));
    return found.toSorted(naturalOrder.compare);
  }

  /** Whether the file has a part of this name. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The size a part unpacks to as the directory says; it may lie, reading is limited by itself. */
  readDeclaredSize(name: string): number {
    return this.#entries.get(name)?.uncompressedSize ?? 0;
  }

  /**
   * Reads one part.
   * @throws ReaderRefusal for a document type declaration (where entities that explode are declared) and past
   * limits
   */
  async read(name: string, events: XmlEvents): Promise<void> {
    const entry = this.#entries.get(name);
    if (!entry) return;
    const parser = createXmlParser(events);
    let decoder: TextDecoder | undefined;
    for await (const chunk of this.#inflate(entry)) {
      decoder ??= new TextDecoder(charsetOf(chunk));
      parser.write(decoder.decode(chunk, { stream: true }));
    }
    parser.close();
  }

  /** The first bytes of a part, to see what it is; fewer where it is damaged, none where there is no such part. */
  async readStart(name: string, maxBytes: number): Promise<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) return Buffer.alloc(0);
    const pieces: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of inflateEntry(this.#zip, entry)) {
        pieces.push(chunk);
        length += chunk.length;
        if (length >= maxBytes) break;
      }
    } catch {
      // What came before the damage tells what the part is.
    }
    return Buffer.concat(pieces).subarray(0, maxBytes);
  }

  /**
   * Writes one part as it is into a file that must not be there yet, and says whether it is the part that was put
   * into the package: its size and checksum are compared (APPNOTE 4.4.7 ff.). Of a damaged one the file has what
   * could be unpacked, which may be nothing.
   * @throws ReaderRefusal past limits
   */
  async save(name: string, path: string): Promise<SavedPart> {
    const entry = this.#entries.get(name);
    const file = openSync(path, 'wx', 0o640);
    let [bytes, sum] = [0, 0];
    try {
      for await (const chunk of entry ? this.#inflate(entry) : []) {
        for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
        bytes += chunk.length;
        sum = crc32(chunk, sum);
      }
    } catch (error) {
      if (error instanceof ReaderRefusal) throw error;
      return { bytes, isWhole: false };
    } finally {
      closeSync(file);
    }
    return { bytes, isWhole: bytes === entry?.uncompressedSize && sum === entry.crc32 };
  }

  async *#inflate(entry: Entry): AsyncGenerator<Buffer> {
    for await (const chunk of inflateEntry(this.#zip, entry)) {
      this.#inflated += chunk.length;
      if (this.#inflated > maxInflatedBytes) throw new ReaderRefusal('too-large');
      yield chunk;
    }
  }
}

/** ECMA-376 part 2 knows only slashes between ASCII; some producers wrote as Windows does. */
function partName(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\\', '/').replace(/^\/+/, '');
}

function createXmlParser(events: XmlEvents): SaxesParser {
  const parser = new SaxesParser({});
  let depth = 0;
  parser.on('error', () => {
    throw new ReaderRefusal('damaged');
  });
  parser.on('doctype', () => {
    throw new ReaderRefusal('forbidden-markup');
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    depth += 1;
    if (depth > maxDepth) throw new ReaderRefusal('damaged');
    events.open(localName(tag.name), (wanted) => attributeOf(tag, wanted));
  });
  parser.on('text', events.text);
  parser.on('cdata', events.text);
  parser.on('closetag', (tag) => {
    depth -= 1;
    events.close(localName(tag.name));
  });
  return parser;
}

function attributeOf(tag: SaxesTagPlain, wanted: string): string | undefined {
  const isPrefixed = wanted.startsWith(':');
  const local = isPrefixed ? wanted.slice(1) : wanted;
  const found = Object.entries(tag.attributes).find(
    ([name]) => localName(name) === local && (!isPrefixed || name.includes(':')),
  );
  return found?.[1];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function charsetOf(head: Buffer): string {
  const mark = head.subarray(0, 2).toString('hex');
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
}
