import type { ExtractedPage, PageBox, PageLayout } from './extraction.ts';
import type { SandboxSession } from './sandbox-client.ts';
import type { PictureFormat, Segmentation, Turn } from './sandbox-protocol.ts';
import { readWordTable, type WordPage } from './read-word-table.ts';
import { ToolFailed } from './tool-errors.ts';
import { turnBack } from './turn-page.ts';

const maxTableBytes = 64 * 1024 ** 2;

export const pointsPerInch = 72;
const bestDpi = 300;
/**
 * A drawing of building size is drawn more coarsely: this many pixels fit the sandbox's memory with room to
 * spare.
 */
const maxPixels = 40_000_000;
/** Below this mean confidence the page probably lies on its side or upside down, or its words are wrong. */
export const doubtfulConfidence = 0.55;
/** Above it no other reading of the page is tried. */
const sureConfidence = 0.8;
/** With more words on it tesseract itself finds out which way up a page is. */
const maxShortPageWords = 80;
const otherWaysUp = ['180', '90', '270'] as const satisfies readonly Turn[];

const pictureFormats: Readonly<Record<string, PictureFormat>> = {
  'image/tiff': 'tiff',
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/bmp': 'bmp',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

export type OcrPage = { number: number; mediaType: string; layout: PageLayout | null };
/** How one reading of a page is made; what is left out is as it lies. */
type OneReading = {
  segmentation: Segmentation;
  turn?: Turn;
  background?: 'white' | 'black';
  /** Although Exif says that the picture lies otherwise. */
  asStored?: boolean;
};

/** Reads one page of a PDF or one picture of an image file. @throws ToolFailed, SandboxInterrupted */
export async function readByOcr(session: SandboxSession, page: OcrPage): Promise<ExtractedPage> {
  const isPdf = page.mediaType === 'application/pdf';
  const dpi = isPdf ? chooseDpi(page.layout) : undefined;
  const read = isPdf
    ? (how: OneReading) => runOnPdf(session, { page: page.number, dpi: dpi ?? bestDpi, ...wholePage }, how)
    : (how: OneReading) => runOnPicture(session, page, how);
  const found = await readSurest(
    read,
    page.layout?.source?.isTransparent === true ? session : undefined,
    page,
  );
  const { number: _, ...words } = found;
  return {
    ...words,
    number: page.number,
    state: 'read',
    engine: 'tesseract',
    label: null,
    spans: found.spans,
    layout: dpi === undefined ? found.layout : toPoints(found.layout, dpi),
  };
}

/** Reads a part of a page of a PDF; the places of its words are those on the page. @throws as readByOcr */
export async function readPartByOcr(session: SandboxSession, page: OcrPage, box: PageBox): Promise<WordPage> {
  const dpi = chooseDpi({ width: box[2], height: box[3], words: [] });
  const scale = dpi / pointsPerInch;
  const [left, top, width, height] = box.map((points) => Math.max(0, Math.round(points * scale)));
  const part = {
    left: left ?? 0,
    top: top ?? 0,
    width: Math.max(1, width ?? 0),
    height: Math.max(1, height ?? 0),
  };
  const found = await readEveryWayUp((how) => runOnPdf(session, { page: page.number, dpi, ...part }, how));
  const layout = toPoints(found.layout, dpi);
  const words = layout.words.map(([x, y, ...rest]): PageLayout['words'][number] => [
    Math.round((x + box[0]) * 10) / 10,
    Math.round((y + box[1]) * 10) / 10,
    ...rest,
  ]);
  return { ...found, layout: { ...layout, words } };
}

/** In pixels; a width of 0 is all of it. */
type PartOfPage = { left: number; top: number; width: number; height: number };

const wholePage: PartOfPage = { left: 0, top: 0, width: 0, height: 0 };

type Read = (how: OneReading) => Promise<WordPage>;

/** What is white on nothing is only seen on black: where it makes a difference, the surer of both is kept. */
async function readSurest(
  read: Read,
  transparent: SandboxSession | undefined,
  page: OcrPage,
): Promise<WordPage> {
  const onWhite = await readEveryWayUp(read);
  const format = pictureFormats[page.mediaType];
  if (!transparent || !format) return onWhite;
  try {
    await transparent.run('image-is-transparent', { format });
    if ((await transparent.readText('transparent.txt', 100)) === '') return onWhite;
    return surer(onWhite, await readEveryWayUp((how) => read({ ...how, background: 'black' })));
  } catch (error) {
    if (error instanceof ToolFailed) return onWhite;
    throw error;
  }
}

/**
 * Tries again where the reading is doubtful: first finding out which way up the page is, which takes many words;
 * then, on a short page, each of the other ways. Keeps the surest.
 */
async function readEveryWayUp(read: Read): Promise<WordPage> {
  let best = await read({ segmentation: '3' });
  if (best.confidence >= doubtfulConfidence || best.text === '') return best;
  const attempt = async (how: OneReading) => {
    try {
      best = surer(best, await read(how));
    } catch (error) {
      // A page with too little on it says nothing.
      if (!(error instanceof ToolFailed)) throw error;
    }
  };
  const isShort = best.layout.words.length <= maxShortPageWords;
  await attempt({ segmentation: '1' });
  for (const turn of isShort ? otherWaysUp : [])
    if (best.confidence < sureConfidence) await attempt({ segmentation: '3', turn });
  return best;
}

/** Letters that are sure count; one sure letter is not better than a page of good ones. */
function surer(one: WordPage, other: WordPage): WordPage {
  const score = ({ confidence, text }: WordPage) =>
    confidence ** 2 * Math.sqrt(text.match(/[\p{L}\p{N}]/gu)?.length ?? 0);
  return score(other) > score(one) ? other : one;
}

async function runOnPdf(
  session: SandboxSession,
  where: PartOfPage & { page: number; dpi: number },
  { segmentation, turn = '0' }: OneReading,
): Promise<WordPage> {
  await session.run('ocr-pdf-page', { ...where, turn, segmentation, language: 'eng' });
  return takeWords(session, turn);
}

async function runOnPicture(
  session: SandboxSession,
  { number, mediaType, layout }: OcrPage,
  { segmentation, turn = '0', background = 'white', asStored = false }: OneReading,
): Promise<WordPage> {
  const { frame = number, orientation = 1 } = layout?.source ?? {};
  const format = pictureFormats[mediaType];
  if (!format) throw new ToolFailed('refused', 'no picture of a kind that is read');
  const how = { turn, background, segmentation, language: 'eng' } as const;
  try {
    await session.run('ocr-image', { frame, format, orientation: asStored ? 1 : orientation, ...how });
  } catch (error) {
    // A picture too large to be turned is read as it is stored.
    if (!(error instanceof ToolFailed) || orientation === 1 || asStored) throw error;
    return runOnPicture(session, { number, mediaType, layout }, { ...how, asStored: true });
  }
  return takeWords(session, turn);
}

async function takeWords(session: SandboxSession, turn: Turn): Promise<WordPage> {
  for await (const found of readWordTable(session.readLines('words.tsv', maxTableBytes)))
    return { ...found, layout: turnBack(found.layout, turn) };
  throw new ToolFailed('output', 'tesseract left no page');
}

function chooseDpi(layout: PageLayout | null): number {
  const squareInches = ((layout?.width ?? 0) * (layout?.height ?? 0)) / pointsPerInch ** 2;
  if (squareInches <= 0) return bestDpi;
  return Math.max(20, Math.min(bestDpi, Math.floor(Math.sqrt(maxPixels / squareInches))));
}

/** Places in points, as the text layers of other pages have them. */
function toPoints(layout: PageLayout, dpi: number): PageLayout {
  const points = (pixels: number) => Math.round(((pixels * pointsPerInch) / dpi) * 10) / 10;
  return {
    width: points(layout.width),
    height: points(layout.height),
    words: layout.words.map(([left, top, width, height, text]) => [
      points(left),
      points(top),
      points(width),
      points(height),
      text,
    ]),
  };
}
