import type { Bounds, DarkBox } from './find-dark-boxes.ts';
import { PagePlaces } from './page-places.ts';
import type { Pdfium } from './pdfium.ts';

type PageContext = { page: number; text: number; covers: DarkBox[]; orders: Map<number, number> };
type Letter = { character: string; bounds: Bounds };

const maxLetters = 200_000;
/** Pixels a point when the page is drawn to look at it. */
const scale = 2;
const maxPixels = 20_000_000;
/** All of a hidden letter's pixels are darker than this, and alike. */
const darkest = 90;
const alike = 24;
/** The middle of a letter's line: above and below it a box may be short. */
const middleBand = { from: 0.25, to: 0.75 };
const withAnnotationsInGray = 1 | 8;
const grayFormat = 1;
/** What people write into a box themselves betrays nothing. */
const harmlessText = /^(?:name\s*redacted|redacted|confidential|privileged?|(.)\1*|[^\p{L}\p{N}]*)$/iu;

/**
 * The runs of letters on a page that were drawn before a dark box and of which nothing is to be seen: [left,
 * top, width, height].
 */
export function findHiddenRuns(pdfium: Pdfium, place: PageContext): number[][] {
  const letters = findCoveredLetters(pdfium, place);
  if (letters.every((letter) => letter === null)) return [];
  const picture = renderPage(pdfium, place.page);
  if (!picture) return [];
  const runs: Letter[][] = [[]];
  for (const letter of letters) {
    const isSpace = letter !== null && /\s/u.test(letter.character);
    if (letter !== null && (isSpace || isDark(picture, letter.bounds))) runs.at(-1)?.push(letter);
    else runs.push([]);
  }
  const places = new PagePlaces(pdfium, place.page);
  return runs.filter(isSensitive).map((run) => toBox(places, run));
}

function isSensitive(run: Letter[]): boolean {
  const written = run.map(({ character }) => character).join('');
  return !harmlessText.test(written.trim()) && /[\p{L}\p{N}]/u.test(written);
}

/**
 * One entry a letter of the page: the letter where something dark was drawn over its place later, else null.
 */
function findCoveredLetters(pdfium: Pdfium, { text, covers, orders }: PageContext): (Letter | null)[] {
  const count = Math.min(pdfium.call('FPDFText_CountChars', text), maxLetters);
  return Array.from({ length: count }, (_, index) => {
    const bounds = pdfium.rectangle('FPDFText_GetLooseCharBox', [text, index]);
    if (!bounds) return null;
    const [left = 0, top = 0, right = 0, bottom = 0] = bounds;
    const order = orders.get(pdfium.call('FPDFText_GetTextObject', text, index)) ?? -1;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const isCovered = covers.some((cover) => cover.order > order && contains(cover.bounds, x, y));
    const character = String.fromCodePoint(pdfium.call('FPDFText_GetUnicode', text, index) || 32);
    return isCovered ? { character, bounds: { left, top, right, bottom } } : null;
  });
}

function contains(bounds: Bounds | null, x: number, y: number): boolean {
  if (bounds === null) return true;
  return x >= bounds.left && x <= bounds.right && y >= bounds.bottom && y <= bounds.top;
}

type Picture = {
  width: number;
  height: number;
  pixel: (x: number, y: number) => number;
  /** From the page's own coordinates to pixels. */
  at: (x: number, y: number) => [number, number];
};

function renderPage(pdfium: Pdfium, page: number): Picture | undefined {
  const size = (name: string) => Math.ceil(pdfium.call(name, page) * scale);
  const [width, height] = [size('FPDF_GetPageWidth'), size('FPDF_GetPageHeight')];
  if (!(width > 0 && height > 0 && width * height <= maxPixels)) return undefined;
  const bitmap = pdfium.call('FPDFBitmap_CreateEx', width, height, grayFormat, 0, 0);
  if (bitmap === 0) return undefined;
  pdfium.call('FPDFBitmap_FillRect', bitmap, 0, 0, width, height, 0xffffffff);
  pdfium.call('FPDF_RenderPageBitmap', bitmap, page, 0, 0, width, height, 0, withAnnotationsInGray);
  const stride = pdfium.call('FPDFBitmap_GetStride', bitmap);
  const start = pdfium.call('FPDFBitmap_GetBuffer', bitmap);
  const pixels = Uint8Array.from(pdfium.bytes(start, stride * height));
  pdfium.call('FPDFBitmap_Destroy', bitmap);
  const at = (x: number, y: number): [number, number] => {
    const found = pdfium.integers('FPDF_PageToDevice', [page, 0, 0, width, height, 0, x, y], 2);
    return [found?.[0] ?? 0, found?.[1] ?? 0];
  };
  return { width, height, pixel: (x, y) => pixels[y * stride + x] ?? 255, at };
}

function toPixelBounds(picture: Picture, { left, top, right, bottom }: Bounds) {
  const [[x1, y1], [x2, y2]] = [picture.at(left, top), picture.at(right, bottom)];
  return { left: Math.min(x1, x2), right: Math.max(x1, x2), top: Math.min(y1, y2), bottom: Math.max(y1, y2) };
}

function isDark(picture: Picture, { left, right, top, bottom }: Bounds): boolean {
  const height = top - bottom;
  // Of the letter as it is written: the page may be shown on its side.
  const band = { top: bottom + height * middleBand.to, bottom: bottom + height * middleBand.from };
  const box = toPixelBounds(picture, { left, right, ...band });
  let [least, most] = [255, 0];
  for (let y = box.top; y <= box.bottom; y += 1) {
    for (let x = box.left; x <= box.right; x += 1) {
      const value = picture.pixel(x, y);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most > darkest) return false;
  }
  return most - least <= alike;
}

/** Where the words of the text layer are counted from: a page may be shown in part. */
function toBox(places: PagePlaces, run: Letter[]): number[] {
  const bounds = run.map((letter) => letter.bounds);
  return places.toPlace({
    left: Math.min(...bounds.map(({ left }) => left)),
    right: Math.max(...bounds.map(({ right }) => right)),
    bottom: Math.min(...bounds.map(({ bottom }) => bottom)),
    top: Math.max(...bounds.map(({ top }) => top)),
  });
}
