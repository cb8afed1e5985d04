import { saveEmbeddedFiles } from './save-embedded-files.ts';
import { noteUnread } from './note-unread.ts';
import { PageWriter } from './page-writer.ts';
import { readDocx } from './read-docx.ts';
import { readMetafiles } from './read-metafiles.ts';
import { readPptx } from './read-pptx.ts';
import { readXlsx } from './read-xlsx.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { readAllRelations, readRelations } from './read-relations.ts';
import { ZipParts } from './zip-parts.ts';

/** What the main part of a package may be, by its first element: its content type has a dozen forms. */
const readers = [
  { element: 'document', usual: 'word/document.xml', read: readDocx, kind: 'wordprocessingml.document' },
  { element: 'workbook', usual: 'xl/workbook.xml', read: readXlsx, kind: 'spreadsheetml.sheet' },
  {
    element: 'presentation',
    usual: 'ppt/presentation.xml',
    read: readPptx,
    kind: 'presentationml.presentation',
  },
] as const;

/** Links to files of which a part would be shown: it lies elsewhere. */
const linkedTypes = new Set(['image', 'oleObject', 'subDocument', 'frame', 'aFChunk', 'slide']);

/** An Office file of today (.docx, .xlsx, .pptx and their like) as pages; files inside it as `part-N`. */
async function main(path: string): Promise<void> {
  const parts = await ZipParts.open(path);
  const mainPart = await findMainPart(parts);
  if (/\.bin$/i.test(mainPart)) throw new ReaderRefusal('binary-workbook');
  const element = await readFirstElement(parts, mainPart);
  const reader = readers.find((one) => one.element === element);
  if (!reader) throw new ReaderRefusal('another-format');
  const writer = new PageWriter({
    mediaType: `application/vnd.openxmlformats-officedocument.${reader.kind}`,
  });
  await reader.read(parts, { part: mainPart, isConverted: path !== 'input' }, writer);
  const drawings = await readMetafiles(parts);
  if (drawings) writer.writePage(drawings, 'Words in drawings');
  writer.close();
  await saveEmbeddedFiles(parts);
  await noteWhatIsNeverRead(parts);
}

/** The package says which part is the document. @throws ReaderRefusal for a ZIP file that is no such package */
async function findMainPart(parts: ZipParts): Promise<string> {
  const relations = await readRelations(parts, '');
  const target = relations.find(({ type }) => type === 'officeDocument')?.target;
  const main = [target ?? '', ...readers.map(({ usual }) => usual)].find((name) => parts.has(name));
  if (main === undefined) throw new ReaderRefusal('another-format');
  return main;
}

async function readFirstElement(parts: ZipParts, part: string): Promise<string> {
  let element = '';
  const enough = new Error('the first element is known');
  try {
    await parts.read(part, {
      open: (name) => {
        element = name;
        throw enough;
      },
      text: () => undefined,
      close: () => undefined,
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return element;
}

async function noteWhatIsNeverRead(parts: ZipParts): Promise<void> {
  const relations = await readAllRelations(parts);
  if (relations.some(({ type, isExternal }) => type === 'vbaProject' && !isExternal))
    noteUnread({ kind: 'macros' });
  const links = relations.filter(({ type, isExternal }) => isExternal && linkedTypes.has(type));
  const count = new Set(links.map(({ target }) => target)).size;
  if (count > 0) noteUnread({ kind: 'link', count });
}

await runReader(() => main(process.argv[2] ?? 'input'));
