import { createHash } from 'node:crypto';
import type { PagePlaces, PageRectangle } from './page-places.ts';
import type { Pdfium } from './pdfium.ts';

const objectType = { text: 1, image: 3, form: 5 } as const;
const invisible = 3;
const maxObjects = 50_000;
const maxDepth = 8;
/** A page of more is a map of tiles or a wall of icons. */
const maxPieces = 2_000;

/** What is smaller is a logo, a signature or a rule. A share of the page; points; pixels. */
const leastShare = 0.025;
const leastPoints = { width: 72, height: 18 };
const leastPixels = { width: 150, height: 40 };
/** Too coarse for letters. */
const leastPixelsPerInch = 36;
/** So much of a picture lies over words that were drawn before it or that nobody sees: somebody has read it. */
const readShare = 0.005;
/** Pieces of a picture that was cut into strips lie no farther apart. */
const gap = 2;

type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number];
type Picture = { order: number; box: PageRectangle; key: string; isCoarse: boolean };

export type PagePicture = {
  box: PageRectangle;
  /** The same for the same picture, on whatever page. */ key: string;
};

/**
 * The pictures of a page that are large enough to hold words and that no text layer has read. Pieces that touch
 * are one picture.
 */
export function findPagePictures(pdfium: Pdfium, page: number, places: PagePlaces): PagePicture[] {
  const drawn = new DrawnObjects(pdfium, places);
  const count = Math.min(pdfium.call('FPDFPage_CountObjects', page), maxObjects);
  for (let index = 0; index < count; index += 1)
    drawn.visit(pdfium.call('FPDFPage_GetObject', page, index), [1, 0, 0, 1, 0, 0], 0);
  const { width, height } = places.size;
  const within: PageRectangle = [0, 0, width, height];
  const seen = drawn.pictures
    .slice(0, maxPieces)
    .map((one) => ({ ...one, box: intersect(one.box, within) }))
    .filter(({ box }) => box[2] > 0 && box[3] > 0);
  return joinPieces(seen)
    .filter(({ box, isCoarse }) => !isCoarse && isOfReadingSize(box, width * height))
    .filter((picture) => !isRead(picture, drawn.words))
    .map(({ box, key }) => ({ box, key }));
}

class DrawnObjects {
  readonly pictures: Picture[] = [];
  readonly words: { order: number; isSeen: boolean; box: PageRectangle }[] = [];
  readonly #pdfium: Pdfium;
  readonly #places: PagePlaces;
  #order = 0;

  constructor(pdfium: Pdfium, places: PagePlaces) {
    this.#pdfium = pdfium;
    this.#places = places;
  }

  visit(object: number, matrix: Matrix, depth: number): void {
    this.#order += 1;
    if (this.#order > maxObjects) return;
    const pdfium = this.#pdfium;
    const type = pdfium.call('FPDFPageObj_GetType', object);
    if (type === objectType.text) this.#addText(object, matrix);
    if (type === objectType.image) this.#addPicture(object, matrix);
    if (type !== objectType.form || depth >= maxDepth) return;
    const inner = multiply(readMatrix(pdfium, object), matrix);
    const count = pdfium.call('FPDFFormObj_CountObjects', object);
    for (let index = 0; index < count && this.#order <= maxObjects; index += 1)
      this.visit(pdfium.call('FPDFFormObj_GetObject', object, index), inner, depth + 1);
  }

  #addText(object: number, matrix: Matrix): void {
    const bounds = this.#pdfium.floats('FPDFPageObj_GetBounds', [object], 4);
    if (!bounds) return;
    const [left = 0, bottom = 0, right = 0, top = 0] = bounds;
    const isSeen = this.#pdfium.call('FPDFTextObj_GetTextRenderMode', object) !== invisible;
    this.words.push({ order: this.#order, isSeen, box: this.#place({ left, bottom, right, top }, matrix) });
  }

  #addPicture(object: number, outer: Matrix): void {
    const pixels = this.#pdfium.integers('FPDFImageObj_GetImagePixelSize', [object], 2);
    if (!pixels) return;
    // A picture is drawn into the unit square.
    const matrix = multiply(readMatrix(this.#pdfium, object), outer);
    const box = this.#place({ left: 0, bottom: 0, right: 1, top: 1 }, matrix);
    const [width = 0, height = 0] = pixels;
    const perInch = Math.sqrt((width * height) / Math.max(box[2] * box[3], 1)) * 72;
    const isCoarse = perInch < leastPixelsPerInch;
    const isSmall = width < leastPixels.width && height < leastPixels.height;
    const key = isSmall ? '' : this.#keyOf(object, `${String(width)}x${String(height)}`);
    this.pictures.push({ order: this.#order, box, key, isCoarse });
  }

  #keyOf(object: number, size: string): string {
    const raw = this.#pdfium.call('FPDFImageObj_GetImageDataRaw', object, 0, 0);
    return createHash('sha256')
      .update(`${size} ${String(raw)}`)
      .update(raw > 1_000_000 ? '' : this.#pdfium.raw('FPDFImageObj_GetImageDataRaw', object))
      .digest('base64');
  }

  #place(
    { left, bottom, right, top }: { left: number; bottom: number; right: number; top: number },
    matrix: Matrix,
  ): PageRectangle {
    const corners = [
      [left, bottom],
      [right, bottom],
      [left, top],
      [right, top],
    ].map(([x = 0, y = 0]) => transform(matrix, x, y));
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    return this.#places.toPlace({
      left: Math.min(...xs),
      right: Math.max(...xs),
      bottom: Math.min(...ys),
      top: Math.max(...ys),
    });
  }
}

function joinPieces(pictures: readonly Picture[]): Picture[] {
  return pictures.reduce<Picture[]>((joined, picture) => addPiece(joined, picture), []);
}

function addPiece(joined: readonly Picture[], piece: Picture): Picture[] {
  const near = joined.filter((other) => touches(piece.box, other.box));
  const apart = joined.filter((other) => !near.includes(other));
  const whole = near.reduce((one, other) => join(other, one), piece);
  // What has grown may touch what it did not touch before.
  return near.length === 0 ? [...apart, whole] : addPiece(apart, whole);
}

function join(one: Picture, other: Picture): Picture {
  const [left, top] = [Math.min(one.box[0], other.box[0]), Math.min(one.box[1], other.box[1])];
  const right = Math.max(one.box[0] + one.box[2], other.box[0] + other.box[2]);
  const bottom = Math.max(one.box[1] + one.box[3], other.box[1] + other.box[3]);
  return {
    order: Math.max(one.order, other.order),
    box: [left, top, right - left, bottom - top],
    key: `${one.key} ${other.key}`.slice(0, 1_000),
    isCoarse: one.isCoarse && other.isCoarse,
  };
}

function isOfReadingSize([, , width, height]: PageRectangle, pageArea: number): boolean {
  return (
    width >= leastPoints.width && height >= leastPoints.height && width * height >= pageArea * leastShare
  );
}

function isRead(picture: Picture, words: DrawnObjects['words']): boolean {
  const under = words
    .filter(({ order, isSeen }) => !isSeen || order < picture.order)
    .reduce((sum, { box }) => sum + area(intersect(box, picture.box)), 0);
  return under >= area(picture.box) * readShare;
}

function touches(one: PageRectangle, other: PageRectangle): boolean {
  return (
    one[0] - gap <= other[0] + other[2] &&
    other[0] - gap <= one[0] + one[2] &&
    one[1] - gap <= other[1] + other[3] &&
    other[1] - gap <= one[1] + one[3]
  );
}

function intersect(one: PageRectangle, other: PageRectangle): PageRectangle {
  const [left, top] = [Math.max(one[0], other[0]), Math.max(one[1], other[1])];
  const width = Math.min(one[0] + one[2], other[0] + other[2]) - left;
  return [left, top, Math.max(0, width), Math.max(0, Math.min(one[1] + one[3], other[1] + other[3]) - top)];
}

function area([, , width, height]: PageRectangle): number {
  return width * height;
}

function readMatrix(pdfium: Pdfium, object: number): Matrix {
  const found = pdfium.block('FPDFPageObj_GetMatrix', [object], 6);
  return found ? (found as Matrix) : [1, 0, 0, 1, 0, 0];
}

/** First the one, then the other (ISO 32000-1, 8.3.4). */
function multiply([a, b, c, d, e, f]: Matrix, [a2, b2, c2, d2, e2, f2]: Matrix): Matrix {
  return [
    a * a2 + b * c2,
    a * b2 + b * d2,
    c * a2 + d * c2,
    c * b2 + d * d2,
    e * a2 + f * c2 + e2,
    e * b2 + f * d2 + f2,
  ];
}

function transform([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}
