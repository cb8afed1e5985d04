import cfb from 'cfb';
import { ReaderRefusal } from './run-reader.ts';

export type OleObject = { filename: string; bytes: Uint8Array };
type Container = ReturnType<typeof cfb.read>;

const maxObjects = 500;
/** Streams that make a storage a document by itself, with the name such a file has. */
const documentStreams: ReadonlyMap<string, string> = new Map([
  ['worddocument', 'document.doc'],
  ['workbook', 'workbook.xls'],
  ['book', 'workbook.xls'],
  ['powerpoint document', 'presentation.ppt'],
]);

/**
 * The files put into a compound file (MS-CFB) as objects (MS-OLEDS 2.3.6), and whether it is a document itself.
 * @throws Error where it is no such file.
 */
export function extractOleObjects(file: Buffer): { found: OleObject[]; isDocument: boolean } {
  const container = cfb.read(file, { type: 'buffer' });
  const found: OleObject[] = [];
  let isDocument = false;
  for (const [index, path] of container.FullPaths.entries()) {
    const steps = path.split('/');
    const name = steps.at(-1) ?? '';
    const bytes = container.FileIndex[index]?.content;
    if (!bytes || bytes.length === 0) continue;
    const object = Buffer.from(bytes as unknown as Uint8Array);
    if (name === '\u0001Ole10Native') found.push(readPackage(object));
    else if (/^(?:package|contents)$/i.test(name)) found.push({ filename: 'object', bytes: object });
    const filename = documentStreams.get(name.toLowerCase());
    // Directly under the root it is the file itself; a message (MS-OXMSG 2.4) is taken apart by its own reader.
    if (steps.length <= 2) isDocument ||= filename !== undefined || name === '__properties_version1.0';
    else if (filename !== undefined)
      found.push({ filename, bytes: copyStorage(container, steps.slice(0, -1)) });
    if (found.length > maxObjects) throw new ReaderRefusal('too-many-parts');
  }
  return { found, isDocument };
}

/**
 * A packaged file: its label and two paths, each ended by NUL, before its bytes; without them, bytes and
 * nothing else.
 */
function readPackage(stream: Buffer): OleObject {
  try {
    const labelEnd = stream.indexOf(0, 6);
    const pathEnd = stream.indexOf(0, labelEnd + 1);
    const temporaryEnd = pathEnd + 9 + stream.readUInt32LE(pathEnd + 5);
    const start = temporaryEnd + 4;
    const length = stream.readUInt32LE(temporaryEnd);
    if (start + length <= stream.length && length > 0)
      return {
        filename: stream.subarray(6, labelEnd).toString('latin1') || 'object',
        bytes: stream.subarray(start, start + length),
      };
  } catch {
    // A length that leads beyond the end: not packaged in this way.
  }
  return { filename: 'object', bytes: stream.subarray(4) };
}

/** A storage as a compound file of its own. */
function copyStorage(container: Container, storage: readonly string[]): Uint8Array {
  const own = cfb.utils.cfb_new();
  const prefix = `${storage.join('/')}/`;
  for (const [index, path] of container.FullPaths.entries()) {
    const content = container.FileIndex[index]?.content;
    if (path.startsWith(prefix) && !path.endsWith('/') && content)
      cfb.utils.cfb_add(own, `/${path.slice(prefix.length)}`, content);
  }
  return cfb.write(own, { type: 'buffer' }) as Uint8Array;
}
