import { closeSync, createReadStream, openSync, writeFileSync, writeSync } from 'node:fs';
import { isMailboxSeparator } from '../../../core/reading/is-mailbox-separator.ts';
import { PageSplitter, PageWriter } from './page-writer.ts';
import { readHeaderField } from './read-header-field.ts';
import { ReaderRefusal, runReader } from './run-reader.ts';
import { withoutMarks } from './span-marks.ts';

const maxMessages = 50_000;
const maxHeaderCharacters = 64_000;
/** Longer lines come in pieces. */
const maxLine = 1024 * 1024;

type Message = { separator: string; bytes: number; head: string };

/**
 * A mailbox file (RFC 4155; mboxrd, and mboxo, whose quoting is the same but for lines that were quoted
 * twice): its messages one after the other in `content`, without the separators, listed in `messages.json`
 * and on pages, which name the separators too.
 */
async function main(): Promise<void> {
  const messages: Message[] = [];
  const content = openSync('content', 'wx', 0o640);
  // A separator counts at the beginning and after an empty line only.
  let afterEmpty = true;
  let isStart = true;
  for await (const { line, next } of withNext(readLines())) {
    const isFirst = messages.length === 0;
    if (isStart && afterEmpty && isMailboxSeparator(line, next))
      messages.push({ separator: line.trim(), bytes: 0, head: '' });
    else if (!isFirst) appendLine(content, messages, isStart ? line.replace(/^>(>*From )/, '$1') : line);
    else if (line.trim() !== '' && line !== '\xef\xbb\xbf') throw new ReaderRefusal('another-format');
    if (messages.length > maxMessages) throw new ReaderRefusal('too-many-parts');
    if (isStart) afterEmpty = /^\r?\n?$/.test(line);
    isStart = line.endsWith('\n');
  }
  closeSync(content);
  if (messages.length === 0) throw new ReaderRefusal('another-format');
  await writeListing(messages);
}

function appendLine(content: number, messages: readonly Message[], line: string): void {
  const message = messages.at(-1);
  if (!message) return;
  message.bytes += writeSync(content, Buffer.from(line, 'latin1'));
  if (message.head.length < maxHeaderCharacters) message.head += line.slice(0, maxHeaderCharacters);
}

/** Lines with their ends. Latin 1 keeps every byte. */
async function* readLines(): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  let isMacintosh = false;
  for await (const chunk of createReadStream('input', { encoding: 'latin1', highWaterMark: maxLine })) {
    const text = isFirst ? String(chunk).replace(/^\xef\xbb\xbf/, '') : String(chunk);
    // Macintosh programs of the 1990s ended lines with a carriage return alone.
    if (isFirst) isMacintosh = !text.includes('\n');
    isFirst = false;
    const lines = (rest + (isMacintosh ? text.replaceAll('\r', '\n') : text)).split(/(?<=\n)/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > maxLine) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}

async function* withNext(lines: AsyncIterable<string>): AsyncGenerator<{ line: string; next: string }> {
  let line: string | undefined;
  for await (const next of lines) {
    if (line !== undefined) yield { line, next };
    line = next;
  }
  if (line !== undefined) yield { line, next: '' };
}

async function writeListing(messages: readonly Message[]): Promise<void> {
  const writer = new PageWriter({});
  const cutter = new PageSplitter((page) => writer.writePage(page, 'Messages in this mailbox'));
  const listed = [];
  for (const { separator, bytes, head } of messages) {
    const field = (name: string) => readHeaderField(Buffer.from(head, 'latin1'), name);
    const [from, date, subject] = [await field('from'), await field('date'), await field('subject')];
    const line = [date, from, subject || 'Message without a subject'].filter(Boolean).join('  ');
    cutter.add(withoutMarks(`${line}\n    ${Buffer.from(separator, 'latin1').toString('utf8')}\n`));
    listed.push({ bytes, filename: `${subject.slice(0, 150) || 'message'}.eml` });
  }
  cutter.end();
  writer.close();
  writeFileSync('messages.json', JSON.stringify(listed), { flag: 'wx', mode: 0o640 });
}

await runReader(main);
