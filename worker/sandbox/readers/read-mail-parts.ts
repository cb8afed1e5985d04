import { decodeWords } from 'postal-mime';
import { decodeMailText } from './decode-mail-text.ts';
import { extractUuencoded } from './extract-uuencoded.ts';
import { findUnsaidLines } from './find-unsaid-lines.ts';
import { hintsOf, parseByShownBoundary, type MimePart } from './parse-mime.ts';
import { noteEncodedPart } from './note-encoded-part.ts';
import { noteUnread } from './note-unread.ts';

export type MailFile = { filename: string | null; mimeType: string; content: Buffer };

/** What a message holds beside its header. */
export type MailParts = {
  text: string;
  /** What the HTML of a multipart/alternative says, and its plain text does not. */
  unsaid: string;
  files: MailFile[];
};

type TextPart = { alternative: MimePart | undefined; isHtml: boolean; text: string };
type Found = { texts: TextPart[]; around: string[]; files: MailFile[] };

/**
 * Sorts the parts of a message into text and files (RFC 2046). Of parts that are alternatives the plain one is read,
 * and of the others what it does not say. Text outside of all parts is kept where it is more than the usual notice.
 */
export async function readMailParts(root: MimePart): Promise<MailParts> {
  const found: Found = { texts: [], around: [], files: [] };
  await collect(root, found);
  const texts: string[] = [];
  const unsaid: string[] = [];
  for (const [alternative, group] of Map.groupBy(found.texts, (part) => part.alternative)) {
    if (!alternative) continue;
    const [first, ...others] = kindsOf(group);
    for (const [index, other] of others.entries())
      unsaid.push(findUnsaidLines([first, ...others.slice(0, index)].join('\n'), other));
  }
  const written = new Set<MimePart>();
  for (const part of found.texts) {
    if (!part.alternative) texts.push(part.text);
    else if (!written.has(part.alternative)) {
      written.add(part.alternative);
      texts.push(kindsOf(found.texts.filter((one) => one.alternative === part.alternative))[0] ?? '');
    }
  }
  const text = [...texts, ...found.around].filter((one) => one.trim() !== '').join('\n');
  return { text, unsaid: unsaid.filter((one) => one !== '').join('\n'), files: found.files };
}

/** The plain text of a group of alternatives and its HTML, those that have words. */
function kindsOf(group: readonly TextPart[]): string[] {
  const join = (isHtml: boolean) =>
    group
      .filter((part) => part.isHtml === isHtml)
      .map(({ text }) => text)
      .join('\n');
  return [join(false), join(true)].filter((text) => text.trim() !== '');
}

async function collect(part: MimePart, found: Found, alternative?: MimePart): Promise<void> {
  const { value } = part.contentType.parsed;
  const isEmpty = part.contentType.multipart !== false && part.childNodes.length === 0;
  const again = isEmpty ? await parseByShownBoundary(part) : undefined;
  if (again) return collect(again, found, alternative);
  noteWhatIsElsewhere(value, part);
  if (part.contentType.multipart !== false) {
    await collectAround(part, found);
    const group = part.contentType.multipart === 'alternative' ? part : alternative;
    for (const child of part.childNodes) await collect(child, found, group);
  } else if (isBodyText(part)) await collectText(part, found, alternative);
  else if (part.content) found.files.push(await readFile(part, part.content));
  // A text that has parts after all was a multipart that lost its type.
  if (part.contentType.multipart === false)
    for (const child of part.childNodes) await collect(child, found, alternative);
}

function isBodyText({ contentType, contentDisposition }: MimePart): boolean {
  const { value } = contentType.parsed;
  return (
    contentDisposition.parsed.value !== 'attachment' &&
    (value === 'text/plain' || value === 'text/html' || !value.includes('/'))
  );
}

async function collectText(part: MimePart, found: Found, alternative: MimePart | undefined): Promise<void> {
  const { isHtml } = hintsOf(part);
  const bytes = Buffer.from(part.content ?? new ArrayBuffer());
  const decoded = await decodeMailText(decodeTransfer(part, bytes), hintsOf(part));
  if (isHtml) {
    found.texts.push({ alternative, isHtml, text: await readHtml(decoded) });
    return;
  }
  const { text, files } = extractUuencoded(decoded);
  for (const { filename, content, isWhole } of files) {
    if (!isWhole) noteUnread({ kind: 'attachment', name: filename });
    found.files.push({ filename, mimeType: 'application/octet-stream', content });
  }
  noteEncodedPart(text);
  if (/^-----BEGIN PGP MESSAGE-----/m.test(text)) noteUnread({ kind: 'encrypted' });
  const { format = '', delsp = '' } = part.contentType.parsed.params;
  const unfolded = /^flowed$/i.test(format) ? part.decodeFlowedText(text, /^yes$/i.test(delsp)) : text;
  found.texts.push({ alternative, isHtml, text: unfolded.replaceAll('\r\n', '\n') });
}

/** What stands before, between and after the parts. A multipart without parts is all of it. */
async function collectAround(part: MimePart, found: Found): Promise<void> {
  const text = await decodeMailText(Buffer.from(part.content ?? new ArrayBuffer()));
  if (part.childNodes.length === 0) noteUnread({ kind: 'message-body' });
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const isNotice = (line: string) => line.length < 200 && /\bmime\b|multi-?part/i.test(line);
  const kept = part.childNodes.length > 0 ? lines.filter((line) => !isNotice(line)) : lines;
  if (kept.some((line) => line.trim() !== '')) found.around.push(kept.join('\n'));
}

function noteWhatIsElsewhere(type: string, { contentType }: MimePart): void {
  const { params } = contentType.parsed;
  if (type === 'message/partial') noteUnread({ kind: 'partial-message' });
  if (type === 'message/external-body') noteUnread({ kind: 'link', count: 1 });
  if (type === 'multipart/encrypted' || /enveloped/i.test(params['smime-type'] ?? ''))
    noteUnread({ kind: 'encrypted' });
}

async function readFile(part: MimePart, content: ArrayBuffer): Promise<MailFile> {
  const { value } = part.contentType.parsed;
  const named = part.contentDisposition.parsed.params['filename'] ?? part.contentType.parsed.params['name'];
  const bytes = decodeTransfer(part, Buffer.from(content));
  const isCalendar = value === 'text/calendar' || value === 'application/ics';
  return {
    filename: named ? decodeWords(named) : null,
    mimeType: value,
    content: isCalendar ? Buffer.from(await decodeMailText(bytes, hintsOf(part))) : bytes,
  };
}

/** The transfer encoding that mail had before MIME, which MIME forbids and some programs name all the same. */
function decodeTransfer(part: MimePart, bytes: Buffer): Buffer {
  if (!/^(?:x-)?uu(?:e|encode)?$/.test(part.contentTransferEncoding.encoding)) return bytes;
  return extractUuencoded(bytes.toString('latin1')).files[0]?.content ?? bytes;
}

/** The words of HTML as a reader sees them. */
export async function readHtml(content: string): Promise<string> {
  const { htmlToText } = await import('./html-to-text.ts');
  let text = '';
  const html = htmlToText((piece) => (text += piece));
  html.add(content);
  html.end();
  return text;
}
