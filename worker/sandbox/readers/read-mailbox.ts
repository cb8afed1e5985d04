import { closeSync, createReadStream, openSync, writeFileSync, writeSync } from 'node:fs';
import { decodeWords } from 'postal-mime';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';

const maxMessages = 50_000;
const maxHeaderCharacters = 64_000;
/** Longer lines come in pieces. */
const maxLine = 1024 * 1024;

/**
 * The line before each message: "From ", who, and when. It counts at the beginning and after an empty line
 * only, and it names a time of day: "From here on" at the start of a paragraph is somebody's sentence.
 */
const separator = /^From .*\b\d{1,2}:\d{2}\b/;

type Message = { bytes: number; head: string };

/**
 * A mailbox file (RFC 4155; mboxrd, and mboxo, whose quoting is the same but for lines that were quoted
 * twice): its messages one after the other in `content`, without the separators, listed in `messages.json`
 * and on pages.
 */
async function main(): Promise<void> {
  const messages: Message[] = [];
  const content = openSync('content', 'wx', 0o640);
  let afterEmpty = true;
  let isStart = true;
  for await (const line of readLines()) {
    const beginsMessage = isStart && afterEmpty && separator.test(line);
    if (beginsMessage) messages.push({ bytes: 0, head: '' });
    if (messages.length > maxMessages) throw new ReaderRefusal('too-many-parts');
    const message = messages.at(-1);
    if (!message) throw new ReaderRefusal('another-format');
    if (!beginsMessage) appendLine(content, message, isStart ? line.replace(/^>(>*From )/, '$1') : line);
    if (isStart) afterEmpty = /^\r?\n?$/.test(line);
    isStart = line.endsWith('\n');
  }
  closeSync(content);
  writeListing(messages);
}

function appendLine(content: number, message: Message, line: string): void {
  message.bytes += writeSync(content, Buffer.from(line, 'latin1'));
  if (message.head.length < maxHeaderCharacters) message.head += line.slice(0, maxHeaderCharacters);
}

/** Lines with their ends. Latin 1 keeps every byte. */
async function* readLines(): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream('input', { encoding: 'latin1', highWaterMark: maxLine })) {
    const lines = (rest + String(chunk)).split(/(?<=\n)/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > maxLine) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}

function writeListing(messages: Message[]): void {
  const writer = new PageWriter({});
  const cutter = new PageSplitter((page) => writer.writePage(page, 'Messages in this mailbox'));
  const listed = messages.map(({ bytes, head }) => {
    const [from, date, subject] = ['from', 'date', 'subject'].map((name) => header(head, name));
    cutter.add(`${[date, from, subject || 'Message without a subject'].filter(Boolean).join('  ')}\n`);
    return { bytes, filename: `${subject?.slice(0, 150) || 'message'}.eml` };
  });
  cutter.end();
  writer.close();
  writeFileSync('messages.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
}

function header(head: string, name: string): string {
  const fields = head.split(/\r?\n\r?\n/, 1)[0]?.replace(/\r?\n[ \t]+/g, ' ') ?? '';
  const value = new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(fields)?.[1] ?? '';
  return decodeWords(Buffer.from(value, 'latin1').toString('utf8')).replaceAll('\f', ' ').trim();
}

await runReader(main);
