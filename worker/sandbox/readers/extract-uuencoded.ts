export type UuencodedFile = { filename: string; content: Buffer; isWhole: boolean };

const begin = /^begin(-base64)? +[0-7]{3,4} +(\S.*)$/;

/**
 * Files that stand in a text as uuencode wrote them (POSIX, uuencode: "begin 644 NAME" to "end"), and the text
 * without them.
 */
export function extractUuencoded(text: string): { text: string; files: UuencodedFile[] } {
  if (!/^begin(?:-base64)? +[0-7]{3,4} +\S/m.test(text)) return { text, files: [] };
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const kept: string[] = [];
  const files: UuencodedFile[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, base64, filename = ''] = begin.exec(line) ?? [];
    const found = filename === '' ? undefined : readBlock(lines, at + 1, base64 !== undefined);
    if (!found) {
      kept.push(line);
      continue;
    }
    files.push({ filename: filename.trim(), content: found.content, isWhole: found.isWhole });
    at = found.last;
  }
  return { text: kept.join('\n'), files };
}

type Block = { content: Buffer; last: number; isWhole: boolean };

/** The lines of one file; undefined where what follows is somebody's sentence. */
function readBlock(lines: readonly string[], first: number, isBase64: boolean): Block | undefined {
  const pieces: Buffer[] = [];
  const end = isBase64 ? /^={4}\s*$/ : /^end\s*$/;
  for (let at = first; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (end.test(line)) return { content: Buffer.concat(pieces), last: at, isWhole: true };
    const piece = isBase64 ? decodeBase64Line(line) : decodeUuLine(line);
    if (!piece)
      return pieces.length > 0 ? { content: Buffer.concat(pieces), last: at - 1, isWhole: false } : undefined;
    pieces.push(piece);
  }
  return pieces.length > 0
    ? { content: Buffer.concat(pieces), last: lines.length - 1, isWhole: false }
    : undefined;
}

function decodeBase64Line(line: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]*={0,2}\s*$/.test(line) ? Buffer.from(line, 'base64') : undefined;
}

/** A letter says how many bytes the line holds, then four letters hold three bytes. Spaces at the end may be lost. */
function decodeUuLine(line: string): Buffer | undefined {
  if (line.trim() === '' || line.trim() === '`') return Buffer.alloc(0);
  if (/[^ -`]/.test(line)) return undefined;
  const values = Array.from(Buffer.from(line, 'latin1'), (byte) => (byte - 32) & 63);
  const count = values[0] ?? 0;
  const groups = Math.ceil(count / 3);
  // Some programs add a letter that checks the line, and some lose spaces; more than that is no line of a file.
  if (values.length - 1 > groups * 4 + 2 || values.length - 1 < Math.floor((count * 4) / 3) - 8)
    return undefined;
  const bytes = Buffer.alloc(groups * 3);
  for (let group = 0; group < groups; group += 1) {
    const [a = 0, b = 0, c = 0, d = 0] = values.slice(1 + group * 4, 5 + group * 4);
    bytes.set(
      [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d].map((byte) => byte & 255),
      group * 3,
    );
  }
  return bytes.subarray(0, count);
}
