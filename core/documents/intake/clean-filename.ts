/** The longest name kept, in bytes of UTF-8: what common file systems can hold on the way back out. */
const maxNameBytes = 255;

/** The longest folder kept, in bytes of UTF-8. */
const maxFolderBytes = 1_000;

/**
 * The folder that a file lay in within its archive: each part cleaned like a name; null where nothing is left
 * of it.
 */
export function cleanFolder(folder: string): string | null {
  const parts = folder.split(/[/\\]/).filter((part) => !/^\s*\.{0,2}\s*$/.test(part));
  const kept: string[] = [];
  for (const part of parts.map(cleanFilename)) {
    if (Buffer.byteLength([...kept, part].join('/')) > maxFolderBytes) break;
    kept.push(part);
  }
  return kept.length > 0 ? kept.join('/') : null;
}

/**
 * A name as the person gave it, made safe to keep: it is data, never a path. A slash in it is part of the name
 * ("Order 225/2385 w/o prejudice.txt") and is kept as a hyphen. Only of what is a path beyond doubt the last part is the
 * name: one that leads out of a folder (`../../etc/passwd`), and a full Windows path as old browsers send it and
 * others feign (`C:\fakepath\`, WHATWG HTML 4.10.5.4). Control characters and unpaired surrogates go, the form is NFC, and an
 * over-long name keeps its extension. Archives part their names into folders first.
 */
export function cleanFilename(filename: string): string {
  const visible = withoutPath(filename)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, '')
    .normalize('NFC')
    .trim()
    .replace(/^(?:\.{0,2}[/\\]\s*)+/, '')
    .replace(/[/\\]/g, '-')
    .trim();
  const name = visible === '' || visible === '.' || visible === '..' ? 'unnamed' : visible;
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  const extension = /\.[^.]{1,12}$/.exec(name)?.[0] ?? '';
  const room = maxNameBytes - Buffer.byteLength(extension);
  // Cutting in the middle of a character leaves a replacement character at the end; it goes too.
  const stem = Buffer.from(name.slice(0, name.length - extension.length))
    .subarray(0, room)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
    .trimEnd();
  return stem + extension;
}

function withoutPath(filename: string): string {
  if (/^\s*\.\.[/\\]/.test(filename)) return filename.split(/[/\\]/).at(-1) ?? '';
  const isWindowsPath = /^\s*(?:[a-z]:\\|\\\\[^\\]+\\)/i.test(filename);
  return isWindowsPath ? filename.slice(filename.lastIndexOf('\\') + 1) : filename;
}
