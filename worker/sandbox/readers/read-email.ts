import { readFileSync, statSync } from 'node:fs';
import type { Email } from 'postal-mime';
import { findMessageStart, isHeaderField } from './find-message-start.ts';
import {
  formatAddresses,
  toTimestamp,
  formatHeaders,
  parseMessageIds,
  writeMessageMetadata,
} from './message-metadata.ts';
import { openTnefFiles } from './open-tnef-files.ts';
import { parseMime, type MimePart } from './parse-mime.ts';
import { readHeaderField } from './read-header-field.ts';
import { readMailParts, type MailFile } from './read-mail-parts.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { saveMailFiles } from './save-mail-files.ts';
import { writeMailPages } from './write-mail-pages.ts';

/** The whole message is held in memory, decoded. Mail servers stop at a fraction of this. */
const maxMessageBytes = 150 * 1024 ** 2;

/**
 * A message: its headers and body as pages, its attachments as files `part-N` listed in `attachments.json`.
 */
async function main(): Promise<void> {
  if (statSync('input').size > maxMessageBytes) throw new ReaderRefusal('too-large');
  const { message, before } = findMessageStart(readFileSync('input'));
  const { email, root } = await parseMime(message);
  const parts = await readMailParts(root);
  const wrapped = await openTnefFiles(
    parts.files,
    [headerText(email, []), parts.text, parts.unsaid].join('\n'),
  );
  const files: MailFile[] = [];
  for (const file of wrapped.files)
    files.push({ ...file, filename: file.filename ?? (await nameUnnamedFile(file)) });
  writeMailPages({
    header: [before, headerText(email, files), strayLines(root)].filter((one) => one !== '').join('\n'),
    text: parts.text,
    more: [
      { label: 'HTML body', text: parts.unsaid },
      { label: 'Body in winmail.dat', text: wrapped.unsaid },
    ],
  });
  writeEmailMetadata(email);
  saveMailFiles(files);
}

function headerText(email: Email, files: MailFile[]): string {
  const attached = files.flatMap(({ filename }) => filename ?? []).join('; ');
  return formatHeaders([
    ['From', formatAddresses(email.from ? [email.from] : [])],
    ['To', formatAddresses(email.to)],
    ['Cc', formatAddresses(email.cc)],
    ['Bcc', formatAddresses(email.bcc)],
    // As it was written: the sender's day, which in UTC may be another.
    ['Date', email.headers.find(({ key }) => key === 'date')?.value],
    ['Subject', email.subject],
    ['Attachments', attached],
  ]);
}

/** Lines amid the header that are no fields: the beginning of a body without an empty line before it, mostly. */
function strayLines({ rawHeaderLines }: MimePart): string {
  const first = rawHeaderLines.findIndex(({ line }) => !/^[\x21-\x39\x3b-\x7e]+[ \t]*:/.test(line));
  if (first < 0) return '';
  const strays = rawHeaderLines.slice(first).filter(({ line }) => !isHeaderField(line));
  return strays.map(({ line }) => `${line}\n`).join('');
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

/** An invitation and a forwarded message have no file name; of the latter people know the subject. */
async function nameUnnamedFile({ mimeType, content }: MailFile): Promise<string | null> {
  if (mimeType === 'text/calendar') return 'invitation.ics';
  if (mimeType !== 'message/rfc822') return null;
  const subject = await readHeaderField(content.subarray(0, 16_384), 'subject');
  return `${subject.slice(0, 150) || 'message'}.eml`;
}

await runReader(main);
