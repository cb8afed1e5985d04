import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { findPagePictures } from './find-page-pictures.ts';
import { noteUnread } from './note-unread.ts';
import { PagePlaces, type PageRectangle } from './page-places.ts';
import { Pdfium } from './pdfium.ts';
import { readPdfComments } from './read-pdf-comments.ts';
import { readXfa } from './read-xfa.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

/** Beyond this nobody made the file for reading. */
const maxPages = 20_000;
const maxAttachments = 2_000;
const maxAttachmentBytes = 256 * 1024 ** 2;
/** More on one page are a wall of thumbnails. */
const maxPicturesOfPage = 20;
const dynamicForm = 2;

/**
 * What a PDF holds besides its text layer: `extras.ndjson`, a line for each page with comments or with pictures that
 * are worth reading; the files attached to it, as a message's are; what was filled into an XFA form, `form.json`.
 * `kinds` are what the file is known to hold (worker/sandbox/programs.ts).
 */
async function main(): Promise<void> {
  const held = readFileSync('holds.txt', 'utf8').split('\n');
  const kinds = new Set(held);
  const pdfium = await Pdfium.start();
  const document = pdfium.open(readFileSync('input'));
  if (document === 0) throw new ReaderRefusal('damaged');
  const attachments = new AttachmentSaver(pdfium);
  const isUnknown = kinds.has('unknown');
  if (isUnknown || kinds.has('annotation') || kinds.has('image')) {
    const wantsPictures = isUnknown || kinds.has('image');
    readPages(pdfium, document, { wantsPictures, attachments });
  } else writeFileSync('extras.ndjson', '', { flag: 'wx', mode: 0o640 });
  const count = Math.min(pdfium.call('FPDFDoc_GetAttachmentCount', document), maxAttachments + 1);
  for (let index = 0; index < count; index += 1)
    attachments.save(pdfium.call('FPDFDoc_GetAttachment', document, index));
  attachments.writeList();
  // PDFium lists what hangs from the document and from annotations; a file may also go with a page or a picture.
  const others = held.filter((kind) => kind === 'file').length - attachments.count;
  if (others > 0) noteUnread({ kind: 'attachments', count: others });
  writeForm(pdfium, document);
}

function readPages(
  pdfium: Pdfium,
  document: number,
  { wantsPictures, attachments }: { wantsPictures: boolean; attachments: AttachmentSaver },
): void {
  writeFileSync('extras.ndjson', '', { flag: 'wx', mode: 0o640 });
  const seenPictures = new Set<string>();
  const total = pdfium.call('FPDF_GetPageCount', document);
  if (total > maxPages) noteUnread({ kind: 'pdf-extras-unchecked' });
  for (let index = 0; index < Math.min(total, maxPages); index += 1) {
    const page = pdfium.call('FPDF_LoadPage', document, index);
    if (page === 0) continue;
    const places = new PagePlaces(pdfium, page);
    const { comments, media, files } = readPdfComments(pdfium, page, places);
    for (const file of files) attachments.save(file);
    if (media > 0) noteUnread({ kind: 'media', page: index + 1, count: media });
    const pictures = wantsPictures ? choosePictures(pdfium, page, { places, seenPictures }) : [];
    pdfium.call('FPDF_ClosePage', page);
    if (pictures.length > maxPicturesOfPage)
      noteUnread({
        kind: 'picture-left-out',
        page: index + 1,
        count: pictures.length - maxPicturesOfPage,
      });
    if (comments.length + pictures.length > 0)
      appendFileSync(
        'extras.ndjson',
        `${JSON.stringify({ page: index + 1, comments, pictures: pictures.slice(0, maxPicturesOfPage) })}\n`,
      );
  }
}

/** A picture that comes again says nothing new: a letterhead, a background. */
function choosePictures(
  pdfium: Pdfium,
  page: number,
  { places, seenPictures }: { places: PagePlaces; seenPictures: Set<string> },
): PageRectangle[] {
  const fresh = findPagePictures(pdfium, page, places).filter(({ key }) => !seenPictures.has(key));
  for (const { key } of fresh) seenPictures.add(key);
  return fresh.map(({ box }) => box);
}

/** Saves attached files as `part-N`; one that hangs in two places once. */
class AttachmentSaver {
  readonly #pdfium: Pdfium;
  readonly #listed: { filename: string | null; mimeType: string }[] = [];
  readonly #known = new Set<string>();
  #found = 0;

  constructor(pdfium: Pdfium) {
    this.#pdfium = pdfium;
  }

  /** How many were found, saved or not. */
  get count(): number {
    return this.#found;
  }

  save(attachment: number): void {
    this.#found += 1;
    if (this.#listed.length >= maxAttachments) throw new ReaderRefusal('too-many-parts');
    const pdfium = this.#pdfium;
    const name = attachment === 0 ? '' : pdfium.text('FPDFAttachment_GetName', attachment).toWellFormed();
    const bytes = attachment === 0 ? undefined : pdfium.content('FPDFAttachment_GetFile', attachment);
    if (!bytes || bytes.length > maxAttachmentBytes) {
      noteUnread({ kind: 'attachment', name });
      return;
    }
    const key = `${createHash('sha256').update(bytes).digest('base64')} ${name}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    writeFileSync(`part-${String(this.#listed.length + 1)}`, bytes, { flag: 'wx', mode: 0o640 });
    // Some programs write the path it came from.
    const filename = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    this.#listed.push({ filename: filename || null, mimeType: 'application/octet-stream' });
  }

  writeList(): void {
    writeFileSync('attachments.json', JSON.stringify(this.#listed), { flag: 'wx', mode: 0o640 });
  }
}

function writeForm(pdfium: Pdfium, document: number): void {
  const packets = Math.max(0, pdfium.call('FPDF_GetXFAPacketCount', document));
  const isDynamic = pdfium.call('FPDF_GetFormType', document) === dynamicForm;
  let lines: string[] = [];
  if (packets > 0) {
    try {
      const xml = Array.from({ length: packets }, (_, index) =>
        new TextDecoder().decode(pdfium.content('FPDF_GetXFAPacketContent', document, index)),
      ).join('');
      const form = readXfa(xml);
      for (const name of form.packed) noteUnread({ kind: 'part', name });
      if (isDynamic && !form.hasData) noteUnread({ kind: 'form-data' });
      const values = form.values.map(({ name, value }) => ({ name, value }));
      lines = [JSON.stringify({ isDynamic, values, captions: isDynamic ? form.captions : [] })];
    } catch {
      noteUnread({ kind: 'form-data' });
    }
  }
  writeFileSync('form.json', lines.join(''), { flag: 'wx', mode: 0o640 });
}

await runReader(main);
