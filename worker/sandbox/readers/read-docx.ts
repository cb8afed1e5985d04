import { readDrawings } from './drawing-text.ts';
import { PageSplitter, type PageWriter } from './page-writer.ts';
import { ReaderRefusal } from './run-reader.ts';
import { WordText, type NoteKind } from './word-text.ts';
import type { ZipParts } from './zip-parts.ts';

const maxCharacters = 32_000_000;
/** A page that Word did not lay out may be any length: beyond this it is cut. */
const longPage = 8_000;

type Notes = Map<string, string>;
type DocumentBody = { pages: string[]; wasLaidOut: boolean };

/**
 * A Word file (.docx, .docm, .dotx, .dotm): its pages, notes and comments standing on the page that refers to
 * them.
 */
export async function readDocx(
  parts: ZipParts,
  main: { part: string; isConverted: boolean },
  writer: PageWriter,
): Promise<void> {
  const mainPart = main.part;
  const folder = mainPart.slice(0, mainPart.lastIndexOf('/') + 1);
  const notes: Record<NoteKind, Notes> = {
    footnote: await readNotes(parts, { part: `${folder}footnotes.xml`, element: 'footnote' }),
    endnote: await readNotes(parts, { part: `${folder}endnotes.xml`, element: 'endnote' }),
    comment: await readNotes(parts, { part: `${folder}comments.xml`, element: 'comment' }),
  };
  const { pages, wasLaidOut } = await readBody(parts, main, notes);
  for (const page of pages) {
    if (wasLaidOut || page.length <= longPage) writer.writePage(page);
    else splitPage(page, writer);
  }
  const margins = await readTexts(parts, [
    ...parts.listNames(/^word\/header\d*\.xml$/),
    ...parts.listNames(/^word\/footer\d*\.xml$/),
  ]);
  if (margins) writer.writePage(margins, 'Headers and footers');
  const drawings = await readDrawings(
    parts,
    parts.listNames(/^word\/(?:diagrams\/data|charts\/chart)\d*\.xml$/),
  );
  if (drawings) writer.writePage(drawings, 'Diagrams and charts');
}

async function readBody(
  parts: ZipParts,
  { part, isConverted }: { part: string; isConverted: boolean },
  notes: Record<NoteKind, Notes>,
): Promise<DocumentBody> {
  const body: DocumentBody = { pages: [], wasLaidOut: false };
  const standing: string[] = [];
  let characters = 0;
  const endPage = () => {
    const text = reader.flush();
    characters += text.length;
    if (characters > maxCharacters) throw new ReaderRefusal('too-large');
    // Word writes a break, and again where it fell when it was last laid out: with nothing between, it is one
    // break.
    if (text.trim() === '' && standing.length === 0) return;
    body.pages.push([text.trimEnd(), ...standing.splice(0)].join('\n\n'));
  };
  let notesSoFar = 0;
  const reader = new WordText({
    isConverted,
    pageBreak: (isRendered) => {
      body.wasLaidOut ||= isRendered;
      endPage();
    },
    note: ({ kind, id }) => {
      const text = notes[kind].get(id);
      if (text === undefined) return '';
      const mark = kind === 'comment' ? '[comment]' : `[${String((notesSoFar += 1))}]`;
      standing.push(`${mark} ${text}`);
      return mark;
    },
  });
  await parts.read(part, reader);
  endPage();
  return body;
}

/** Notes by their id. The lines that part notes from text are notes too, with a type, and say nothing. */
async function readNotes(parts: ZipParts, from: { part: string; element: NoteKind }): Promise<Notes> {
  const notes: Notes = new Map();
  const reader = new WordText();
  let current = { id: '', author: '', type: '' };
  await parts.read(from.part, {
    open: (name, attribute) => {
      if (name === from.element) {
        current = {
          id: attribute('id') ?? '',
          author: attribute('author') ?? '',
          type: attribute('type') ?? 'normal',
        };
        reader.flush();
      }
      reader.open(name, attribute);
    },
    text: reader.text,
    close: (name) => {
      reader.close(name);
      if (name !== from.element) return;
      const text = reader.flush().trim();
      if (text !== '' && current.type === 'normal')
        notes.set(current.id, current.author ? `${current.author}: ${text}` : text);
    },
  });
  return notes;
}

/** The texts of several parts, each once: a header stands in one part for each kind of page. */
async function readTexts(parts: ZipParts, names: string[]): Promise<string> {
  const texts = new Set<string>();
  for (const name of names) {
    const reader = new WordText();
    await parts.read(name, reader);
    texts.add(reader.flush().trim());
  }
  return [...texts].filter((text) => text !== '').join('\n');
}

function splitPage(page: string, writer: PageWriter): void {
  const cutter = new PageSplitter((text) => writer.writePage(text));
  cutter.add(page);
  cutter.end();
}
