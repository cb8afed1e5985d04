import { decodeWords } from 'postal-mime';
import { chooseCharset } from './decode-mail-text.ts';
import { mendHeader } from './mend-header.ts';

/** The value of a field in the header at the beginning of a message, decoded; empty where there is none. */
export async function readHeaderField(head: Buffer, name: string): Promise<string> {
  const text = head.toString('latin1').replace(/^[\s>]+/, '');
  const fields = text.split(/\r?\n\r?\n/, 1)[0]?.replace(/\r?\n(?=[ \t])/g, '') ?? '';
  const value = new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, 'im').exec(fields)?.[1] ?? '';
  const nearby = /[\x80-\xff]/.test(value) ? await chooseCharset(head, {}) : undefined;
  const [mended = ''] = await mendHeader([Buffer.from(value, 'latin1')], nearby);
  return decodeWords(mended).replaceAll('\f', ' ').trim();
}
