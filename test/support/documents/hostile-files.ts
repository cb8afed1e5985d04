import { contentTypes, packageRelations, xmlDocument } from './docx.ts';
import { assemblePdf } from './pdf.ts';
import { buildZip } from './zip.ts';

/** 300 MB of XML in a file of some 300 KB: a Word file that unpacks to far more than anybody wrote. */
export function buildZipBomb(): Buffer {
  const filler = `<w:p><w:r><w:t>${'lawyers '.repeat(120)}</w:t></w:r></w:p>`.repeat(320_000);
  return buildWordFile(`<w:document xmlns:w="w"><w:body>${filler}</w:body></w:document>`);
}

/** Ten entities, each ten times the one before: a thousand million words to whoever expands them. */
export function buildEntityBomb(): Buffer {
  const entities = Array.from(
    { length: 10 },
    (_, level) => `<!ENTITY e${level} "${level === 0 ? 'lol' : `&e${level - 1};`.repeat(10)}">`,
  );
  return buildWordFile(
    `<!DOCTYPE w:document [${entities.join('')}]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>`,
  );
}

/** A hundred thousand boxes in boxes: deep enough to overflow the stack of a careless reader. */
export function buildDeepWordFile(): Buffer {
  const depth = 100_000;
  return buildWordFile(
    `<w:document xmlns:w="w"><w:body>${'<w:sdt>'.repeat(depth)}${'</w:sdt>'.repeat(depth)}</w:body></w:document>`,
  );
}

function buildWordFile(document: string): Buffer {
  return buildZip([
    { name: '[Content_Types].xml', content: contentTypes },
    { name: '_rels/.rels', content: packageRelations },
    { name: 'word/document.xml', content: xmlDocument(document).replace(' standalone="yes"', '') },
  ]);
}

/** A page that draws itself, and a tree of pages that leads back to its root. */
export function buildLoopingPdf(): Buffer {
  return assemblePdf([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] /Parent 2 0 R >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>',
    ),
    Buffer.from('<< /Length 5 >>\nstream\n/X Do\nendstream'),
    Buffer.from(
      '<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X 5 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream',
    ),
  ]);
}

/** A page of 200 by 200 inches, which at 300 dpi would be 3.6 thousand million pixels. */
export const hugePage = { width: 14_400, height: 14_400 };

/** A PDF that only its password opens (AES-256); made once with qpdf. Its page says "Locked away". */
export const lockedPdf = Buffer.from(
  'JVBERi0xLjcKJb/3ov4KMSAwIG9iago8PCAvRXh0ZW5zaW9ucyA8PCAvQURCRSA8PCAvQmFzZVZlcnNpb24gLzEuNyAvRXh0ZW5zaW9uTGV2ZWwgOCA+PiA+PiAvUGFnZXMgMiAwIFIgL1R5cGUgL0NhdGFsb2cgPj4KZW5kb2JqCjIgMCBvYmoKPDwgL0NvdW50IDEgL0tpZHMgWyAzIDAgUiBdIC9UeXBlIC9QYWdlcyA+PgplbmRvYmoKMyAwIG9iago8PCAvQ29udGVudHMgNCAwIFIgL01lZGlhQm94IFsgMCAwIDYxMiA3OTIgXSAvUGFyZW50IDIgMCBSIC9SZXNvdXJjZXMgPDwgL0ZvbnQgPDwgL0YgNSAwIFIgPj4gPj4gL1R5cGUgL1BhZ2UgPj4KZW5kb2JqCjQgMCBvYmoKPDwgL0xlbmd0aCA4MCAvRmlsdGVyIC9GbGF0ZURlY29kZSA+PgpzdHJlYW0K8dolCByVhDBMr0SPl6C3MSvV8RiF3BRzdEn4Ax6YrxwhJq6y4N+kbGDG5C2tRb7gb+vvUxP1/cnKQofscc76xhUXQBCbJugliPiiay7mhNxlbmRzdHJlYW0KZW5kb2JqCjUgMCBvYmoKPDwgL0Jhc2VGb250IC9IZWx2ZXRpY2EgL0VuY29kaW5nIC9XaW5BbnNpRW5jb2RpbmcgL1N1YnR5cGUgL1R5cGUxIC9UeXBlIC9Gb250ID4+CmVuZG9iago2IDAgb2JqCjw8IC9DRiA8PCAvU3RkQ0YgPDwgL0F1dGhFdmVudCAvRG9jT3BlbiAvQ0ZNIC9BRVNWMyAvTGVuZ3RoIDMyID4+ID4+IC9GaWx0ZXIgL1N0YW5kYXJkIC9MZW5ndGggMjU2IC9PIDwwMTFiYmJmZWQwNmI2ZTIwYjc3YWM2M2E1YjAzN2U5YzllZjE0MDY1YTcwYjM5OGI2ZmEwOTMwOWE1NmE5YmE5Mzc3NDU4YmQ2MmFkNDE3NzAwMjkwOTYxYzRkZTA5ZWY+IC9PRSA8OTU1NGIxN2YyODYwZDAzNWYxYmNkZTRkZGRjODUyZmM0YTE4M2NhZmJkMTg2NjE3MGVhYjFmODhkNGIzZDUwNz4gL1AgLTQgL1Blcm1zIDwyNWUyOGRlNjNlZDU4ZmVjNDMwMDZmYTk5MDY5MGVlMz4gL1IgNiAvU3RtRiAvU3RkQ0YgL1N0ckYgL1N0ZENGIC9VIDwzN2UxMjFlYzgxZGZlMGZkMzVjNTQ1YjgzMTBhZjUyNjBlNjBlMjBjN2NmMjE5ZGM0MzgxNzEwYTAxZTk5YmU1YTcwZTJmZjIzMjk4Yjg0MDZkMThmOTNkZDE2NzlkZTM+IC9VRSA8YWIxZmNlZWFmMzliNWE5YjAwYjg0MGFiYmExYmU0MDJmMjkzMzM5ZGI5MWExNWFmOWNiZGQ2YWI2ZTI1NjE0MD4gL1YgNSA+PgplbmRvYmoKeHJlZgowIDcKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDE1IDAwMDAwIG4gCjAwMDAwMDAxMzAgMDAwMDAgbiAKMDAwMDAwMDE4OSAwMDAwMCBuIAowMDAwMDAwMzE2IDAwMDAwIG4gCjAwMDAwMDA0NjYgMDAwMDAgbiAKMDAwMDAwMDU2MyAwMDAwMCBuIAp0cmFpbGVyIDw8IC9Sb290IDEgMCBSIC9TaXplIDcgL0lEIFs8Y2YzYjJlOTQ5NDUxMDBhNTAzMjI4YjNmN2M4OGMyZjM+PGNmM2IyZTk0OTQ1MTAwYTUwMzIyOGIzZjdjODhjMmYzPl0gL0VuY3J5cHQgNiAwIFIgPj4Kc3RhcnR4cmVmCjExMTAKJSVFT0YK',
  'base64',
);
