import type { SandboxSession } from './sandbox-client.ts';
import type { TextSpan } from '../reading/text-spans.ts';
import type { UnreadItem } from '../reading/unread.ts';

/** [left, top, width, height, text] in PDF points or image pixels. */
export type WordBox = [number, number, number, number, string];
export type PageLayout = { width: number; height: number; words: WordBox[] };

/** One page as a reader found it; a page that must be read by OCR is `waiting` and has no words yet. */
export type ExtractedPage = {
  number: number;
  state: 'read' | 'waiting';
  text: string;
  engine: string;
  /** 0 to 1; 1 for text that was typed, not read. */
  confidence: number;
  label: string | null;
  layout: PageLayout | null;
  /** The other of two readings, text layer and OCR, where the page has both. */
  alternative?: string | null;
  /** What parts of the text are, where they are not simply text. */
  spans?: TextSpan[];
  /** What of this page was not read; a page that waits for OCR adds to it. */
  unread?: UnreadItem[];
};

/**
 * A document found inside another. Its name there and its folder, where it had one, are data, never a path.
 */
export type Attachment = {
  part: number;
  filename: string;
  folder?: string;
  /** Set where its bytes do not say. */
  mediaType?: string;
  bytes: () => AsyncIterable<Buffer>;
};

/**
 * What a message says of itself: its own id and the ids of those it answers, who wrote to whom, about what
 * and when.
 */
export type MessageMetadata = {
  messageId: string | null;
  refersTo: string[];
  subject: string;
  sender: string;
  recipients: string;
  /** RFC 3339, UTC. */
  sentAt: string | null;
};

/** What an extractor returns beside the pages it emits one by one. */
export type Extraction = {
  /** What the file turned out to be, where that is more than its first bytes said. */
  mediaType?: string;
  attachments?: Attachment[];
  message?: MessageMetadata;
  /** The decrypted copy, where a password was typed. */
  decryptedCopy?: () => AsyncIterable<Buffer>;
  /** What a person should know although the document could be read: that a part of it was left out. */
  warning?: string | null;
  /** The page of every place where words lay readable under a black box. */
  failedRedactions?: number[];
  /** What was not read, beside what readers noted in the job folder. Its pages say it themselves. */
  unread?: UnreadItem[];
  /** Why there is no text, where there is none and the file is not at fault. */
  noTextReason?: string;
};

/** What is known of the file beside its bytes. */
export type ReaderInput = {
  filename: string;
  mediaType: string;
  bytes: number;
  password?: string | undefined;
};

/**
 * Reads the file that was put into the session, and emits each page as it comes: a document of 10,000 pages
 * is never whole in memory.
 * @throws Unreadable with a reason in a person's words, SandboxInterrupted
 */
export type Extractor = (
  session: SandboxSession,
  emit: (page: ExtractedPage) => Promise<void>,
  file: ReaderInput,
) => Promise<Extraction>;

// eslint-disable-next-line no-control-regex -- control characters are exactly what is to be removed
const controlCharacters = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g;

/** Postgres keeps neither NUL nor half a surrogate pair, and control characters are nothing to read. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(controlCharacters, '');
}
