/** Flat OpenDocument: one XML file that LibreOffice turns into any office format, the old binary ones too (OASIS ODF 1.3 part 3). */
const namespaces = ['office', 'text', 'table', 'draw', 'presentation', 'style']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${namespaceOf(name)}:1.0"`)
  .join(' ');

function namespaceOf(name: string): string {
  return name === 'draw' ? 'drawing' : name;
}

function flat(kind: 'text' | 'spreadsheet' | 'presentation', body: string): Buffer {
  const type = `application/vnd.oasis.opendocument.${kind}`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><office:document ${namespaces} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="${type}"><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document>`,
  );
}

const paragraph = (words: string) => `<text:p>${words}</text:p>`;

/** A text of paragraphs. */
export function buildFlatText(paragraphs: readonly string[]): Buffer {
  return flat('text', paragraphs.map(paragraph).join(''));
}

/** A workbook: the rows of each sheet, by its name. */
export function buildFlatWorkbook(sheets: Readonly<Record<string, string[][]>>): Buffer {
  const cell = (words: string) =>
    `<table:table-cell office:value-type="string">${paragraph(words)}</table:table-cell>`;
  const row = (cells: string[]) => `<table:table-row>${cells.map(cell).join('')}</table:table-row>`;
  const sheet = ([name, rows]: [string, string[][]]) =>
    `<table:table table:name="${name}">${rows.map(row).join('')}</table:table>`;
  return flat('spreadsheet', Object.entries(sheets).map(sheet).join(''));
}

/** A presentation: what each slide says, and its speaker's notes. */
export function buildFlatSlides(slides: readonly { words: string; notes: string }[]): Buffer {
  const box = (words: string) =>
    `<draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="4cm"><draw:text-box>${paragraph(words)}</draw:text-box></draw:frame>`;
  const notes = (words: string) =>
    `<presentation:notes><draw:frame presentation:class="notes" svg:x="2cm" svg:y="14cm" svg:width="16cm" svg:height="8cm"><draw:text-box>${paragraph(words)}</draw:text-box></draw:frame></presentation:notes>`;
  const slide = (given: { words: string; notes: string }, index: number) =>
    `<draw:page draw:name="slide${index + 1}" draw:master-page-name="">${box(given.words)}${notes(given.notes)}</draw:page>`;
  return flat('presentation', slides.map(slide).join(''));
}
