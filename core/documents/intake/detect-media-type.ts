import { fileTypeFromBuffer } from 'file-type';
import { isMboxFile, looksLikeMessage } from './looks-like-message.ts';

/**
 * Detects the type of a file from its first bytes, never from its name. Containers that many formats share
 * are named as such here (`application/zip`, `application/x-cfb`); the sandbox looks inside and says more.
 */
export async function detectMediaType(head: Buffer): Promise<string> {
  // What Outlook wraps a message in, [MS-OXTNEF] 2.1.3.1.
  if (head.subarray(0, 4).toString('hex') === '789f3e22') return 'application/ms-tnef';
  if (isMboxFile(head)) return 'application/mbox';
  // APPNOTE 8.5.3 f.: an archive that was made for several disks and fits on one begins with a mark before
  // its first file.
  if (/^504b(?:0708|3030)504b0304/.test(head.subarray(0, 8).toString('hex'))) return 'application/zip';
  if (isCmsMessage(head)) return 'application/pkcs7-mime';
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) return found.mime === 'application/xml' ? officeXml(head) : found.mime;
  // WordPerfect 5 and later: its signature, and that of its files it is a document.
  if (head.subarray(0, 4).toString('hex') === 'ff575043' && head[9] === 0x0a)
    return 'application/vnd.wordperfect';
  // The directory of a TIFF mostly comes after its pictures, beyond the first bytes; its signature comes
  // first.
  if (/^(?:49492a00|4d4d002a)/.test(head.subarray(0, 4).toString('hex'))) return 'image/tiff';
  // Some producers put a few bytes before the header; ISO 32000-1 Annex H.3.4.1 lets readers look in the
  // first 1024.
  if (head.subarray(0, 1024).includes('%PDF-')) return 'application/pdf';
  if (!looksLikeText(head)) return 'application/octet-stream';
  return looksLikeMessage(head) ? 'message/rfc822' : 'text/plain';
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

/**
 * Text has no NUL bytes (unless it is UTF-16, which begins with a byte order mark) and hardly any control
 * characters.
 */
function looksLikeText(head: Buffer): boolean {
  const mark = head.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return true;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 32 && ![9, 10, 12, 13, 27].includes(byte)) controls += 1;
  }
  return controls <= head.length / 100;
}
