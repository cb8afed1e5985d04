import type { ExtractedPage, PageLayout } from '../../tools/extraction.ts';
import { doubtfulConfidence } from '../../tools/ocr.ts';
import { withoutPictures, type PicturesRead } from '../../tools/read-page-pictures.ts';
import type { UnreadItem } from '../../reading/unread.ts';
import { chooseReading } from './choose-reading.ts';
import { joinTexts, maxPageCharacters, type SpannedText } from './join-texts.ts';

/** Fewer words than this are what a picture of no words looks like to OCR. */
const leastDoubtfulWords = 3;

/** What reading a page gave: all of it, the pictures on it, or why it could not be read. */
export type PageOutcome = { read: ExtractedPage } | { pictures: PicturesRead } | { reason: string };

/** What is known of a waiting page before it is read. */
export type KnownOfPage = {
  /** The text layer, where there is one that was not good enough. */
  layer: string | null;
  noted: UnreadItem[];
  /** What stands on the page whatever is read: its typed text where only pictures wait, and its comments. */
  behind: SpannedText;
  layout: PageLayout | null;
};

/** What a page becomes by what was read of it. */
export function pageColumns(outcome: PageOutcome, number: number, known: KnownOfPage) {
  if ('pictures' in outcome) return pictureColumns(outcome.pictures, known);
  // A page whose pictures alone could not be read is read: it has its typed text, and says the rest.
  const { layout: waiting, behind } = known;
  if ('reason' in outcome && waiting?.pictures)
    return pictureColumns(withoutPictures({ number, layout: waiting, ...behind }), known);
  return wholeColumns(outcome, number, known);
}

function wholeColumns(
  outcome: Exclude<PageOutcome, { pictures: PicturesRead }>,
  number: number,
  known: KnownOfPage,
) {
  const { behind } = known;
  const found = 'read' in outcome ? outcome.read : undefined;
  const text = found?.text.slice(0, maxPageCharacters).toWellFormed() ?? '';
  const { isLayer, lost, unread } = chooseReading(known, found && { text, confidence: found.confidence });
  // Places go with their words.
  if (isLayer)
    return {
      state: 'read' as const,
      ...joinTexts(joinTexts(plain(known.layer ?? ''), plain(lost)), behind),
      engine: 'pdf-text',
      confidence: 1,
      alternative: text || null,
      unread: [...unread, ...doubtOf(lost, { confidence: found?.confidence ?? 0, page: number })],
    };
  if (found) {
    const { engine, confidence, layout, spans = [] } = found;
    return {
      state: 'read' as const,
      ...joinTexts(joinTexts({ text, spans }, plain(lost)), behind),
      engine,
      confidence,
      ...(layout && { layout }),
      unread: [...unread, ...doubtOf(text, { confidence, page: number })],
    };
  }
  return {
    state: 'failed' as const,
    reason: 'reason' in outcome ? outcome.reason : '',
    engine: 'tesseract',
    confidence: 0,
    unread: [...unread, { kind: 'failed-page' as const, page: number }],
  };
}

function plain(text: string): SpannedText {
  return { text, spans: [] };
}

function pictureColumns({ text, spans, layout, unread }: PicturesRead, { noted }: KnownOfPage) {
  const joined = joinTexts({ text, spans });
  return { state: 'read' as const, ...joined, layout, unread: [...noted, ...unread] };
}

function doubtOf(text: string, at: { confidence: number; page: number }): UnreadItem[] {
  const words = text.match(/[\p{L}\p{N}]{2,}/gu)?.length ?? 0;
  return at.confidence < doubtfulConfidence && words >= leastDoubtfulWords
    ? [{ kind: 'doubtful-page', ...at }]
    : [];
}
