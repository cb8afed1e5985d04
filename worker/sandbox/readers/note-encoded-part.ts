import { noteUnread } from './note-unread.ts';

/** The header of a part in base64 (RFC 2045, 6.8) and the first line of what it holds. */
const encodedPart =
  /^content-transfer-encoding[ \t]*:[ \t]*base64[ \t]*\r?\n(?:[\w-]+[ \t]*:.*\r?\n|[ \t].*\r?\n)*\s*[A-Za-z0-9+/=]{20}/im;

/** Notes as unread the parts of a message that stand in a text in base64: nobody finds a word in them. */
export function noteEncodedPart(text: string): void {
  if (encodedPart.test(text)) noteUnread({ kind: 'attachment' });
}
