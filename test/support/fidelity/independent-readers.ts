import { formats, type FormatNames } from '../../../core/tools/formats.ts';
import { calendarReader, mailReader, outlookReader } from './mail-readers.ts';
import {
  letterReader,
  oldLetterReaders,
  oldSlidesReader,
  oldWorkbookReader,
  openDocumentReader,
  sheetPackageReader,
  slidePackageReader,
  slidesReader,
  wordPackageReader,
  workbookReader,
} from './office-readers.ts';
import { pdfReaders } from './pdf-readers.ts';
import {
  archiveReaders,
  compressedReader,
  pictureReaders,
  plainReaders,
  winmailReader,
} from './plain-readers.ts';
import type { IndependentReader } from './reader-container.ts';

type Readers = readonly IndependentReader[] | { none: string };

/** What else reads each format. A format that nothing else reads gives the reason, and is listed with it. */
const readersByFormat: Record<FormatNames, Readers> = {
  PDF: pdfReaders,
  'DOCX, DOCM, DOTX, DOTM': [letterReader, wordPackageReader],
  'XLSX, XLSM, XLTX': [workbookReader, sheetPackageReader],
  'PPTX, PPTM, PPSX, POTX': [slidesReader, slidePackageReader],
  'RTF, ODT, Word 2003 XML, WordPerfect': [letterReader, openDocumentReader, ...oldLetterReaders],
  'XLSB, ODS, Excel 2003 XML': [workbookReader, openDocumentReader],
  ODP: [slidesReader, openDocumentReader],
  'DOC, XLS, PPT, MSG': [
    letterReader,
    workbookReader,
    slidesReader,
    ...oldLetterReaders,
    oldWorkbookReader,
    oldSlidesReader,
    outlookReader,
  ],
  ZIP: archiveReaders,
  '7Z, TAR, CAB, LZH, ARJ, ISO': archiveReaders,
  'GZ, BZ2, XZ, ZST, Z': [compressedReader],
  EXE: { none: 'only an archive inside one is read, and ZIP and 7Z compare those' },
  'TIFF, PNG, JPEG, BMP, WebP': pictureReaders,
  GIF: pictureReaders,
  EML: [mailReader],
  TNEF: [winmailReader],
  MBOX: [mailReader],
  P7M: [mailReader],
  ICS: [calendarReader],
  'TXT, CSV, HTML, VCF, XML': plainReaders,
};

/** The format of a media type that the product gave, where it is one that is read. */
export function formatOf(mediaType: string): FormatNames | undefined {
  // What the sandbox says after a look inside ("application/vnd.ms-excel") is more than the bytes told.
  if (/^application\/vnd\.ms-(?:excel|powerpoint|outlook)$/.test(mediaType)) return 'DOC, XLS, PPT, MSG';
  if (mediaType === 'text/csv') return 'TXT, CSV, HTML, VCF, XML';
  return formats.find(({ mediaTypes }) => (mediaTypes as readonly string[]).includes(mediaType))?.names;
}

/** The other readers of a file, by its format and its name. */
export function readersOf(format: FormatNames, filename: string): IndependentReader[] {
  const readers = readersByFormat[format];
  return 'none' in readers ? [] : readers.filter(({ reads }) => reads.test(filename));
}

/** The formats that nothing else reads, each with the reason. */
export function listFormatsWithoutReader(): string[] {
  return Object.entries(readersByFormat).flatMap(([name, readers]) =>
    'none' in readers ? [`${name}: ${readers.none}`] : [],
  );
}
