import type { SandboxSession } from './ask-sandbox.js';

/** [left, top, width, height, text] in PDF points or image pixels. */
export type WordBox = [number, number, number, number, string];
export type Layout = { width: number; height: number; words: WordBox[] };

/** One page as a reader found it; a page that must be read by OCR is `waiting` and has no words yet. */
export type ExtractedPage = {
  number: number;
  state: 'read' | 'waiting';
  text: string;
  engine: string;
  /** 0 to 1; 1 for text that was typed, not read. */
  confidence: number;
  label: string | null;
  layout: Layout | null;
};

export type Attachment = { part: number; filename: string; bytes: () => AsyncIterable<Buffer> };

/** What an extractor says beside the pages it hands over one by one. */
export type Extraction = {
  /** What the file turned out to be, where that is more than its first bytes told. */
  mediaType?: string;
  attachments?: Attachment[];
  /** Why there is no text, where there is none and the file is not at fault. */
  withoutText?: string;
};

/**
 * Reads the file that was put into the session, handing over each page as it comes: a document of 10,000 pages is never
 * whole in memory. @throws Unreadable with a reason in a person's words, SandboxLost.
 */
export type Extractor = (
  session: SandboxSession,
  emit: (page: ExtractedPage) => Promise<void>,
) => Promise<Extraction>;

// eslint-disable-next-line no-control-regex -- control characters are exactly what is to be removed
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g;

/** Postgres keeps neither NUL nor half a surrogate pair, and control characters are nothing to read. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(controls, '');
}
