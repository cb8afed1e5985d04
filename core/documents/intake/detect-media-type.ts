import { fileTypeFromBuffer } from 'file-type';
import { detectUnicode, type WideCharset } from '../../reading/detect-unicode.ts';
import { judgeText } from './judge-text.ts';
import { isMboxFile, looksLikeMessage } from './looks-like-message.ts';

/**
 * Detects the type of a file from its first bytes, never from its name. What is text in all of them is text, whatever
 * its first letters are: only then are signatures asked. Containers that many formats share are named as such here
 * (`application/zip`, `application/x-cfb`); the sandbox looks inside and says more.
 */
export async function detectMediaType(head: Buffer): Promise<string> {
  // What Outlook wraps a message in, [MS-OXTNEF] 2.1.3.1.
  if (head.subarray(0, 4).toString('hex') === '789f3e22') return 'application/ms-tnef';
  if (isMboxFile(head)) return 'application/mbox';
  if (isCmsMessage(head)) return 'application/pkcs7-mime';
  const wide = longSignature.test(head.toString('latin1', 0, 8)) ? undefined : detectUnicode(head);
  if (wide) return detectWideKind(head, wide);
  const judgement = judgeText(head);
  if (judgement === 'text') return detectTextKind(head);
  const binary = await detectBinary(head);
  if (judgement === 'binary') return binary ?? 'application/octet-stream';
  // Text with a few bytes that text has not, or a file of another kind that holds much text.
  return binary !== undefined && beginsAsBinary(head) ? binary : detectTextKind(head);
}

/**
 * No text in characters of two bytes begins with these: what compresses well, as a blank scan does, may look like
 * one.
 */
const longSignature = /^(?:%PDF-|\u0089PNG\r\n|\u00ff\u00d8\u00ff|GIF8[79]a|PK[^\s!-~]|RIFF)/;

/** Formats that are text themselves, by the syntax they begin with. */
const textSyntaxes: readonly (readonly [RegExp, string])[] = [
  // A text may speak of its format: a file of it has no words in that line.
  [/^%PDF-\d\.\d\s*(?:[\r\n%]|$)/, 'application/pdf'],
  [/^\{\\rtf[\d\\]/, 'application/rtf'],
  [/^%!PS(?:-Adobe|\s*[\r\n%])/, 'application/postscript'],
  [/^BEGIN:VCARD\r?\n/i, 'text/vcard'],
  [/^BEGIN:VCALENDAR\r?\n/i, 'text/calendar'],
  [/^-----BEGIN PGP MESSAGE-----/, 'application/pgp-encrypted'],
];

function detectTextKind(head: Buffer): string {
  const text = head.toString('latin1').replace(/^ï»¿/, '');
  const syntax = textSyntaxes.find(([pattern]) => pattern.test(text))?.[1];
  if (syntax) return syntax;
  if (/^<\?xml\s/.test(text)) return officeXml(head);
  // A text may speak of PDF; a PDF has objects (ISO 32000-1, 7.3.10).
  if (isLatePdf(head) && /\d \d+ obj\b/.test(text)) return 'application/pdf';
  return looksLikeMessage(head) ? 'message/rfc822' : 'text/plain';
}

async function detectBinary(head: Buffer): Promise<string | undefined> {
  const start = head.subarray(0, 8).toString('hex');
  // APPNOTE 8.5.3 f.: an archive that was made for several disks and fits on one begins with a mark before its first
  // file.
  if (/^504b(?:0708|3030)504b0304/.test(start)) return 'application/zip';
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found && !isLettersOnly(head)) return found.mime;
  // WordPerfect 5 and later: its signature, and that of its files it is a document.
  if (start.startsWith('ff575043') && head[9] === 0x0a) return 'application/vnd.wordperfect';
  // The directory of a TIFF mostly comes after its pictures, beyond the first bytes; its signature comes first.
  if (/^(?:49492a00|4d4d002a)/.test(start)) return 'image/tiff';
  if (isLatePdf(head)) return 'application/pdf';
  return hasZipEntry(head) ? 'application/zip' : undefined;
}

/** Signatures of mere letters, and what else the file has when it is of that kind. */
const letterSignatures: readonly (readonly [string, (head: Buffer) => boolean])[] = [
  // The size of the header that follows (MS-WMF 2.2.2.9 and OS/2's).
  ['BM', (head) => [12, 16, 40, 52, 56, 64, 108, 124].includes(readNumber(head, 14))],
  // Where the header of the program proper begins; programs of DOS itself have none.
  [
    'MZ',
    (head) =>
      /^(?:PE|NE|LE|LX)$/.test(head.toString('latin1', readNumber(head, 60), readNumber(head, 60) + 2)),
  ],
  ['FORM', (head) => /^AIF[FC]$/.test(head.toString('latin1', 8, 12))],
  ['MAC ', (head) => readNumber(head, 4) % 65_536 < 5_000],
  ['FWS', (head) => (head[3] ?? 0) < 64],
  ['CWS', (head) => (head[3] ?? 0) < 64],
  ['ZWS', (head) => (head[3] ?? 0) < 64],
];

function isLettersOnly(head: Buffer): boolean {
  const [, hasMore] =
    letterSignatures.find(([letters]) => head.toString('latin1', 0, letters.length) === letters) ?? [];
  return hasMore !== undefined && !hasMore(head);
}

function readNumber(head: Buffer, at: number): number {
  return at + 4 <= head.length ? head.readUInt32LE(at) : 0;
}

/** The header of a binary format has bytes that a text has not. */
function beginsAsBinary(head: Buffer): boolean {
  return head.subarray(0, 64).filter((byte) => byte < 9 || (byte > 13 && byte < 27)).length >= 3;
}

/** Some producers put a few bytes before the header; ISO 32000-1 Annex H.3.4.1 lets readers look in the first 1024. */
function isLatePdf(head: Buffer): boolean {
  return head.subarray(0, 1024).includes('%PDF-');
}

/** An archive may begin with anything, a program or a letterhead: it is read from its end (APPNOTE 4.1.9). */
function hasZipEntry(head: Buffer): boolean {
  for (let at = head.indexOf('PK\u0003\u0004'); at >= 0; at = head.indexOf('PK\u0003\u0004', at + 4)) {
    // The version needed, the method, the length of the name (APPNOTE 4.3.7).
    if (at + 30 > head.length) return false;
    const name = head.readUInt16LE(at + 26);
    if (head.readUInt16LE(at + 4) <= 63 && head.readUInt16LE(at + 8) <= 99 && name > 0 && name < 1024)
      return true;
  }
  return false;
}

/** Windows programs write messages in UTF-16, too, when they are told to write text. */
function detectWideKind(head: Buffer, charset: WideCharset): string {
  const text = decodeWide(head, charset);
  if (/^\s*<\?xml\s/.test(text)) return 'application/xml';
  return looksLikeMessage(Buffer.from(text)) ? 'message/rfc822' : 'text/plain';
}

function decodeWide(head: Buffer, charset: WideCharset): string {
  const start = head.subarray(0, Math.min(32 * 1024, head.length - (head.length % 2)));
  return (charset === 'utf-16be' ? Buffer.from(start).swap16() : start)
    .toString('utf16le')
    .replace(/^\uFEFF/, '');
}

/**
 * CMS (RFC 5652 §3): a sequence that begins with the number of signed or of enveloped data; or the same as
 * PEM.
 */
function isCmsMessage(head: Buffer): boolean {
  const number = head.indexOf(Buffer.from('06092a864886f70d0107', 'hex'));
  const isNumbered = head[0] === 0x30 && number > 0 && number <= 6 && (head[number + 10] ?? 0) <= 3;
  return isNumbered || /^-----BEGIN (?:PKCS7|CMS)-----/.test(head.subarray(0, 40).toString('latin1'));
}

/** Office 2003 could write a document as one file of XML, and said so in its second line. */
function officeXml(head: Buffer): string {
  const program = /<\?mso-application\s+progid="(Word\.Document|Excel\.Sheet)"/.exec(
    head.subarray(0, 1024).toString('latin1'),
  )?.[1];
  if (program === 'Word.Document') return 'application/vnd.ms-wordml';
  return program === 'Excel.Sheet' ? 'application/vnd.ms-spreadsheetml' : 'application/xml';
}
