import { findUnsaidLines } from './find-unsaid-lines.ts';
import { noteUnread } from './note-unread.ts';
import { isTnef, parseTnef } from './parse-tnef.ts';
import type { MailFile } from './read-mail-parts.ts';
import { readOutlookBody } from './read-outlook-body.ts';

/**
 * Puts what Outlook's wrappers (winmail.dat) hold in their place among the files of a message, and says what of their
 * bodies the message itself does not say.
 */
export async function openTnefFiles(
  files: readonly MailFile[],
  said: string,
): Promise<{ files: MailFile[]; unsaid: string }> {
  const opened: MailFile[] = [];
  const unsaid: string[] = [];
  for (const file of files) {
    if (!isTnef(file.content)) {
      opened.push(file);
      continue;
    }
    const inside = await readTnefFile(file.content, file.filename ?? 'winmail.dat');
    // A wrapper of which nothing could be taken out stays a file.
    opened.push(...(inside.files.length > 0 || inside.text !== '' ? inside.files : [file]));
    // Its subject and its recipients may be other than those of the message around it.
    const fields = inside.header.filter(([, value]) => value !== '' && !said.includes(value));
    unsaid.push(...fields.map(([field, value]) => `${field}: ${value}`));
    unsaid.push(findUnsaidLines([said, ...unsaid].join('\n'), inside.text));
  }
  return { files: opened, unsaid: unsaid.filter((one) => one.trim() !== '').join('\n') };
}

/** What a wrapper holds; notes what cannot be taken out of it. */
export async function readTnefFile(
  bytes: Buffer,
  name: string,
): Promise<{ text: string; files: MailFile[]; header: [name: string, value: string][] }> {
  const tnef = await parseTnef(bytes);
  if (!tnef.isWhole) noteUnread({ kind: 'part', name });
  const body = await readOutlookBody(tnef);
  const files: MailFile[] = tnef.files.map(({ filename, content }) => ({
    // A message in a message is wrapped again.
    filename: isTnef(content) ? `${filename ?? 'message'}.dat` : filename,
    mimeType: 'application/octet-stream',
    content,
  }));
  if (body.rtf) files.push({ filename: 'Message.rtf', mimeType: 'application/rtf', content: body.rtf });
  const { from, to, cc, subject } = tnef;
  return {
    text: [body.text, body.unsaid].filter((one) => one.trim() !== '').join('\n'),
    files,
    header: [
      ['From', from],
      ['To', to],
      ['Cc', cc],
      ['Subject', subject],
    ],
  };
}
