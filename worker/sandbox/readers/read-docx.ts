import { readDrawings } from './drawing-text.ts';
import { ListNumbers } from './list-numbers.ts';
import { PageSplitter, type PageWriter } from './page-writer.ts';
import { readChunks } from './read-chunks.ts';
import { readNumbering } from './read-numbering.ts';
import { findPartsByContentType, findTargets, readAllRelations, readRelations } from './read-relations.ts';
import type { PartRelation } from './read-relations.ts';
import { readNotes, WordNotes } from './word-notes.ts';
import { ReaderRefusal } from './run-reader.ts';
import { withoutMarks } from './span-marks.ts';
import { WordText } from './word-text.ts';
import type { ZipParts } from './zip-parts.ts';

const maxCharacters = 32_000_000;
/** A page that Word did not lay out may be any length: beyond this it is cut. */
const longPage = 8_000;

/** A file that lies in another one takes nothing in: it is read again as a document of its own. */
type MainPart = { part: string; isConverted: boolean; isInner?: boolean };
type DocumentBody = { pages: string[]; wasLaidOut: boolean };

/**
 * A Word file (.docx, .docm, .dotx, .dotm): its pages, notes and comments standing on the page that refers to
 * them.
 */
export async function readDocx(parts: ZipParts, main: MainPart, writer: PageWriter): Promise<void> {
  const { pages, wasLaidOut } = await readBody(parts, main);
  for (const page of pages) {
    if (wasLaidOut || page.length <= longPage) writer.writePage(page);
    else splitPage(page, writer);
  }
  const all = (await readAllRelations(parts)).filter(({ isExternal }) => !isExternal);
  const margins = await readTexts(parts, await findParts(parts, all, ['header', 'footer']));
  if (margins) writer.writePage(margins, 'Headers and footers');
  const drawn = await findParts(parts, all, ['diagramData', 'chart', 'chartEx', 'chartUserShapes']);
  const drawings = await readDrawings(parts, drawn);
  if (drawings) writer.writePage(drawings, 'Diagrams and charts');
  const blocks = await readTexts(parts, findTargets(all, 'glossaryDocument'));
  if (blocks) writer.writePage(blocks, 'Building blocks');
}

/** Parts of some kinds: those that are referred to, then those that only say themselves what they are. */
async function findParts(
  parts: ZipParts,
  relations: readonly PartRelation[],
  types: readonly string[],
): Promise<string[]> {
  const names = types.flatMap((type) => findTargets(relations, type));
  const endings = types.map((type) => `.${type}+xml`);
  return [...new Set([...names, ...(await findPartsByContentType(parts, ...endings))])];
}

async function readBody(parts: ZipParts, { part, ...main }: MainPart): Promise<DocumentBody> {
  const { isConverted, isInner = false } = main;
  const relations = await readRelations(parts, part);
  const notes = new WordNotes({
    footnote: await readNotes(parts, { relations, element: 'footnote' }),
    endnote: await readNotes(parts, { relations, element: 'endnote' }),
    comment: await readNotes(parts, { relations, element: 'comment' }),
  });
  const readInner = async (chunk: ZipParts, mainPart: string) => {
    const { pages } = await readBody(chunk, { part: mainPart, isConverted, isInner: true });
    return `${pages.join('\n')}\n`;
  };
  const chunks = await readChunks(parts, isInner ? [] : relations, readInner);
  const body: DocumentBody = { pages: [], wasLaidOut: false };
  let characters = 0;
  const endPage = (more: readonly string[] = []) => {
    const text = reader.flush();
    characters += text.length;
    if (characters > maxCharacters) throw new ReaderRefusal('too-large');
    const standing = [...notes.takeStanding(), ...more];
    // Word writes a break, and again where it fell when it was last laid out: with nothing between, it is one
    // break.
    if (withoutMarks(text).trim() === '' && standing.length === 0) return;
    body.pages.push([text.trimEnd(), ...standing].join('\n\n'));
  };
  const numbers = new ListNumbers(await readNumbering(parts, relations));
  const reader = new WordText({
    isConverted,
    number: (paragraph) => numbers.next(paragraph),
    pageBreak: (isRendered) => {
      body.wasLaidOut ||= isRendered;
      endPage();
    },
    note: (reference) => notes.refer(reference),
    chunk: (relation) => chunks.get(relation) ?? '',
  });
  await parts.read(part, reader);
  endPage(notes.takeUnreferenced());
  return body;
}

/** The texts of several parts, each once: a header stands in one part for each kind of page. */
async function readTexts(parts: ZipParts, names: readonly string[]): Promise<string> {
  const texts = new Set<string>();
  for (const name of names) {
    const reader = new WordText();
    await parts.read(name, reader);
    texts.add(reader.flush().trim());
  }
  return [...texts].filter((text) => withoutMarks(text).trim() !== '').join('\n');
}

function splitPage(page: string, writer: PageWriter): void {
  const cutter = new PageSplitter((text) => writer.writePage(text));
  cutter.add(page);
  cutter.end();
}
