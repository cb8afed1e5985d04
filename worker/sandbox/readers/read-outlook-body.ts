import { decompressRTF } from '@kenjiuno/decompressrtf';
import iconv from 'iconv-lite';
import { deEncapsulateSync } from 'rtf-stream-parser';
import { findUnsaidLines } from './find-unsaid-lines.ts';
import { noteUnread } from './note-unread.ts';
import { readHtml } from './read-mail-parts.ts';

/** The forms in which Outlook keeps the body of one message, beside each other. */
export type OutlookBody = { plain: string; html: string; compressedRtf: Uint8Array | undefined };

export type ReadBody = {
  text: string;
  /** What its HTML or RTF says, and its plain text does not. */
  unsaid: string;
  /** Written as RTF, with pictures or files in it: it becomes a document of its own, which LibreOffice reads. */
  rtf?: Buffer;
};

/** The plain text of a message, and of its other forms what it does not say. */
export async function readOutlookBody({ plain, html, compressedRtf }: OutlookBody): Promise<ReadBody> {
  const rich = readRtf(compressedRtf);
  const texts = [plain.replaceAll('\r\n', '\n'), html === '' ? '' : await readHtml(html)];
  if (rich) texts.push(rich.isHtml ? await readHtml(rich.text) : rich.text);
  const [text = '', ...others] = texts.filter((one) => one.trim() !== '');
  const unsaid = others.map((other, index) =>
    findUnsaidLines([text, ...others.slice(0, index)].join('\n'), other),
  );
  const isAlone = others.length === 0 && text === rich?.text;
  // What becomes a document is not said twice.
  return {
    text: isAlone && rich?.isDocument ? '' : text,
    unsaid: unsaid.filter((one) => one !== '').join('\n'),
    ...(rich?.isDocument && { rtf: rich.rtf }),
  };
}

type RichText = { rtf: Buffer; text: string; isHtml: boolean; isDocument: boolean };

function readRtf(compressed: Uint8Array | undefined): RichText | undefined {
  if (!compressed || compressed.length === 0) return undefined;
  let rtf: Buffer;
  try {
    rtf = Buffer.from(decompressRTF([...compressed]));
  } catch {
    noteUnread({ kind: 'part', name: 'Message.rtf' });
    return undefined;
  }
  try {
    const { mode, text } = deEncapsulateSync(rtf, { decode: iconv.decode, mode: 'either' });
    return { rtf, text: String(text), isHtml: mode === 'html', isDocument: false };
  } catch {
    const isDocument = /\\(?:pict|objdata)\b/.test(rtf.toString('latin1'));
    return { rtf, text: textOfNative(rtf), isHtml: false, isDocument };
  }
}

/** RTF that says it holds plain text is read as such ([MS-OXRTFEX] 2.1.3.2): enough to tell what it says. */
function textOfNative(rtf: Buffer): string {
  const marked = rtf
    .toString('latin1')
    .replace(/^\{\\rtf1?(?=[\\\s{])/, String.raw`$&\ansi\fromtext`)
    .replace(/\\(?:nest)?cell(?![a-z])/g, String.raw`\tab`)
    .replace(/\\(?:nest)?row(?![a-z])/g, String.raw`\par`);
  try {
    return String(
      deEncapsulateSync(Buffer.from(marked, 'latin1'), { decode: iconv.decode, mode: 'text' }).text,
    );
  } catch {
    return rtf.toString('latin1');
  }
}
