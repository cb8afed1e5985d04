import type { PageBox, PageLayout, WordBox } from './extraction.ts';
import { doubtfulConfidence, readPartByOcr, type OcrPage } from './ocr.ts';
import { appendAside } from './read-pdf-extras.ts';
import type { WordPage } from './read-word-table.ts';
import type { SandboxSession } from './sandbox-client.ts';
import type { TextSpan } from '../reading/text-spans.ts';
import { ToolFailed } from './tool-errors.ts';
import type { UnreadItem } from '../reading/unread.ts';

export type PageWithPictures = OcrPage & { layout: PageLayout; text: string; spans?: TextSpan[] };
export type PicturesRead = {
  text: string;
  spans: TextSpan[];
  /** Of the text, and behind it of the pictures. */
  layout: PageLayout;
  unread: UnreadItem[];
};

/** A word that covers so much of another is that one, seen again. */
const sameShare = 0.5;
/** What a photograph without words gives now and then is no word: fewer letters, or less sure. */
const leastWords = 3;
const leastConfidence = 0.3;

/**
 * Reads the pictures of a page by OCR; their words stand behind the typed ones, `[picture: ...]`. What is typed over
 * a picture is not read twice. A picture whose words are doubtful says so.
 * @throws SandboxInterrupted
 */
export async function readPagePictures(
  session: SandboxSession,
  page: PageWithPictures,
): Promise<PicturesRead> {
  const { pictures = [], ...layout } = page.layout;
  let read: PicturesRead = { text: page.text, spans: page.spans ?? [], layout, unread: [] };
  for (const box of pictures) read = addPicture(read, page.number, await readPicture(session, page, box));
  return read;
}

/** What a page with pictures is where none of them could be read. */
export function withoutPictures(page: Omit<PageWithPictures, 'mediaType'>): PicturesRead {
  const { pictures = [], ...layout } = page.layout;
  const unread: UnreadItem[] = pictures.map(() => ({ kind: 'picture-words', page: page.number }));
  return { text: page.text, spans: page.spans ?? [], layout, unread };
}

type Picture = { text: string; words: WordBox[]; confidence: number } | undefined;

async function readPicture(session: SandboxSession, page: PageWithPictures, box: PageBox): Promise<Picture> {
  try {
    return withoutTyped(await readPartByOcr(session, page, box), page.layout.words);
  } catch (error) {
    if (error instanceof ToolFailed) return undefined;
    throw error;
  }
}

function withoutTyped(found: WordPage, typed: readonly WordBox[]): Picture {
  const words = found.layout.words.filter((word) => !typed.some((other) => covers(other, word)));
  const { confidence } = found;
  return words.length === found.layout.words.length
    ? { text: found.text, words, confidence }
    : { text: joinWords(words), words, confidence };
}

function covers(one: WordBox, other: WordBox): boolean {
  const wide = Math.min(one[0] + one[2], other[0] + other[2]) - Math.max(one[0], other[0]);
  const high = Math.min(one[1] + one[3], other[1] + other[3]) - Math.max(one[1], other[1]);
  return wide > 0 && high > 0 && wide * high >= other[2] * other[3] * sameShare;
}

/** A word that begins left of the one before it begins a line. */
function joinWords(words: readonly WordBox[]): string {
  return words
    .map((word, index) => (index === 0 ? '' : word[0] < (words[index - 1]?.[0] ?? 0) ? '\n' : ' ') + word[4])
    .join('');
}

function addPicture(page: PicturesRead, number: number, picture: Picture): PicturesRead {
  if (!picture) return { ...page, unread: [...page.unread, { kind: 'picture-words', page: number }] };
  const { text, words, confidence } = picture;
  const count = text.match(/[\p{L}\p{N}]{2,}/gu)?.length ?? 0;
  if (
    count === 0 ||
    (confidence < doubtfulConfidence && (count < leastWords || confidence < leastConfidence))
  )
    return page;
  const unread: UnreadItem[] =
    confidence < doubtfulConfidence
      ? [...page.unread, { kind: 'picture-words', page: number, count, confidence }]
      : page.unread;
  const opened = appendAside(page, '[picture: ', text);
  const end = opened.text.length;
  // The sign that ends it is ours too.
  const spans: TextSpan[] = [...opened.spans, [end, end + 1, 'frame']];
  const layout = { ...page.layout, words: [...page.layout.words, ...words] };
  return { text: `${opened.text}]`, spans, layout, unread };
}
