import { extractArchive } from '../../tools/extract-archive.ts';
import { extractCalendar } from '../../tools/extract-calendar.ts';
import { extractMailbox } from '../../tools/extract-mailbox.ts';
import { extractEmail } from '../../tools/extract-message.ts';
import { extractSigned } from '../../tools/extract-signed.ts';
import type { Extractor } from '../../tools/extraction.ts';
import { extractImage } from '../../tools/ocr.ts';
import {
  extractViaConversion,
  extractCompoundFile,
  extractOpenXml,
  extractZip,
} from '../../tools/extract-office.ts';
import { extractPdf } from '../../tools/extract-pdf.ts';
import { extractText } from '../../tools/extract-text.ts';
import { withDecryption } from '../../tools/decrypt-input.ts';

const openXml = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';
const macros = 'macroenabled.12';

/**
 * What reads which type. A type that is not listed has no reader yet: the file is kept and listed, without
 * words.
 */
const extractors: ReadonlyMap<string, Extractor> = new Map([
  ['application/pdf', withDecryption('pdf-unlock', extractPdf)],
  [`${openXml}.wordprocessingml.document`, extractOpenXml],
  [`${openXml}.wordprocessingml.template`, extractOpenXml],
  [`${openXml}.spreadsheetml.sheet`, extractOpenXml],
  [`${openXml}.spreadsheetml.template`, extractOpenXml],
  [`${openXml}.presentationml.presentation`, extractOpenXml],
  [`${openXml}.presentationml.slideshow`, extractOpenXml],
  [`${openXml}.presentationml.template`, extractOpenXml],
  [`application/vnd.ms-word.document.${macros}`, extractOpenXml],
  [`application/vnd.ms-word.template.${macros}`, extractOpenXml],
  [`application/vnd.ms-excel.sheet.${macros}`, extractOpenXml],
  [`application/vnd.ms-excel.template.${macros}`, extractOpenXml],
  [`application/vnd.ms-powerpoint.presentation.${macros}`, extractOpenXml],
  [`application/vnd.ms-powerpoint.slideshow.${macros}`, extractOpenXml],
  [`application/vnd.ms-powerpoint.template.${macros}`, extractOpenXml],
  [`application/vnd.ms-excel.sheet.binary.${macros}`, extractViaConversion('xlsx')],
  [`${openDocument}.text`, extractViaConversion('docx')],
  [`${openDocument}.text-template`, extractViaConversion('docx')],
  [`${openDocument}.spreadsheet`, extractViaConversion('xlsx')],
  [`${openDocument}.spreadsheet-template`, extractViaConversion('xlsx')],
  [`${openDocument}.presentation`, extractViaConversion('pptx')],
  [`${openDocument}.presentation-template`, extractViaConversion('pptx')],
  ['application/vnd.ms-wordml', extractViaConversion('docx')],
  ['application/vnd.ms-spreadsheetml', extractViaConversion('xlsx')],
  ['application/rtf', extractViaConversion('docx')],
  ['application/vnd.wordperfect', extractViaConversion('docx')],
  ['application/zip', extractZip],
  ['application/x-7z-compressed', extractArchive],
  ['application/msword', withDecryption('office-unlock', extractCompoundFile)],
  ['application/x-cfb', withDecryption('office-unlock', extractCompoundFile)],
  ['image/png', extractImage],
  ['image/jpeg', extractImage],
  ['image/tiff', extractImage],
  ['image/bmp', extractImage],
  ['image/webp', extractImage],
  ['message/rfc822', extractEmail],
  ['application/mbox', extractMailbox],
  ['application/pkcs7-mime', extractSigned],
  ['text/plain', extractText],
  ['text/html', extractText],
  ['text/calendar', extractCalendar],
  ['text/vcard', extractText],
  ['application/xml', extractText],
]);

/** The reader for a media type, or undefined where there is none. */
export function extractorFor(mediaType: string): Extractor | undefined {
  return extractors.get(mediaType.toLowerCase());
}

/** Why a file of this type has no words, for the person who uploaded it. */
export function noExtractorReason(mediaType: string): string {
  const kind = mediaType === 'application/octet-stream' ? 'an unknown kind' : `the kind ${mediaType}`;
  return `The file is kept, but files of ${kind} are not read, so their words cannot be found. Upload a PDF of it if it has words.`;
}
