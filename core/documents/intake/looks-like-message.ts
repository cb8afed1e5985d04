import { isMailboxSeparator } from '../../reading/is-mailbox-separator.ts';

const lookBytes = 16 * 1024;
const knownField =
  /^(?:received|return-path|from|to|cc|bcc|subject|date|message-id|mime-version|content-[\w-]+|delivered-to|x-[\w-]+|reply-to|sender|references|in-reply-to|dkim-signature|arc-[\w-]+|authentication-results|list-[\w-]+|thread-[\w-]+|importance)[ \t]*:/i;
/** Fields that nobody types at the top of a text. */
const machineField =
  /^(?:received|return-path|message-id|mime-version|dkim-signature|arc-[\w-]+|delivered-to)[ \t]*:/i;
const anyField = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/;

/**
 * RFC 5322 §2.2: a message begins with header fields; two well-known ones among the first make it one. A mark, empty
 * lines, spaces and a mailbox's "From " line may come before them, and spaces before their colons. Amid fields that
 * only programs write, a few lines may be none. A part by itself (RFC 2045) may have one field only.
 */
export function looksLikeMessage(head: Buffer): boolean {
  const lines = linesOf(head);
  while (/^>*From (?![ \t]*:)/.test(lines[0] ?? '') || lines[0]?.trim() === '') lines.shift();
  lines[0] = lines[0]?.trimStart() ?? '';
  const end = lines.indexOf('');
  const fields = lines.slice(0, end === -1 ? 60 : end).filter((line) => !/^[ \t]/.test(line));
  const known = fields.filter((line) => knownField.test(line)).length;
  const strays = fields.filter((line) => !anyField.test(line) && !line.startsWith('>From ')).length;
  if (known === 1 && strays === 0) return isPart(lines.slice(0, end === -1 ? 0 : end).join('\n'), lines);
  return (
    known >= 2 && (strays === 0 || (strays * 5 <= known && fields.some((line) => machineField.test(line))))
  );
}

/** RFC 4155: a mailbox begins with the line before its first message, and that message's header. */
export function isMboxFile(head: Buffer): boolean {
  const lines = linesOf(head);
  while (lines[0]?.trim() === '') lines.shift();
  return isMailboxSeparator(lines[0] ?? '', lines[1] ?? '');
}

/** Lines as programs of every kind end them. Latin 1 keeps every byte. */
function linesOf(head: Buffer): string[] {
  const text = head.subarray(0, lookBytes).toString('latin1').replace(/^ï»¿/, '');
  return text.split(text.includes('\n') && !/^[^\r\n]+\r[^\r\n]+:/.test(text) ? /\r*\n/ : /\r\n?|\n/);
}

/** A multipart that came without the header of its message, as signed mail of Outlook holds it. */
function isPart(header: string, lines: readonly string[]): boolean {
  const boundary = /^content-type[ \t]*:[ \t\n]*multipart\/[^]*?boundary="?([^"\s;]{1,200})/i.exec(
    header,
  )?.[1];
  return boundary !== undefined && lines.some((line) => line.startsWith(`--${boundary}`));
}
