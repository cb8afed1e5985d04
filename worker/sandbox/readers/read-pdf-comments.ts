import type { PagePlaces, PageRectangle } from './page-places.ts';
import type { Pdfium } from './pdfium.ts';

/** PDFium's numbers of the kinds of annotations (fpdf_annot.h). */
const annotation = {
  text: 1,
  freeText: 3,
  line: 4,
  square: 5,
  circle: 6,
  polygon: 7,
  polyline: 8,
  highlight: 9,
  underline: 10,
  squiggly: 11,
  strikeOut: 12,
  stamp: 13,
  caret: 14,
  ink: 15,
  file: 17,
  sound: 18,
  movie: 19,
  screen: 21,
  threeD: 25,
  richMedia: 26,
  redact: 28,
} as const;

/** What people write into: its words are a comment. A link, a field and a pop-up have words of their own elsewhere. */
const commented: ReadonlySet<number> = new Set<number>([
  annotation.text,
  annotation.freeText,
  annotation.line,
  annotation.square,
  annotation.circle,
  annotation.polygon,
  annotation.polyline,
  annotation.highlight,
  annotation.underline,
  annotation.squiggly,
  annotation.strikeOut,
  annotation.stamp,
  annotation.caret,
  annotation.ink,
  annotation.file,
]);
const drawn: ReadonlySet<number> = new Set<number>([annotation.freeText, annotation.stamp]);
const played: ReadonlySet<number> = new Set<number>([
  annotation.sound,
  annotation.movie,
  annotation.screen,
  annotation.threeD,
  annotation.richMedia,
]);
const maxAnnotations = 20_000;
const maxCommentCharacters = 100_000;

/** `isDrawn` where the words are on the page as well, as a free text's are. */
export type PdfComment = { author: string; text: string; box: PageRectangle; isDrawn: boolean };
export type PageAnnotations = {
  comments: PdfComment[];
  /** Sound, film, 3D. */
  media: number;
  /** The files that are attached to a place on the page, as PDFium's handles. */
  files: number[];
};

/**
 * What people noted on a page of a PDF (ISO 32000-1, 12.5.6). What a redaction says of itself stays where it is: it
 * may quote what it hides.
 */
export function readPdfComments(pdfium: Pdfium, page: number, places: PagePlaces): PageAnnotations {
  const found: PageAnnotations = { comments: [], media: 0, files: [] };
  const count = Math.min(pdfium.call('FPDFPage_GetAnnotCount', page), maxAnnotations);
  for (let index = 0; index < count; index += 1) {
    const at = pdfium.call('FPDFPage_GetAnnot', page, index);
    if (at === 0) continue;
    const kind = pdfium.call('FPDFAnnot_GetSubtype', at);
    if (played.has(kind)) found.media += 1;
    if (kind === annotation.file) {
      const file = pdfium.call('FPDFAnnot_GetFileAttachment', at);
      if (file !== 0) found.files.push(file);
    }
    const comment = commented.has(kind) ? readComment(pdfium, at, places) : undefined;
    if (comment) found.comments.push({ ...comment, isDrawn: drawn.has(kind) });
    pdfium.call('FPDFPage_CloseAnnot', at);
  }
  return found;
}

function readComment(
  pdfium: Pdfium,
  at: number,
  places: PagePlaces,
): Omit<PdfComment, 'isDrawn'> | undefined {
  const read = (key: string) =>
    pdfium
      .text('FPDFAnnot_GetStringValue', at, pdfium.name(key))
      .replaceAll('\r\n', '\n')
      .replaceAll('\r', '\n')
      .toWellFormed()
      .trim()
      .slice(0, maxCommentCharacters);
  const text = read('Contents') || fromRichText(read('RC'));
  if (text === '') return undefined;
  const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.rectangle('FPDFAnnot_GetRect', [at]) ?? [];
  return { author: read('T').slice(0, 200), text, box: places.toPlace({ left, top, right, bottom }) };
}

/** Rich text (ISO 32000-1, 12.7.3.4) is XHTML of a few elements. */
function fromRichText(xhtml: string): string {
  return xhtml
    .replace(/<\/p>|<br\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
    .trim();
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
