import { extractArchive } from './extract-archive.ts';
import { extractCompressed } from './extract-compressed.ts';
import { extractHiddenArchive } from './extract-hidden-archive.ts';
import { extractCalendar } from './extract-calendar.ts';
import { extractMailbox } from './extract-mailbox.ts';
import { extractEmail, extractTnef } from './extract-message.ts';
import { extractSigned } from './extract-signed.ts';
import type { Extractor } from './extraction.ts';
import { extractImage } from './ocr.ts';
import { extractViaConversion, extractCompoundFile, extractOpenXml, extractZip } from './extract-office.ts';
import { extractPdf } from './extract-pdf.ts';
import { extractText } from './extract-text.ts';
import { withDecryption } from './decrypt-input.ts';

const openXml = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';
const macros = 'macroenabled.12';

/** A kind of file that is read: as docs/formats.md calls it, the types its bytes tell, and what reads it. */
type Format = { names: string; mediaTypes: readonly string[]; extract: Extractor };

/**
 * What reads which type. A type that is not listed has no reader yet: the file is kept and listed, without
 * words.
 */
export const formats = [
  { names: 'PDF', mediaTypes: ['application/pdf'], extract: withDecryption('pdf-unlock', extractPdf) },
  {
    names: 'DOCX, DOCM, DOTX, DOTM',
    mediaTypes: [
      `${openXml}.wordprocessingml.document`,
      `${openXml}.wordprocessingml.template`,
      `application/vnd.ms-word.document.${macros}`,
      `application/vnd.ms-word.template.${macros}`,
    ],
    extract: extractOpenXml,
  },
  {
    names: 'XLSX, XLSM, XLTX',
    mediaTypes: [
      `${openXml}.spreadsheetml.sheet`,
      `${openXml}.spreadsheetml.template`,
      `application/vnd.ms-excel.sheet.${macros}`,
      `application/vnd.ms-excel.template.${macros}`,
    ],
    extract: extractOpenXml,
  },
  {
    names: 'PPTX, PPTM, PPSX, POTX',
    mediaTypes: [
      `${openXml}.presentationml.presentation`,
      `${openXml}.presentationml.slideshow`,
      `${openXml}.presentationml.template`,
      `application/vnd.ms-powerpoint.presentation.${macros}`,
      `application/vnd.ms-powerpoint.slideshow.${macros}`,
      `application/vnd.ms-powerpoint.template.${macros}`,
    ],
    extract: extractOpenXml,
  },
  {
    names: 'RTF, ODT, Word 2003 XML, WordPerfect',
    mediaTypes: [
      'application/rtf',
      `${openDocument}.text`,
      `${openDocument}.text-template`,
      'application/vnd.ms-wordml',
      'application/vnd.wordperfect',
    ],
    extract: extractViaConversion('docx'),
  },
  {
    names: 'XLSB, ODS, Excel 2003 XML',
    mediaTypes: [
      `application/vnd.ms-excel.sheet.binary.${macros}`,
      `${openDocument}.spreadsheet`,
      `${openDocument}.spreadsheet-template`,
      'application/vnd.ms-spreadsheetml',
    ],
    extract: extractViaConversion('xlsx'),
  },
  {
    names: 'ODP',
    mediaTypes: [`${openDocument}.presentation`, `${openDocument}.presentation-template`],
    extract: extractViaConversion('pptx'),
  },
  {
    // One container for all of them: the sandbox looks inside and says which it is.
    names: 'DOC, XLS, PPT, MSG',
    mediaTypes: ['application/msword', 'application/x-cfb'],
    extract: withDecryption('office-unlock', extractCompoundFile),
  },
  { names: 'ZIP', mediaTypes: ['application/zip'], extract: extractZip },
  {
    names: '7Z, TAR, CAB, LZH, ARJ, ISO',
    mediaTypes: [
      'application/x-7z-compressed',
      'application/x-tar',
      'application/vnd.ms-cab-compressed',
      'application/x-lzh-compressed',
      'application/x-arj',
      'application/x-iso9660-image',
    ],
    extract: extractArchive,
  },
  {
    names: 'GZ, BZ2, XZ, ZST, Z',
    mediaTypes: [
      'application/gzip',
      'application/x-bzip2',
      'application/x-xz',
      'application/zstd',
      'application/x-compress',
    ],
    extract: extractCompressed,
  },
  {
    // What unpacks itself, and what has something before its first entry, is an archive all the same.
    names: 'EXE',
    mediaTypes: ['application/x-msdownload', 'application/octet-stream'],
    extract: extractHiddenArchive,
  },
  {
    names: 'TIFF, PNG, JPEG, BMP, WebP',
    mediaTypes: ['image/tiff', 'image/png', 'image/jpeg', 'image/bmp', 'image/webp'],
    extract: extractImage,
  },
  { names: 'EML', mediaTypes: ['message/rfc822'], extract: extractEmail },
  { names: 'TNEF', mediaTypes: ['application/ms-tnef'], extract: extractTnef },
  { names: 'MBOX', mediaTypes: ['application/mbox'], extract: extractMailbox },
  { names: 'P7M', mediaTypes: ['application/pkcs7-mime'], extract: extractSigned },
  { names: 'ICS', mediaTypes: ['text/calendar'], extract: extractCalendar },
  {
    names: 'TXT, CSV, HTML, VCF, XML',
    mediaTypes: ['text/plain', 'text/html', 'text/vcard', 'application/xml'],
    extract: extractText,
  },
] as const satisfies readonly Format[];

/** The formats by the name that docs/formats.md gives them: what must hold for each is a record of these. */
export type FormatNames = (typeof formats)[number]['names'];

const known: readonly Format[] = formats;
const extractors: ReadonlyMap<string, Extractor> = new Map(
  known.flatMap(({ mediaTypes, extract }) => mediaTypes.map((type) => [type, extract] as const)),
);

/** The reader for a media type, or undefined where there is none. */
export function extractorFor(mediaType: string): Extractor | undefined {
  return extractors.get(mediaType.toLowerCase());
}
