import type { SandboxSession } from './sandbox-client.ts';
import type { ExtractedPage, Extractor } from './extraction.ts';
import { ToolFailed } from './tool-errors.ts';
import { readImageCoverage } from './read-image-coverage.ts';
import { findHiddenText } from './find-hidden-text.ts';
import { readPdfExtras } from './read-pdf-extras.ts';
import { lookForMissingLetters } from './look-for-missing-letters.ts';
import { countLetters, isGarbled } from './text-quality.ts';
import { readWordBoxes } from './read-word-boxes.ts';
import type { WordPage } from './read-word-table.ts';

const maxTableBytes = 2 * 1024 ** 3;
const maxImageTableBytes = 256 * 1024 ** 2;

/**
 * Fewer letters and digits than this, and the page has no text worth the name: a page number, a stray mark.
 */
const minLetters = 12;
/** Up to this many words may be a court's stamp, a Bates number or a fax line on a page that is a picture. */
const maxStampWords = 60;
/** A picture over more than this part of the page is the page. */
const fullPageShare = 0.5;

const redactionsUncheckedWarning =
  'Strongroom could not look for words under black boxes in this file. Before it leaves the firm, make sure that what is blacked out is gone.';

/**
 * A PDF's text layer, page by page. A page without one, with a garbled one, or which is a picture under a
 * mere stamp is left `waiting` for OCR, which sees the stamp too; what the layer says is kept beside what OCR
 * reads.
 */
export const extractPdf: Extractor = async (session, emitWhole) => {
  await readTextLayer(session);
  const hidden = await findHiddenText(session);
  const extras = await readPdfExtras(session, hidden ?? new Map());
  const emit = (page: ExtractedPage) => emitWhole(extras.addTo(page));
  const hasMissingLetters = lookForMissingLetters(session);
  const doubtful: WordPage[] = [];
  for await (const page of readWordBoxes(session.readChunks('words.html', maxTableBytes), hidden)) {
    if (isGarbled(page.text) || (page.hasLetterGaps && (await hasMissingLetters(page.number))))
      await emit({ ...toWaitingPage(page), unread: [{ kind: 'garbled-text', page: page.number }] });
    else if (page.layout.words.length <= maxStampWords) doubtful.push(page);
    else await emit(toReadPage(page));
  }
  const coverage = await readCoverageOf(session, doubtful);
  for (const page of doubtful) {
    const isPicture = (coverage.get(page.number) ?? 0) >= fullPageShare;
    await emit(isPicture || countLetters(page.text) < minLetters ? toWaitingPage(page) : toReadPage(page));
  }
  const form = extras.formPage();
  if (form) await emitWhole(form);
  const { attachments, unread } = extras;
  if (!hidden)
    return {
      attachments,
      unread: [...unread, { kind: 'hidden-words-unchecked' }],
      warning: redactionsUncheckedWarning,
    };
  const failedRedactions = [...hidden].flatMap(([page, boxes]) => boxes.map(() => page));
  return { attachments, unread, failedRedactions };
};

/** Damaged PDFs are common; what poppler cannot open, qpdf often can mend. */
async function readTextLayer(session: SandboxSession): Promise<void> {
  try {
    await session.run('pdf-text', {});
  } catch (error) {
    const isDamaged =
      error instanceof ToolFailed && error.failure === 'exit' && !/password/i.test(error.stderr);
    if (!isDamaged) throw error;
    await session.run('pdf-repair', {}).catch((second: unknown) => {
      throw second instanceof ToolFailed ? error : second;
    });
    await session.run('pdf-text', {});
  }
}

async function readCoverageOf(session: SandboxSession, pages: WordPage[]): Promise<Map<number, number>> {
  const withWords = pages.filter((page) => countLetters(page.text) >= minLetters);
  const first = withWords[0];
  const last = withWords.at(-1);
  if (!first || !last) return new Map();
  await session.run('pdf-images', { first: first.number, last: last.number });
  const areas = new Map(withWords.map((page) => [page.number, page.layout.width * page.layout.height]));
  return readImageCoverage(session.readLines('images.txt', maxImageTableBytes), areas);
}

function toReadPage(page: WordPage): ExtractedPage {
  const { number, text, layout, spans } = page;
  return { number, state: 'read', text, engine: 'pdf-text', confidence: 1, label: null, layout, spans };
}

/**
 * OCR needs to know how large the page is, to choose how finely to draw it; the text layer waits beside it,
 * words and places.
 */
function toWaitingPage({ number, text, layout }: WordPage): ExtractedPage {
  const alternative = countLetters(text) > 0 ? text : null;
  return { number, state: 'waiting', text: '', engine: '', confidence: 0, label: null, layout, alternative };
}
