import type { Pdfium } from './pdfium.ts';

/** [left, top, width, height] in points from the top left of the page as it is shown. */
export type PageRectangle = [left: number, top: number, width: number, height: number];
type Corners = { left: number; bottom: number; right: number; top: number };

/**
 * Where something stands on the page as poppler counts: from the top left of the media box, turned as the page is.
 * PDFium itself counts from the crop box, which may be smaller.
 */
export class PagePlaces {
  readonly #box: Corners;
  readonly #turns: number;

  constructor(pdfium: Pdfium, page: number) {
    const [left = 0, top = 0, right = 0, bottom = 0] = readMediaBox(pdfium, page);
    this.#box = {
      left: Math.min(left, right),
      right: Math.max(left, right),
      bottom: Math.min(bottom, top),
      top: Math.max(bottom, top),
    };
    this.#turns = pdfium.call('FPDFPage_GetRotation', page);
  }

  /** The size of the page as it is shown. */
  get size(): { width: number; height: number } {
    const [width, height] = [this.#box.right - this.#box.left, this.#box.top - this.#box.bottom];
    return this.#turns % 2 === 0 ? { width, height } : { width: height, height: width };
  }

  /** A rectangle of the page's own coordinates as it is shown. */
  toPlace({ left, bottom, right, top }: Corners): PageRectangle {
    const [x1, y1] = this.#turn(left, top);
    const [x2, y2] = this.#turn(right, bottom);
    const round = (value: number) => Math.round(value * 10) / 10;
    return [
      round(Math.min(x1, x2)),
      round(Math.min(y1, y2)),
      round(Math.abs(x2 - x1)),
      round(Math.abs(y2 - y1)),
    ];
  }

  #turn(x: number, y: number): [number, number] {
    const { left, bottom, right, top } = this.#box;
    if (this.#turns === 1) return [y - bottom, x - left];
    if (this.#turns === 2) return [right - x, y - bottom];
    if (this.#turns === 3) return [top - y, right - x];
    return [x - left, top - y];
  }
}

const everywhere = [-1e6, -1e6, 1e6, 1e6] as const;

/**
 * [left, top, right, bottom]. PDFium says the media box only where the page does not inherit it, and the part that is
 * shown always: it is asked what would be shown if everything were.
 */
function readMediaBox(pdfium: Pdfium, page: number): readonly number[] {
  const shown = pdfium.rectangle('FPDF_GetPageBoundingBox', [page]);
  if (!shown) return [0, 792, 612, 0];
  const [left = 0, top = 0, right = 0, bottom = 0] = shown;
  pdfium.call('FPDFPage_SetCropBox', page, ...everywhere);
  const media = pdfium.rectangle('FPDF_GetPageBoundingBox', [page]) ?? shown;
  pdfium.call('FPDFPage_SetCropBox', page, left, bottom, right, top);
  return media;
}
