import { readFileSync, statSync, writeFileSync } from 'node:fs';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import {
  formatAddresses,
  toTimestamp,
  formatHeaders,
  parseMessageIds,
  writeMessageMetadata,
} from './message-metadata.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

/** The whole message is held in memory, decoded. Mail servers stop at a fraction of this. */
const maxMessageBytes = 150 * 1024 ** 2;
const maxAttachments = 2_000;

/**
 * A message: its headers and body as pages, its attachments as files `part-N` listed in `attachments.json`.
 */
async function main(): Promise<void> {
  if (statSync('input').size > maxMessageBytes) throw new ReaderRefusal('too-large');
  const email = await PostalMime.parse(withoutMboxLine(readFileSync('input')), {
    forceRfc822Attachments: true,
    maxNestingDepth: 100,
  });
  const writer = new PageWriter({});
  const cutter = new PageSplitter((page) => writer.writePage(page));
  cutter.add(headerText(email));
  cutter.add(await bodyText(email));
  cutter.end();
  writer.close();
  writeEmailMetadata(email);
  if (email.attachments.length > maxAttachments) throw new ReaderRefusal('too-many-parts');
  writeFileSync('attachments.json', JSON.stringify(email.attachments.map(saveAttachment)), {
    flag: 'wx',
    mode: 0o640,
  });
}

/** A message taken out of a mailbox file begins with a line that is no header. */
function withoutMboxLine(bytes: Buffer): Buffer {
  return bytes.subarray(0, 5).toString('latin1') === 'From '
    ? bytes.subarray(bytes.indexOf('\n') + 1)
    : bytes;
}

function headerText(email: Email): string {
  const attached = email.attachments
    .map((one) => one.filename)
    .filter(Boolean)
    .join('; ');
  return formatHeaders([
    ['From', formatAddresses(email.from ? [email.from] : [])],
    ['To', formatAddresses(email.to)],
    ['Cc', formatAddresses(email.cc)],
    ['Bcc', formatAddresses(email.bcc)],
    ['Date', email.date],
    ['Subject', email.subject],
    ['Attachments', attached],
  ]);
}

function writeEmailMetadata(email: Email): void {
  writeMessageMetadata({
    messageId: parseMessageIds(email.messageId)[0] ?? null,
    refersTo: parseMessageIds(`${email.inReplyTo ?? ''} ${email.references ?? ''}`),
    subject: email.subject ?? '',
    sender: formatAddresses(email.from ? [email.from] : []),
    recipients: formatAddresses([...(email.to ?? []), ...(email.cc ?? [])]),
    sentAt: toTimestamp(email.date),
  });
}

async function bodyText(email: Email): Promise<string> {
  const plain = (email.text ?? '').replaceAll('\r\n', '\n');
  if (plain.trim() !== '' || !email.html) return plain;
  const { htmlToText } = await import('./html-to-text.ts');
  let text = '';
  const html = htmlToText((piece) => (text += piece));
  html.add(email.html);
  html.end();
  return text;
}

function saveAttachment(
  attachment: Attachment,
  index: number,
): { filename: string | null; mimeType: string } {
  const { content } = attachment;
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
  writeFileSync(`part-${String(index + 1)}`, bytes, { flag: 'wx', mode: 0o640 });
  return {
    filename: attachment.filename ?? nameUnnamedAttachment(attachment, bytes),
    mimeType: attachment.mimeType,
  };
}

/** An invitation and a forwarded message have no file name; of the latter people know the subject. */
function nameUnnamedAttachment({ mimeType }: Attachment, bytes: Uint8Array): string | null {
  if (mimeType === 'text/calendar') return 'invitation.ics';
  if (mimeType !== 'message/rfc822') return null;
  const subject = /^subject:[ \t]*(.+)$/im
    .exec(new TextDecoder().decode(bytes.subarray(0, 16_384)))?.[1]
    ?.trim();
  return `${subject && !subject.startsWith('=?') ? subject.slice(0, 150) : 'message'}.eml`;
}

await runReader(main);
