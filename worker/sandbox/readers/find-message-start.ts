import iconv from 'iconv-lite';
import { detectUnicode } from '../../../core/reading/detect-unicode.ts';

/** What stands before the header of a message, as mailbox files and careless programs put it there. */
export type MessageStart = {
  /** The message from its first header field on, its lines ended by line feeds. */
  message: Buffer;
  /** Lines that are no header fields, such as "From jane@example.com Tue Mar 12 09:30:00 2019". */
  before: string;
};

/** Skips a byte order mark, empty lines, spaces and the separator of a mailbox (RFC 4155) before a message. */
export function findMessageStart(bytes: Buffer): MessageStart {
  const message = withLineFeeds(asBytes(bytes));
  let at = message.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0;
  const before: string[] = [];
  for (;;) {
    while (at < message.length && (message[at] ?? 0) <= 0x20) at += 1;
    const end = message.indexOf('\n', at);
    const line = message.subarray(at, end < 0 ? message.length : end);
    if (end < 0 || !/^>*From (?![ \t]*:)/.test(line.subarray(0, 100).toString('latin1'))) break;
    before.push(line.toString('utf8').trim());
    at = end + 1;
  }
  // What is no header is the body of a message that has none.
  const start = beginsWithHeader(message.subarray(at, at + 64 * 1024)) ? '' : '\n';
  return {
    message: start === '' ? message.subarray(at) : Buffer.concat([Buffer.from(start), message.subarray(at)]),
    before: before.join('\n'),
  };
}

/** Whether a known field is among the first lines, or hardly a line is no field. */
function beginsWithHeader(head: Buffer): boolean {
  const lines =
    head
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0]
      ?.split('\n') ?? [];
  const fields = lines.filter((line) => /^[\x21-\x39\x3b-\x7e]+[ \t]*:/.test(line));
  const isKnown = lines.slice(0, 5).some((line) => isHeaderField(line));
  return (
    isKnown || (fields.length > 0 && lines.every((line) => fields.includes(line) || /^[ \t]/.test(line)))
  );
}

/** Whether a line is a field that mail programs write (RFC 4021). */
export function isHeaderField(line: string): boolean {
  return /^(?:received|return-path|from|to|cc|bcc|subject|date|message-id|mime-version|content-[\w-]+|x-[\w-]+|reply-to|sender|references|in-reply-to|delivered-to|resent-[\w-]+|dkim-signature|arc-[\w-]+|authentication-results|list-[\w-]+|thread-[\w-]+|importance|priority|errors-to|user-agent|organi[sz]ation|status|lines|precedence|disposition-[\w-]+|received-spf|domainkey-[\w-]+|feedback-id|auto-[\w-]+)[ \t]*:/i.test(
    line,
  );
}

/** Programs that write text in UTF-16 write messages so, too. */
function asBytes(bytes: Buffer): Buffer {
  const charset = detectUnicode(bytes.subarray(0, 32 * 1024));
  return charset === undefined ? bytes : Buffer.from(iconv.decode(bytes, charset));
}

/**
 * Macintosh programs of the 1990s ended lines with a carriage return alone; a program that adds one to each line
 * feed leaves two before it.
 */
function withLineFeeds(bytes: Buffer): Buffer {
  const head = bytes.subarray(0, 64 * 1024).toString('latin1');
  if (!/\r(?!\n)/.test(head)) return bytes;
  const text = bytes.toString('latin1').replace(/\r+\n/g, '\n');
  const isMacintosh = !head.includes('\n') || /^[^\r\n]+\r[^\r\n]+:/.test(head);
  return Buffer.from(isMacintosh ? text.replaceAll('\r', '\n') : text, 'latin1');
}
