import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { decompressRTF } from '@kenjiuno/decompressrtf';
import MsgReaderModule, { type FieldsData } from '@kenjiuno/msgreader';
import iconv from 'iconv-lite';
import PostalMime from 'postal-mime';
import { deEncapsulateSync } from 'rtf-stream-parser';
import { toTimestamp, formatHeaders, parseMessageIds, writeMessageMetadata } from './message-metadata.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

// The package is CommonJS with a default of its own inside the one that Node gives.
const MsgReader = MsgReaderModule.default;
type Reader = InstanceType<typeof MsgReader>;

/** The whole message is held in memory. */
const maxMessageBytes = 150 * 1024 ** 2;
const maxAttachments = 2_000;

/**
 * A message of Outlook ([MS-OXMSG]): headers and body as pages, attachments and messages in it as files
 * `part-N`.
 */
async function main(): Promise<void> {
  if (statSync('input').size > maxMessageBytes) throw new ReaderRefusal('too-large');
  const { reader, message } = openMessage(readFileSync('input'));
  const attached = (message.attachments ?? []).slice(0, maxAttachments + 1);
  if (attached.length > maxAttachments) throw new ReaderRefusal('too-many-parts');
  const files = attached.map((attachment) => readAttachment(reader, attachment));
  const body = await readBody(message);
  if (body.rtf) files.push({ filename: 'Message.rtf', content: body.rtf });
  const writer = new PageWriter({});
  const cutter = new PageSplitter((page) => writer.writePage(page));
  cutter.add(headers(message, files));
  cutter.add(body.text);
  cutter.end();
  writer.close();
  for (const [index, { content }] of files.entries())
    writeFileSync(`part-${String(index + 1)}`, content, { flag: 'wx', mode: 0o640 });
  const listed = files.map(({ filename }) => ({ filename, mimeType: 'application/octet-stream' }));
  writeFileSync('attachments.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
  await writeOutlookMetadata(message);
}

/**
 * Text that is not Unicode is in the code page that the message names; only the first reading tells which.
 */
function openMessage(bytes: Buffer): { reader: Reader; message: FieldsData } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader = new MsgReader(view);
  const message = reader.getFileData();
  if (message.error) throw new ReaderRefusal('damaged');
  const codePage = detectCodePage(message);
  if (!codePage) return { reader, message };
  const again = new MsgReader(view);
  again.parserConfig = { ansiEncoding: codePage };
  return { reader: again, message: again.getFileData() };
}

function detectCodePage(message: FieldsData): string | undefined {
  const number = message.messageCodepage ?? message.internetCodepage;
  return number !== undefined && iconv.encodingExists(`cp${number}`) ? `cp${number}` : undefined;
}

function headers(message: FieldsData, files: { filename: string | null }[]): string {
  const to = (kind: string) => recipients(message, kind);
  return formatHeaders([
    ['From', senderOf(message)],
    ['To', to('to')],
    ['Cc', to('cc')],
    ['Bcc', to('bcc')],
    ['Date', message.clientSubmitTime ?? message.messageDeliveryTime],
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

async function readBody(message: FieldsData): Promise<{ text: string; rtf?: Buffer }> {
  if (message.body?.trim()) return { text: message.body.replaceAll('\r\n', '\n') };
  const charset = detectCodePage(message) ?? 'utf-8';
  if (message.bodyHtml) return { text: await htmlText(message.bodyHtml) };
  if (message.html) return { text: await htmlText(iconv.decode(Buffer.from(message.html), charset)) };
  if (!message.compressedRtf) return { text: '' };
  const rtf = Buffer.from(decompressRTF([...message.compressedRtf]));
  try {
    const { mode, text } = deEncapsulateSync(rtf, { decode: iconv.decode, mode: 'either' });
    return { text: mode === 'html' ? await htmlText(String(text)) : String(text) };
  } catch {
    // Written as RTF from the start: it becomes a document of its own, which LibreOffice reads.
    return { text: '', rtf };
  }
}

async function htmlText(content: string): Promise<string> {
  const { htmlToText } = await import('./html-to-text.ts');
  let text = '';
  const html = htmlToText((piece) => (text += piece));
  html.add(content);
  html.end();
  return text;
}

type FoundFile = { filename: string | null; content: Uint8Array };

function readAttachment(reader: Reader, attachment: FieldsData): FoundFile {
  const { fileName, content } = reader.getAttachment(attachment);
  const name = attachment.innerMsgContent ? `${attachment.name ?? 'message'}.msg` : fileName;
  return { filename: name || null, content: content ?? new Uint8Array() };
}

/**
 * The headers that the message came with, where it came over the internet; else what Outlook itself noted.
 */
async function writeOutlookMetadata(message: FieldsData): Promise<void> {
  const came = await PostalMime.parse(`${(message.headers ?? '').trim()}\r\n\r\n`);
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
