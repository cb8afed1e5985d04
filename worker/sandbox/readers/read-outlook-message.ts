import { readFileSync, statSync } from 'node:fs';
import MsgReaderModule, { type FieldsData } from '@kenjiuno/msgreader';
import iconv from 'iconv-lite';
import PostalMime, { type Email } from 'postal-mime';
import { chooseCharset, decodeMailText } from './decode-mail-text.ts';
import { toTimestamp, formatHeaders, parseMessageIds, writeMessageMetadata } from './message-metadata.ts';
import { noteUnread } from './note-unread.ts';
import type { MailFile } from './read-mail-parts.ts';
import { readOutlookBody } from './read-outlook-body.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { saveMailFiles } from './save-mail-files.ts';
import { writeMailPages } from './write-mail-pages.ts';

// The package is CommonJS with a default of its own inside the one that Node gives.
const MsgReader = MsgReaderModule.default;
type Reader = InstanceType<typeof MsgReader>;

/** The whole message is held in memory. */
const maxMessageBytes = 150 * 1024 ** 2;

/**
 * A message of Outlook ([MS-OXMSG]): headers and body as pages, attachments and messages in it as files
 * `part-N`.
 */
async function main(): Promise<void> {
  if (statSync('input').size > maxMessageBytes) throw new ReaderRefusal('too-large');
  const { reader, message, charset } = await openMessage(readFileSync('input'));
  const files = (message.attachments ?? []).map((attachment) => readAttachment(reader, attachment));
  const { body = '', bodyHtml, html, compressedRtf } = message;
  const declared = codePageName(message.internetCodepage);
  const { text, unsaid, rtf } = await readOutlookBody({
    plain: body,
    html:
      bodyHtml ??
      (html ? await decodeMailText(Buffer.from(html), { declared, isHtml: true, nearby: charset }) : ''),
    compressedRtf,
  });
  if (rtf) files.push({ filename: 'Message.rtf', mimeType: 'application/rtf', content: rtf });
  // The headers that the message came with, where it came over the internet.
  const came = await PostalMime.parse(`${(message.headers ?? '').trim()}\r\n\r\n`);
  writeMailPages({
    header: headers(message, came, files),
    text,
    more: [{ label: 'HTML body', text: unsaid }],
  });
  saveMailFiles(files);
  writeOutlookMetadata(message, came);
}

/**
 * Text that is not Unicode is in a code page, which the message names, or not, or wrongly: its bytes decide, which
 * Latin 1 keeps.
 */
async function openMessage(bytes: Buffer): Promise<{ reader: Reader; message: FieldsData; charset: string }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = (ansiEncoding: string) => {
    const reader = new MsgReader(view);
    reader.parserConfig = { ansiEncoding };
    return { reader, message: reader.getFileData() };
  };
  const { message } = read('latin1');
  if (message.error) throw new ReaderRefusal('damaged');
  const declared = codePageName(message.messageCodepage) ?? codePageName(message.internetCodepage);
  const chosen = await chooseCharset(collectText(message), { declared });
  const charset = iconv.encodingExists(chosen) ? chosen : 'windows-1252';
  return { ...read(charset), charset };
}

function codePageName(number: number | undefined): string | undefined {
  return number === undefined ? undefined : `cp${String(number)}`;
}

/** All text that may be in a code page; Unicode has letters that no byte is. */
function collectText(message: FieldsData): Buffer {
  const { subject, body, senderName, recipients = [], attachments = [] } = message;
  const texts = [
    subject,
    body,
    senderName,
    ...[...recipients, ...attachments].flatMap((one) => [one.name, one.fileName]),
  ];
  const narrow = texts.filter((text) => text !== undefined && !/[^\u0000-\u00ff]/.test(text));
  return Buffer.from(narrow.join('\n'), 'latin1');
}

function headers(message: FieldsData, came: Email, files: MailFile[]): string {
  const to = (kind: string) => recipients(message, kind);
  return formatHeaders([
    ['From', senderOf(message)],
    ['To', to('to')],
    ['Cc', to('cc')],
    ['Bcc', to('bcc')],
    // As it was written: the sender's day, which in UTC may be another.
    [
      'Date',
      came.headers.find(({ key }) => key === 'date')?.value ??
        message.clientSubmitTime ??
        message.messageDeliveryTime,
    ],
    ['Subject', message.subject],
    ['Start', message.apptStartWhole],
    ['End', message.apptEndWhole],
    ['Location', message.apptLocation],
    ['Attachments', files.flatMap((file) => file.filename ?? []).join('; ')],
  ]);
}

function person(name: string | undefined, ...known: (string | undefined)[]): string {
  // Exchange names people of its own house by a path, which tells nobody anything.
  const address = known.find((one) => one?.includes('@'));
  return name && address && name !== address ? `${name} <${address}>` : (address ?? name ?? '');
}

function senderOf(message: FieldsData): string {
  return person(message.senderName, message.senderSmtpAddress, message.senderEmail);
}

function recipients(message: FieldsData, kind?: string): string {
  const wanted = (message.recipients ?? []).filter((one) => !kind || (one.recipType ?? 'to') === kind);
  return wanted.map((one) => person(one.name, one.smtpAddress, one.email)).join(', ');
}

function readAttachment(reader: Reader, attachment: FieldsData): MailFile {
  const name = attachment.fileName ?? attachment.name ?? attachment.fileNameShort ?? null;
  const filename = attachment.innerMsgContent ? `${attachment.name ?? 'message'}.msg` : name;
  const mimeType = 'application/octet-stream';
  try {
    const { content } = reader.getAttachment(attachment);
    return { filename, mimeType, content: Buffer.from(content) };
  } catch {
    noteUnread({ kind: 'attachment', name: filename ?? '' });
    return { filename, mimeType, content: Buffer.alloc(0) };
  }
}

/** From the headers that the message came with; else what Outlook itself noted. */
function writeOutlookMetadata(message: FieldsData, came: Email): void {
  writeMessageMetadata({
    messageId: parseMessageIds(message.messageId ?? came.messageId)[0] ?? null,
    refersTo: parseMessageIds(`${came.inReplyTo ?? ''} ${came.references ?? ''}`),
    subject: message.subject ?? '',
    sender: senderOf(message),
    recipients: recipients(message),
    sentAt: toTimestamp(message.clientSubmitTime ?? message.messageDeliveryTime),
  });
}

await runReader(main);
