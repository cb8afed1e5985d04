import { DrawingText, readDrawings } from './drawing-text.ts';
import type { PageWriter } from './page-writer.ts';
import { readRelations, findTargets, type PartRelation } from './read-relations.ts';
import { markSpan, withoutMarks } from './span-marks.ts';
import type { XmlEvents, ZipParts } from './zip-parts.ts';

type Authors = Map<string, string>;

/**
 * A presentation (.pptx, .pptm, .ppsx, .potx): one page a slide, with what was noted and commented on it,
 * hidden slides too.
 */
export async function readPptx(
  parts: ZipParts,
  { part: mainPart }: { part: string },
  writer: PageWriter,
): Promise<void> {
  const relations = await readRelations(parts, mainPart);
  const authors = await readAuthors(parts, findTargets(relations, 'commentAuthors', 'authors'));
  const targets = new Map(relations.map(({ id, target }) => [id, target]));
  const slides = (await slideIds(parts, mainPart)).map((id) => targets.get(id) ?? '');
  const shown = slides.filter((part) => parts.has(part));
  for (const [index, part] of shown.entries()) {
    const { text, isHidden } = await readSlide(parts, part, authors);
    writer.writePage(text, `Slide ${String(index + 1)}${isHidden ? ' (hidden)' : ''}`);
  }
  const masters = await readMasters(parts, relations);
  if (masters) writer.writePage(masters, 'On every slide');
}

async function slideIds(parts: ZipParts, mainPart: string): Promise<string[]> {
  const ids: string[] = [];
  await parts.read(mainPart, {
    // Its own number and the number of its relationship are both called "id" once the prefix is off.
    open: (name, attribute) => {
      if (name === 'sldId') ids.push(attribute(':id') ?? '');
    },
    text: () => undefined,
    close: () => undefined,
  });
  return ids;
}

async function readSlide(
  parts: ZipParts,
  part: string,
  authors: Authors,
): Promise<{ text: string; isHidden: boolean }> {
  const slide = new DrawingText();
  let isHidden = false;
  await parts.read(part, {
    ...eventsOf(slide),
    open: (name, attribute) => {
      if (name === 'sld') isHidden = ['0', 'false'].includes(attribute('show') ?? '');
      slide.open(name, attribute);
    },
  });
  const relations = await readRelations(parts, part);
  const drawings = await readDrawings(parts, findTargets(relations, 'diagramData', 'chart', 'chartEx'));
  const notes = await readDrawings(parts, findTargets(relations, 'notesSlide'));
  const comments = await readComments(parts, findTargets(relations, 'comments'), authors);
  const sections = [
    slide.flush(),
    drawings,
    notes && `${markSpan('frame', '[speaker notes]')}\n${notes}`,
    comments,
  ];
  return { text: sections.filter((section) => section !== '').join('\n\n'), isHidden };
}

/** Comments of both generations: since 2021 their words stand in paragraphs, before in one element. */
async function readComments(parts: ZipParts, names: readonly string[], authors: Authors): Promise<string> {
  const lines: string[] = [];
  for (const name of names) {
    let author = '';
    let text = '';
    let isText = false;
    const end = () => {
      const frame = markSpan('frame', `[comment] ${author ? `${author}: ` : ''}`);
      if (text.trim() !== '') lines.push(frame + markSpan('aside', text.trim()));
      text = '';
    };
    await parts.read(name, {
      open: (element, attribute) => {
        if (element === 'cm' || element === 'reply') {
          end();
          author = withoutMarks(authors.get(attribute('authorId') ?? '') ?? '');
        }
        isText = element === 'text' || element === 't';
      },
      text: (piece) => {
        if (isText) text += withoutMarks(piece);
      },
      close: (element) => {
        isText = false;
        if (element === 'p') text += '\n';
        if (element === 'cm' || element === 'reply') end();
      },
    });
  }
  return lines.join('\n');
}

async function readAuthors(parts: ZipParts, names: readonly string[]): Promise<Authors> {
  const authors: Authors = new Map();
  for (const name of names) {
    await parts.read(name, {
      open: (element, attribute) => {
        if (element === 'cmAuthor' || element === 'author')
          authors.set(attribute('id') ?? '', attribute('name') ?? '');
      },
      text: () => undefined,
      close: () => undefined,
    });
  }
  return authors;
}

/** What masters and layouts put on slides, notes and handouts: a firm's name, "Privileged and confidential". */
async function readMasters(parts: ZipParts, relations: readonly PartRelation[]): Promise<string> {
  const masters = findTargets(relations, 'slideMaster', 'notesMaster', 'handoutMaster');
  const layouts: string[] = [];
  for (const master of masters)
    layouts.push(...findTargets(await readRelations(parts, master), 'slideLayout'));
  return readDrawings(parts, [...masters, ...layouts], { withoutPlaceholders: true });
}

function eventsOf(reader: XmlEvents): XmlEvents {
  return { open: reader.open, text: reader.text, close: reader.close };
}
