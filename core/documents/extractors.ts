import { extractEmail } from '../tools/email.js';
import type { Extractor } from '../tools/extraction.js';
import { extractImage } from '../tools/ocr.js';
import { extractCompoundFile, extractDocx, extractZip } from '../tools/office.js';
import { extractPdf } from '../tools/pdf.js';
import { extractText } from '../tools/text.js';

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** What reads which type. A type that is not listed has no reader yet: the file is kept and listed, without words. */
const extractors: ReadonlyMap<string, Extractor> = new Map([
  ['application/pdf', extractPdf],
  [`${word}.document`, extractDocx],
  [`${word}.template`, extractDocx],
  ['application/vnd.ms-word.document.macroenabled.12', extractDocx],
  ['application/vnd.ms-word.template.macroenabled.12', extractDocx],
  ['application/zip', extractZip],
  ['application/msword', extractCompoundFile],
  ['application/x-cfb', extractCompoundFile],
  ['image/png', extractImage],
  ['image/jpeg', extractImage],
  ['image/tiff', extractImage],
  ['image/bmp', extractImage],
  ['image/webp', extractImage],
  ['message/rfc822', extractEmail],
  ['text/plain', extractText],
  ['text/html', extractText],
  ['text/calendar', extractText],
  ['text/vcard', extractText],
  ['application/xml', extractText],
]);

/** The reader for a media type, or undefined where there is none. */
export function extractorFor(mediaType: string): Extractor | undefined {
  return extractors.get(mediaType.toLowerCase());
}

/** Why a file of this type has no words, for the person who uploaded it. */
export function noReader(mediaType: string): string {
  const kind = mediaType === 'application/octet-stream' ? 'an unknown kind' : `the kind ${mediaType}`;
  return `The file is kept, but files of ${kind} are not read, so their words cannot be found. Upload a PDF of it if it has words.`;
}
