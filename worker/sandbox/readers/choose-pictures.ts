import { noteUnread } from './note-unread.ts';
import { readPictureSize } from './read-picture-size.ts';
import type { ZipParts } from './zip-parts.ts';

/** Pictures that OCR reads. */
const picture = /\.(?:png|jpe?g|jpe|jfif|tiff?|bmp|dib|gif|webp)$/i;
const headBytes = 64 * 1024;

/** A line of ten small letters takes about this much; what is smaller is a bullet, a line or an icon. */
const minWidth = 80;
const minHeight = 14;
const minPixels = 4_500;
/** What no header tells the size of is judged by its bytes. */
const minBytes = 2_000;

const maxPictures = 50;
/** All of them, unpacked: what an Office file may unpack to is more, and its words come first. */
const maxBytes = 128 * 1024 ** 2;

type Picture = { name: string; pixels: number; bytes: number };

/**
 * Of the pictures in an Office file those that may hold words, in the order of the file: a scan or a screenshot that
 * was pasted in. Where there are too many, the largest; the others are noted.
 */
export async function choosePictures(parts: ZipParts, names: readonly string[]): Promise<string[]> {
  const pictures: Picture[] = [];
  for (const name of names.filter((one) => picture.test(one))) {
    const pixels = await measurePicture(parts, name);
    if (pixels > 0) pictures.push({ name, pixels, bytes: parts.readDeclaredSize(name) });
  }
  const chosen = new Set<string>();
  let bytes = 0;
  for (const one of pictures.toSorted((a, b) => b.pixels - a.pixels)) {
    if (chosen.size >= maxPictures || bytes + one.bytes > maxBytes) continue;
    chosen.add(one.name);
    bytes += one.bytes;
  }
  const leftOut = pictures.length - chosen.size;
  if (leftOut > 0) noteUnread({ kind: 'picture-left-out', count: leftOut });
  return names.filter((name) => chosen.has(name));
}

/** How large a picture is that may hold words, in pixels; 0 for one that cannot. */
async function measurePicture(parts: ZipParts, name: string): Promise<number> {
  const size = readPictureSize(await parts.readStart(name, headBytes));
  const bytes = parts.readDeclaredSize(name);
  if (!size) return bytes >= minBytes ? bytes : 0;
  const { width, height } = size;
  // A line may stand upright.
  const isLarge = Math.max(width, height) >= minWidth && Math.min(width, height) >= minHeight;
  return isLarge && width * height >= minPixels ? width * height : 0;
}
