import { z } from 'zod';

/** What a sentence may be made of. Numbers and short names only: never the words of the document. */
type UnreadFacts = { count: number; name: string; confidence: number | undefined };
type UnreadSentence = { what: string; reason: string };

const plural = (count: number, one: string, many = `${one}s`) =>
  count === 1 ? `1 ${one}` : `${String(count)} ${many}`;
const notRead = 'it is in a format that Strongroom does not read';
const named = (name: string, what: string) => (name === '' ? what : `${what} ${name}`);

/**
 * Every kind of thing that a reader may leave unread, and how that is said. What is not read and not listed here
 * does not exist: a reader that leaves something out notes it.
 */
export const unreadKinds = {
  'picture-words': ({ count, confidence }) => ({
    what: count > 0 ? `a picture of about ${plural(count, 'word')}` : 'a picture',
    reason:
      confidence === undefined
        ? 'its words could not be read'
        : `its words were read with confidence ${confidence.toFixed(2)}`,
  }),
  'picture-left-out': ({ count }) => ({
    what: plural(Math.max(count, 1), 'picture'),
    reason: 'there are more pictures in the file than are read',
  }),
  drawing: ({ count }) => ({ what: plural(Math.max(count, 1), 'drawing'), reason: notRead }),
  'doubtful-page': ({ confidence = 0 }) => ({
    what: 'the words of the page',
    reason: `they were read with confidence ${confidence.toFixed(2)} and may be wrong`,
  }),
  'failed-page': () => ({ what: 'the page', reason: 'it could not be read' }),
  'garbled-text': () => ({
    what: 'a part of the text',
    reason: 'the file does not say which letters it draws',
  }),
  comment: ({ count }) => ({ what: plural(Math.max(count, 1), 'comment'), reason: notRead }),
  attachment: ({ name }) => ({
    what: named(name, 'the attachment'),
    reason: 'it could not be taken out of the file',
  }),
  attachments: ({ count }) => ({
    what: plural(Math.max(count, 1), 'file') + ' attached to a page or a picture',
    reason: 'Strongroom takes out only what is attached to the document; upload it by itself',
  }),
  part: ({ name }) => ({ what: named(name, 'the part'), reason: 'it could not be read' }),
  'damaged-part': ({ name }) => ({
    what: named(name, 'a part of'),
    reason: 'it is damaged in the file; what is left of it is read',
  }),
  'phonetic-guides': ({ count }) => ({
    what: plural(Math.max(count, 1), 'phonetic guide'),
    reason: 'how Japanese words are spoken is not read; the words are',
  }),
  macros: () => ({ what: 'the VBA project', reason: 'macros are programs, which Strongroom never opens' }),
  'form-data': () => ({ what: 'what was filled into the form', reason: notRead }),
  media: ({ count }) => ({
    what: plural(Math.max(count, 1), 'piece', 'pieces') + ' of sound, film or 3D',
    reason: notRead,
  }),
  'pdf-extras-unchecked': () => ({
    what: 'comments, attachments and pictures',
    reason: 'they could not be looked for in this file',
  }),
  'hidden-words': ({ count }) => ({
    what: plural(Math.max(count, 1), 'place with hidden text', 'places with hidden text'),
    reason: 'words lie readable under a black box, and are left out on purpose',
  }),
  'words-left-out': () => ({
    what: 'some words',
    reason: 'they are left out on purpose; an owner or editor of the matter sees where',
  }),
  'hidden-words-unchecked': () => ({
    what: 'the search for words under black boxes',
    reason: 'it could not be made in this file',
  }),
  encrypted: ({ name }) => ({
    what: named(name, 'the encrypted part'),
    reason: 'it is encrypted for its recipient; ask for a copy that is not',
  }),
  'unknown-charset': ({ name }) => ({
    what: `letters in the charset ${name}`,
    reason: 'Strongroom does not know it and guessed them',
  }),
  'partial-message': () => ({
    what: 'the other parts of the message',
    reason: 'it was sent in several messages, of which this is one',
  }),
  'message-body': () => ({ what: 'the body of the message', reason: 'no part of it could be read' }),
  'lost-characters': ({ count }) => ({
    what: plural(Math.max(count, 1), 'character'),
    reason: 'their bytes stand for no character in the charset of the text',
  }),
  'archive-entry': ({ count, name }) => ({
    what:
      name === ''
        ? `${plural(Math.max(count, 1), 'file')} of the archive`
        : `the file ${name} of the archive`,
    reason: 'it is damaged there, or packed in an unknown way',
  }),
  'archive-end': () => ({
    what: 'the end of the archive',
    reason: 'it is cut off or damaged; there may be more files in it',
  }),
  'left-inside': ({ count }) => ({
    what: `${plural(Math.max(count, 1), 'file')} inside it`,
    reason: 'they lie too deep in other files, or there are too many',
  }),
  link: ({ count }) => ({
    what: plural(Math.max(count, 1), 'link', 'links') + ' to other files',
    reason: 'they are only names of places on another computer',
  }),
  'cut-off': ({ count }) => ({
    what: count > 0 ? plural(count, 'more thing') : 'the rest',
    reason: 'there is more than a document may hold',
  }),
  'earlier-version': () => ({
    what: 'what an earlier version of Strongroom did not read',
    reason: 'it kept no list of it; press "Read again" to have one',
  }),
} as const satisfies Record<string, (facts: UnreadFacts) => UnreadSentence>;

export type UnreadKind = keyof typeof unreadKinds;

const kindSchema = z.enum(Object.keys(unreadKinds) as [UnreadKind, ...UnreadKind[]]);

/** A thing that was not read, as a reader notes it and the database keeps it. */
export const unreadItemSchema = z.object({
  kind: kindSchema,
  /** The page it stands on, from 1; left out for what belongs to no page. */
  page: z.int().min(1).max(10_000_000).optional(),
  count: z.int().nonnegative().optional(),
  /** The name of an attachment or part. */
  name: z.string().max(300).optional(),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1).optional(),
});

export type UnreadItem = z.infer<typeof unreadItemSchema>;

/** What of a document is not read, as the API and the pages say it (docs/design.md, "The outside face"). */
export type Unread = { what: string; page: number | null; reason: string };

/** More are one line that counts the rest. */
const maxItems = 1_000;

/** Puts an item into words. */
export function describeUnread({ kind, page, count = 0, name = '', confidence }: UnreadItem): Unread {
  return { ...unreadKinds[kind]({ count, name, confidence }), page: page ?? null };
}

/** Keeps the list to a length that can be stored and shown; says how many more there are. */
export function limitUnread(items: readonly UnreadItem[]): UnreadItem[] {
  if (items.length <= maxItems) return [...items];
  return [...items.slice(0, maxItems), { kind: 'cut-off', count: items.length - maxItems }];
}
