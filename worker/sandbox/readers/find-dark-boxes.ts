import type { Pdfium } from './pdfium.ts';

/** Something dark that is drawn over what came before it; no bounds where they are unknown. */
export type DarkBox = { order: number; bounds: Bounds | null };
export type Bounds = { left: number; bottom: number; right: number; top: number };

const objectType = { text: 1, path: 2, form: 5 } as const;
/** Annotations that people redact with: square, highlight, redact, stamp, ink. */
const coveringAnnotations = new Set([5, 9, 28, 13, 15]);
/** Lines and rules are no boxes. */
const leastSide = 4;
const darkest = 90;
const opaque = 250;
const maxObjects = 200_000;
const maxDepth = 8;

/**
 * The dark boxes of a page, and when each of its objects was drawn: what a box hides was drawn before it. An
 * annotation is drawn after everything.
 */
export function findDarkBoxes(
  pdfium: Pdfium,
  page: number,
): { covers: DarkBox[]; drawingOrder: Map<number, number> } {
  const covers: DarkBox[] = [];
  const orders = new Map<number, number>();
  const visit = (object: number, depth: number) => {
    const type = pdfium.call('FPDFPageObj_GetType', object);
    orders.set(object, orders.size);
    if (type === objectType.path && isDarkBox(pdfium, object))
      covers.push({ order: orders.size, bounds: depth === 0 ? readBounds(pdfium, object) : null });
    if (type !== objectType.form || depth >= maxDepth) return;
    const count = pdfium.call('FPDFFormObj_CountObjects', object);
    for (let index = 0; index < count && orders.size < maxObjects; index += 1)
      visit(pdfium.call('FPDFFormObj_GetObject', object, index), depth + 1);
  };
  const count = pdfium.call('FPDFPage_CountObjects', page);
  for (let index = 0; index < count && orders.size < maxObjects; index += 1)
    visit(pdfium.call('FPDFPage_GetObject', page, index), 0);
  return { covers: [...covers, ...findCoveringAnnotations(pdfium, page)], drawingOrder: orders };
}

function isDarkBox(pdfium: Pdfium, path: number): boolean {
  const mode = pdfium.integers('FPDFPath_GetDrawMode', [path], 2);
  if (!mode || mode[0] === 0) return false;
  const color = pdfium.integers('FPDFPageObj_GetFillColor', [path], 4);
  if (!color) return false;
  const [red = 255, green = 255, blue = 255, alpha = 0] = color;
  if (alpha < opaque || Math.max(red, green, blue) > darkest) return false;
  const bounds = readBounds(pdfium, path);
  return bounds !== null && bounds.right - bounds.left > leastSide && bounds.top - bounds.bottom > leastSide;
}

function readBounds(pdfium: Pdfium, object: number): Bounds | null {
  const found = pdfium.floats('FPDFPageObj_GetBounds', [object], 4);
  if (!found) return null;
  const [left = 0, bottom = 0, right = 0, top = 0] = found;
  return { left, bottom, right, top };
}

function findCoveringAnnotations(pdfium: Pdfium, page: number): DarkBox[] {
  const covers: DarkBox[] = [];
  const count = Math.min(pdfium.call('FPDFPage_GetAnnotCount', page), maxObjects);
  for (let index = 0; index < count; index += 1) {
    const annotation = pdfium.call('FPDFPage_GetAnnot', page, index);
    if (annotation === 0) continue;
    const subtype = pdfium.call('FPDFAnnot_GetSubtype', annotation);
    const found = coveringAnnotations.has(subtype)
      ? pdfium.rectangle('FPDFAnnot_GetRect', [annotation])
      : undefined;
    pdfium.call('FPDFPage_CloseAnnot', annotation);
    if (!found) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = found;
    covers.push({ order: Number.POSITIVE_INFINITY, bounds: { left, bottom, right, top } });
  }
  return covers;
}
