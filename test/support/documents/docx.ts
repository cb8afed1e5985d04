import { buildZip, type ZipFileEntry } from './zip.ts';

const namespaces = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
].join(' ');

/** What can stand in a paragraph of a test document, in order. */
export type ParagraphPiece =
  | string
  | { footnote: string }
  | { endnote: string }
  | { comment: string; author: string }
  | { textBox: string }
  | { inserted: string }
  | { deleted: string }
  | { breakBefore: 'page' | 'rendered' };

export type DocxContent = {
  paragraphs: ParagraphPiece[][];
  table?: string[][];
  header?: string;
  footer?: string;
  embedded?: ZipFileEntry;
};

/** A Word file (ECMA-376) with any of the parts in which lawyers put words. */
export function buildDocx(content: DocxContent): Buffer {
  const notes = { footnote: [] as string[], endnote: [] as string[], comment: [] as string[] };
  const body = content.paragraphs
    .map(
      (pieces) =>
        `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>${pieces.map((piece) => pieceXml(piece, notes)).join('')}</w:p>`,
    )
    .join('');
  const table = content.table ? tableXml(content.table) : '';
  const referred = ['footnotes', 'endnotes', 'comments'].map((type) => [type, `${type}.xml`]);
  if (content.header) referred.push(['header', 'header1.xml']);
  if (content.footer) referred.push(['footer', 'footer1.xml']);
  const entries: ZipFileEntry[] = [
    { name: '[Content_Types].xml', content: contentTypes },
    { name: '_rels/.rels', content: packageRelations },
    { name: 'word/_rels/document.xml.rels', content: relationsXml(referred) },
    {
      name: 'word/document.xml',
      content: xmlDocument(`<w:document ${namespaces}><w:body>${body}${table}</w:body></w:document>`),
    },
    { name: 'word/footnotes.xml', content: notesXml('footnote', notes.footnote) },
    { name: 'word/endnotes.xml', content: notesXml('endnote', notes.endnote) },
    {
      name: 'word/comments.xml',
      content: xmlDocument(`<w:comments ${namespaces}>${notes.comment.join('')}</w:comments>`),
    },
  ];
  if (content.header)
    entries.push({
      name: 'word/header1.xml',
      content: xmlDocument(`<w:hdr ${namespaces}><w:p>${run(content.header)}</w:p></w:hdr>`),
    });
  if (content.footer)
    entries.push({
      name: 'word/footer1.xml',
      content: xmlDocument(`<w:ftr ${namespaces}><w:p>${run(content.footer)}</w:p></w:ftr>`),
    });
  const { embedded } = content;
  if (embedded) entries.push({ ...embedded, name: `word/embeddings/${embedded.name}` });
  return buildZip(entries);
}

function pieceXml(
  piece: ParagraphPiece,
  notes: { footnote: string[]; endnote: string[]; comment: string[] },
): string {
  if (typeof piece === 'string') return run(piece);
  if ('footnote' in piece)
    return `<w:r><w:footnoteReference w:id="${notes.footnote.push(piece.footnote)}"/></w:r>`;
  if ('endnote' in piece)
    return `<w:r><w:endnoteReference w:id="${notes.endnote.push(piece.endnote)}"/></w:r>`;
  if ('comment' in piece) {
    const id = notes.comment.length + 1;
    notes.comment.push(
      `<w:comment w:id="${id}" w:author="${escape(piece.author)}"><w:p>${run(piece.comment)}</w:p></w:comment>`,
    );
    return `<w:r><w:commentReference w:id="${id}"/></w:r>`;
  }
  if ('textBox' in piece) return textBox(piece.textBox);
  if ('inserted' in piece) return `<w:ins w:id="90" w:author="Jane Roe">${run(piece.inserted)}</w:ins>`;
  if ('deleted' in piece)
    return `<w:del w:id="91" w:author="Jane Roe"><w:r><w:delText xml:space="preserve">${escape(piece.deleted)}</w:delText></w:r></w:del>`;
  return piece.breakBefore === 'page'
    ? '<w:r><w:br w:type="page"/></w:r>'
    : '<w:r><w:lastRenderedPageBreak/></w:r>';
}

/** Word writes a text box twice, for itself and for older readers. */
function textBox(text: string): string {
  const content = `<w:txbxContent><w:p>${run(text)}</w:p></w:txbxContent>`;
  return `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>${content}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>${content}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>`;
}

function tableXml(rows: string[][]): string {
  const cell = (text: string) => `<w:tc><w:p>${run(text)}</w:p></w:tc>`;
  // A body ends with a paragraph (ECMA-376 part 1, §17.2.2); LibreOffice lays one that does not out for ever.
  return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl><w:p/>`;
}

function notesXml(kind: 'footnote' | 'endnote', notes: string[]): string {
  const separator = `<w:${kind} w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:${kind}>`;
  const all = notes
    .map((note, index) => `<w:${kind} w:id="${index + 1}"><w:p>${run(note)}</w:p></w:${kind}>`)
    .join('');
  return xmlDocument(`<w:${kind}s ${namespaces}>${separator}${all}</w:${kind}s>`);
}

function run(text: string): string {
  return `<w:r><w:t xml:space="preserve">${escape(text)}</w:t></w:r>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

export function xmlDocument(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}`;
}

const mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
export const contentTypes = xmlDocument(
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${mainType}"/></Types>`,
);
export const packageRelations = relationsXml([['officeDocument', 'word/document.xml']]);

/** Relationships of a part: the last word of each one's type, and where it leads. */
export function relationsXml(relations: readonly (readonly string[])[]): string {
  const written = relations.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
  );
  return xmlDocument(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${written.join('')}</Relationships>`,
  );
}
