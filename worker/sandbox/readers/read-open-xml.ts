import { saveEmbeddedFiles } from './save-embedded-files.ts';
import { PageWriter } from './page-writer.ts';
import { readDocx } from './read-docx.ts';
import { readPptx } from './read-pptx.ts';
import { readXlsx } from './read-xlsx.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { readRelations } from './read-relations.ts';
import { ZipParts } from './zip-parts.ts';

/** What the main part of a package may be, by the words of its content type (ECMA-376 part 1, annex A). */
const readers = [
  {
    markup: 'wordprocessingml',
    usual: 'word/document.xml',
    read: readDocx,
    kind: 'wordprocessingml.document',
  },
  { markup: 'spreadsheetml', usual: 'xl/workbook.xml', read: readXlsx, kind: 'spreadsheetml.sheet' },
  {
    markup: 'presentationml',
    usual: 'ppt/presentation.xml',
    read: readPptx,
    kind: 'presentationml.presentation',
  },
] as const;

/** An Office file of today (.docx, .xlsx, .pptx and their like) as pages; files inside it as `part-N`. */
async function main(path: string): Promise<void> {
  const parts = await ZipParts.open(path);
  const mainPart = await findMainPart(parts);
  const contentType = await contentTypeOf(parts, mainPart);
  const reader = readers.find(({ markup, usual }) =>
    contentType === '' ? mainPart === usual : contentType.includes(markup),
  );
  if (!reader) throw new ReaderRefusal('another-format');
  const writer = new PageWriter({
    mediaType: `application/vnd.openxmlformats-officedocument.${reader.kind}`,
  });
  await reader.read(parts, { part: mainPart, isConverted: path !== 'input' }, writer);
  writer.close();
  await saveEmbeddedFiles(parts, mainPart);
}

/** The package says which part is the document. @throws ReaderRefusal for a ZIP file that is no such package. */
async function findMainPart(parts: ZipParts): Promise<string> {
  const relations = await readRelations(parts, '');
  const target = relations.find(({ type }) => type === 'officeDocument')?.target;
  const main = [target ?? '', ...readers.map(({ usual }) => usual)].find((name) => parts.has(name));
  if (main === undefined) throw new ReaderRefusal('another-format');
  return main;
}

async function contentTypeOf(parts: ZipParts, part: string): Promise<string> {
  let contentType = '';
  await parts.read('[Content_Types].xml', {
    open: (name, attribute) => {
      if (name === 'Override' && attribute('PartName')?.replace(/^\//, '') === part)
        contentType = attribute('ContentType') ?? '';
    },
    text: () => undefined,
    close: () => undefined,
  });
  return contentType;
}

await runReader(() => main(process.argv[2] ?? 'input'));
