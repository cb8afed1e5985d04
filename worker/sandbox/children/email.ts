import { readFileSync, statSync, writeFileSync } from 'node:fs';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { PageCutter, PageWriter } from './page-cutter.js';
import { Refusal, runReader } from './refusal.js';

/** The whole message is held in memory, decoded. Mail servers stop at a fraction of this. */
const maxMessageBytes = 150 * 1024 ** 2;
const maxAttachments = 2_000;

/** A message: its headers and body as pages, its attachments as files `part-N` listed in `attachments.json`. */
async function main(): Promise<void> {
  if (statSync('input').size > maxMessageBytes) throw new Refusal('too-large');
  const email = await PostalMime.parse(withoutMboxLine(readFileSync('input')), {
    forceRfc822Attachments: true,
    maxNestingDepth: 100,
  });
  const writer = new PageWriter({});
  const cutter = new PageCutter((page) => writer.page(page));
  cutter.add(headerText(email));
  cutter.add(await bodyText(email));
  cutter.end();
  writer.close();
  if (email.attachments.length > maxAttachments) throw new Refusal('too-many-parts');
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
  const lines = [
    ['From', addresses(email.from ? [email.from] : [])],
    ['To', addresses(email.to)],
    ['Cc', addresses(email.cc)],
    ['Bcc', addresses(email.bcc)],
    ['Date', email.date ?? ''],
    ['Subject', email.subject ?? ''],
    ['Attachments', attached],
  ];
  return `${lines
    .filter(([, value]) => value)
    .map(([name, value]) => `${name ?? ''}: ${value ?? ''}`)
    .join('\n')}\n\n`;
}

function addresses(list: Address[] = []): string {
  const one = (address: Address): string =>
    address.group
      ? `${address.name}: ${addresses(address.group)}`
      : address.name
        ? `${address.name} <${address.address}>`
        : address.address;
  return list.map(one).join(', ');
}

async function bodyText(email: Email): Promise<string> {
  const plain = (email.text ?? '').replaceAll('\r\n', '\n');
  if (plain.trim() !== '' || !email.html) return plain;
  const { htmlToText } = await import('./html-text.js');
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
  return { filename: attachment.filename ?? messageName(attachment, bytes), mimeType: attachment.mimeType };
}

/** A forwarded message has no file name; its subject is what people know it by. */
function messageName({ mimeType }: Attachment, bytes: Uint8Array): string | null {
  if (mimeType !== 'message/rfc822') return null;
  const subject = /^subject:[ \t]*(.+)$/im
    .exec(new TextDecoder().decode(bytes.subarray(0, 16_384)))?.[1]
    ?.trim();
  return `${subject && !subject.startsWith('=?') ? subject.slice(0, 150) : 'message'}.eml`;
}

await runReader(main);
