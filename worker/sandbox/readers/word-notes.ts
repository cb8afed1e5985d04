import { findPartsByContentType, findTargets, type PartRelation } from './read-relations.ts';
import { markSpan, withoutMarks } from './span-marks.ts';
import { WordText, type NoteKind, type NoteReference } from './word-text.ts';
import type { ZipParts } from './zip-parts.ts';

type Note = { author: string; text: string };
type Notes = Map<string, Note>;

/** Puts the notes and comments of a Word file on the page that refers to them: a mark in the text, the words below. */
export class WordNotes {
  readonly #notes: Record<NoteKind, Notes>;
  readonly #referred = new Set<Note>();
  #standing: string[] = [];
  #count = 0;

  constructor(notes: Record<NoteKind, Notes>) {
    this.#notes = notes;
  }

  /** What stands in the text in the note's place. */
  refer({ kind, id }: NoteReference): string {
    const note = this.#notes[kind].get(id);
    if (!note) return '';
    this.#referred.add(note);
    if (kind === 'comment') {
      this.#standing.push(formatNote('[comment]', note));
      return markSpan('frame', '[comment]');
    }
    this.#count += 1;
    const mark = markSpan('note-mark', `[${String(this.#count)}]`);
    this.#standing.push(`${mark} ${markSpan('aside', note.text)}`);
    return mark;
  }

  /** What stands below a page that ends here. */
  takeStanding(): string[] {
    const standing = this.#standing;
    this.#standing = [];
    return standing;
  }

  /** Notes that nothing refers to: they are in the file, and nobody would say that they are not. */
  takeUnreferenced(): string[] {
    return (['footnote', 'endnote', 'comment'] as const).flatMap((kind) =>
      [...this.#notes[kind].values()]
        .filter((note) => !this.#referred.has(note))
        .map((note) => formatNote(`[${kind}]`, note)),
    );
  }
}

function formatNote(mark: string, { author, text }: Note): string {
  return markSpan('frame', `${mark} ${author ? `${author}: ` : ''}`) + markSpan('aside', text);
}

/** Notes by their id. The lines that part notes from text are notes too, with a type, and say nothing. */
export async function readNotes(
  parts: ZipParts,
  { relations, element }: { relations: readonly PartRelation[]; element: NoteKind },
): Promise<Notes> {
  const notes: Notes = new Map();
  const referred = findTargets(relations, `${element}s`).filter((name) => parts.has(name));
  const names = referred.length > 0 ? referred : await findPartsByContentType(parts, `ml.${element}s+xml`);
  for (const name of names) await readNotesPart(parts, { name, element }, notes);
  return notes;
}

async function readNotesPart(
  parts: ZipParts,
  { name: part, element }: { name: string; element: NoteKind },
  notes: Notes,
): Promise<void> {
  const reader = new WordText();
  let current = { id: '', author: '', type: '' };
  await parts.read(part, {
    open: (name, attribute) => {
      if (name === element) {
        current = {
          id: attribute('id') ?? '',
          author: withoutMarks(attribute('author') ?? ''),
          type: attribute('type') ?? 'normal',
        };
        reader.flush();
      }
      reader.open(name, attribute);
    },
    text: reader.text,
    close: (name) => {
      reader.close(name);
      if (name !== element) return;
      const text = reader.flush().trim();
      if (withoutMarks(text).trim() !== '' && current.type === 'normal')
        notes.set(current.id, { author: current.author, text });
    },
  });
}
