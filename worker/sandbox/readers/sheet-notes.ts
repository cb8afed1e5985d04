import { findTargets, type PartRelation } from './read-relations.ts';
import { markSpan, withoutMarks } from './span-marks.ts';
import type { ZipParts } from './zip-parts.ts';

type Note = { cell: string; author: string; text: string };

/** Since 2018 a conversation hangs on a cell, and a note beside it tells older programs that there is one. */
const placeholder = /^\[Threaded comment\]/;

/** What LibreOffice writes where the file names no author. */
const unknownAuthor = 'Unknown Author';

/** Notes and comments of a sheet, with the cell they hang on and who wrote them. */
export async function readSheetNotes(
  parts: ZipParts,
  relations: readonly PartRelation[],
  persons: ReadonlyMap<string, string>,
): Promise<string> {
  const notes: Note[] = [];
  for (const name of findTargets(relations, 'threadedComment'))
    notes.push(...(await readConversation(parts, name, persons)));
  for (const name of findTargets(relations, 'comments'))
    notes.push(...(await readNotes(parts, name)).filter(({ text }) => !placeholder.test(text)));
  return notes.map(formatNote).join('\n');
}

/** Who takes part in conversations: `xl/persons/person.xml`. */
export async function readPersons(
  parts: ZipParts,
  relations: readonly PartRelation[],
): Promise<ReadonlyMap<string, string>> {
  const persons = new Map<string, string>();
  for (const name of findTargets(relations, 'person')) {
    await parts.read(name, {
      open: (element, attribute) => {
        if (element === 'person') persons.set(attribute('id') ?? '', attribute('displayName') ?? '');
      },
      text: () => undefined,
      close: () => undefined,
    });
  }
  return persons;
}

function formatNote({ cell, author, text }: Note): string {
  // Excel itself begins a note with its author's name.
  const by = author && author !== unknownAuthor && !text.startsWith(author) ? `${author}: ` : '';
  return (
    markSpan('frame', withoutMarks(`[comment on ${cell}] ${by}`)) + markSpan('aside', withoutMarks(text))
  );
}

async function readNotes(parts: ZipParts, part: string): Promise<Note[]> {
  const authors: string[] = [];
  const notes: Note[] = [];
  let current: Note | undefined;
  let element = '';
  await parts.read(part, {
    open: (name, attribute) => {
      element = name;
      if (name === 'author') authors.push('');
      if (name === 'comment')
        current = {
          cell: attribute('ref') ?? '',
          author: authors[Number(attribute('authorId') ?? 0)] ?? '',
          text: '',
        };
    },
    text: (text) => {
      if (element === 'author') authors[authors.length - 1] += text;
      if (element === 't' && current) current.text += text;
    },
    close: (name) => {
      element = '';
      if (name === 'comment' && current) notes.push(trimNote(current));
    },
  });
  return notes.filter(({ text }) => text !== '');
}

async function readConversation(
  parts: ZipParts,
  part: string,
  persons: ReadonlyMap<string, string>,
): Promise<Note[]> {
  const notes: Note[] = [];
  let current: Note | undefined;
  let isText = false;
  await parts.read(part, {
    open: (name, attribute) => {
      isText = name === 'text';
      if (name === 'threadedComment')
        current = {
          cell: attribute('ref') ?? '',
          author: persons.get(attribute('personId') ?? '') ?? '',
          text: '',
        };
    },
    text: (text) => {
      if (isText && current) current.text += text;
    },
    close: (name) => {
      isText = false;
      if (name === 'threadedComment' && current) notes.push(trimNote(current));
    },
  });
  return notes.filter(({ text }) => text !== '');
}

function trimNote(note: Note): Note {
  return { ...note, text: note.text.replace(/\s+/g, ' ').trim() };
}
