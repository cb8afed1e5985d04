import { relationsXml, xmlDocument } from './docx.ts';
import { buildZip, type ZipFileEntry } from './zip.ts';

export type SlideContent = {
  lines: string[];
  notes?: string;
  isHidden?: boolean;
  comment?: { author: string; text: string };
  table?: string[][];
};

const namespaces = [
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
].join(' ');

/** A presentation (ECMA-376 part 1, §19): slides in an order of their own, notes, comments, hidden slides, tables. */
export function buildPptx(slides: readonly SlideContent[]): Buffer {
  // The parts are numbered backwards: the order of slides is that of the list, not of their names.
  const partOf = (index: number) => `slides/slide${slides.length - index}.xml`;
  const relations = [
    ...slides.map((_, index) => ['slide', partOf(index)]),
    ['commentAuthors', 'commentAuthors.xml'],
  ];
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('');
  const authors = slides.map(
    ({ comment }, index) => `<p:cmAuthor id="${index}" name="${comment?.author ?? 'nobody'}"/>`,
  );
  return buildZip([
    { name: '[Content_Types].xml', content: contentTypes },
    { name: '_rels/.rels', content: relationsXml([['officeDocument', 'ppt/presentation.xml']]) },
    {
      name: 'ppt/presentation.xml',
      content: xmlDocument(`<p:presentation ${namespaces}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`),
    },
    { name: 'ppt/_rels/presentation.xml.rels', content: relationsXml(relations) },
    {
      name: 'ppt/commentAuthors.xml',
      content: xmlDocument(`<p:cmAuthorLst ${namespaces}>${authors.join('')}</p:cmAuthorLst>`),
    },
    ...slides.flatMap((slide, index) => slideParts(slide, index, `ppt/${partOf(index)}`)),
  ]);
}

function slideParts(slide: SlideContent, index: number, part: string): ZipFileEntry[] {
  const shapes = shape(slide.lines) + (slide.table ? tableXml(slide.table) : '');
  const show = slide.isHidden ? ' show="0"' : '';
  const relations: string[][] = [];
  const entries: ZipFileEntry[] = [
    {
      name: part,
      content: xmlDocument(
        `<p:sld ${namespaces}${show}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`,
      ),
    },
  ];
  if (slide.notes) {
    relations.push(['notesSlide', `../notesSlides/notes${index}.xml`]);
    const number = `<p:sp><p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld type="slidenum"><a:t>4711</a:t></a:fld></a:p></p:txBody></p:sp>`;
    entries.push({
      name: `ppt/notesSlides/notes${index}.xml`,
      content: xmlDocument(
        `<p:notes ${namespaces}><p:cSld><p:spTree>${shape([slide.notes])}${number}</p:spTree></p:cSld></p:notes>`,
      ),
    });
  }
  if (slide.comment) {
    relations.push(['comments', `../comments/comment${index}.xml`]);
    entries.push({
      name: `ppt/comments/comment${index}.xml`,
      content: xmlDocument(
        `<p:cmLst ${namespaces}><p:cm authorId="${index}"><p:text>${slide.comment.text}</p:text></p:cm></p:cmLst>`,
      ),
    });
  }
  const name = part.replace('slides/', 'slides/_rels/');
  return [...entries, { name: `${name}.rels`, content: relationsXml(relations) }];
}

function shape(lines: readonly string[]): string {
  return `<p:sp><p:txBody>${lines.map(paragraph).join('')}</p:txBody></p:sp>`;
}

function paragraph(words: string): string {
  return `<a:p><a:r><a:t>${words}</a:t></a:r></a:p>`;
}

function tableXml(rows: string[][]): string {
  const cell = (words: string) => `<a:tc><a:txBody>${paragraph(words)}</a:txBody></a:tc>`;
  const row = (cells: string[]) => `<a:tr>${cells.map(cell).join('')}</a:tr>`;
  return `<p:graphicFrame><a:tbl>${rows.map(row).join('')}</a:tbl></p:graphicFrame>`;
}

const contentTypes = xmlDocument(
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
);
