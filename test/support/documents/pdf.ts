import { deflateSync } from 'node:zlib';
import type { Raster } from './raster.ts';

/** A page of a PDF: text in Helvetica, a picture over all of it, a picture with a stamp over its head, or nothing. */
export type PdfPage = {
  lines?: readonly string[];
  picture?: Raster;
  stamp?: string;
  /** Operators of a content stream, drawn before or after everything else. */
  under?: string;
  over?: string;
  /** A text layer nobody sees, as scanners lay one under the picture. */
  layer?: readonly string[];
  size?: { width: number; height: number };
};

/** Writes a PDF by hand (ISO 32000-1): what stands on which page is known because it was put there. */
export function buildPdf(pages: readonly PdfPage[]): Buffer {
  const objects: Buffer[] = [];
  const add = (content: string | Buffer) => objects.push(Buffer.from(content));
  add('<< /Type /Catalog /Pages 2 0 R >>');
  const pageIds = pages.map((_, index) => 4 + index * 3);
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [index, page] of pages.entries()) {
    const id = 4 + index * 3;
    const { width, height } = page.size ?? { width: 612, height: 792 };
    const picture = page.picture ? ` /XObject << /P ${id + 2} 0 R >>` : '';
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${id + 1} 0 R /Resources << /Font << /F 3 0 R >>${picture} >> >>`,
    );
    add(stream('', Buffer.from(contentOf(page, { width, height }), 'latin1')));
    add(page.picture ? pictureObject(page.picture) : 'null');
  }
  return assemblePdf(objects);
}

function contentOf(page: PdfPage, size: { width: number; height: number }): string {
  const picture = page.picture ? `q ${size.width} 0 0 ${size.height} 0 0 cm /P Do Q\n` : '';
  const stamp = page.stamp ? text([page.stamp], size.height - 20) : '';
  const layer = page.layer ? `3 Tr\n${text(page.layer, size.height - 90)}` : '';
  const lines = text(page.lines ?? [], size.height - 90);
  return `${page.under ?? ''}${picture}${stamp}${layer}${lines}${page.over ?? ''}`;
}

function text(lines: readonly string[], top: number): string {
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`);
  return `BT /F 11 Tf 15 TL 72 ${top} Td ${shown.join('\n')} ET\n`;
}

/** A gray picture as an object of a PDF. */
export function pictureObject({ width, height, pixels }: Raster): Buffer {
  const facts = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`;
  return stream(facts, deflateSync(pixels, { level: 1 }));
}

/** A stream as an object of a PDF, with the entries of its dictionary. */
export function stream(facts: string, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${facts} /Length ${content.length} >>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ]);
}

/** Numbers the objects and writes where each begins. */
export function assemblePdf(objects: readonly Buffer[]): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(whole);
    at += whole.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
