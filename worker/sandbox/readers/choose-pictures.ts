import { noteUnread } from './note-unread.ts';
import { readPictureSize } from './read-picture-size.ts';
import type { ZipParts } from './zip-parts.ts';

/** How the pictures that OCR reads begin: PNG, JPEG, GIF, TIFF, BMP, WebP. They may be called anything. */
const picture = /^(?:\u0089PNG|\u00ff\u00d8\u00ff|GIF8|II[*+]\0|MM\0[*+]|BM|RIFF[^]{4}WEBP)/;
/** What read-metafiles.ts reads or notes. */
const drawing = /\.(?:emf|wmf|emz|wmz|pict?|pct|pcz|eps|cgm)$/i;
const film = /\.(?:aac|aiff?|au|avi|m4[av]|midi?|mov|mp[234]|mpe?g|ogg|wav|webm|wm[av]|glb|gltf)$/i;
const svg = /\.svgz?$/i;
/** Office keeps a picture of its own beside an SVG; only one that holds words as words is read itself. */
const svgWords = /<(?:\w+:)?text[\s>]/;
const headBytes = 64 * 1024;
const maxSvgBytes = 4 * 1024 ** 2;

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
 * was pasted in. What a media folder holds besides (a PDF, a picture of a format that is not read) is a document of
 * its own, and says so itself. Where there are too many, the largest; the others are noted, as sound and film are.
 */
export async function choosePictures(parts: ZipParts, names: readonly string[]): Promise<string[]> {
  const pictures: Picture[] = [];
  for (const name of names.filter((one) => !drawing.test(one) && !film.test(one))) {
    const pixels = svg.test(name) ? await measureSvg(parts, name) : await measurePicture(parts, name);
    if (pixels > 0) pictures.push({ name, pixels, bytes: parts.readDeclaredSize(name) });
  }
  const films = names.filter((name) => film.test(name)).length;
  if (films > 0) noteUnread({ kind: 'media', count: films });
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
  const head = await parts.readStart(name, headBytes);
  const bytes = parts.readDeclaredSize(name);
  if (head.length > 0 && !picture.test(head.subarray(0, 12).toString('latin1'))) return bytes;
  const size = readPictureSize(head);
  if (!size) return bytes >= minBytes ? bytes : 0;
  const { width, height } = size;
  // A line may stand upright.
  const isLarge = Math.max(width, height) >= minWidth && Math.min(width, height) >= minHeight;
  return isLarge && width * height >= minPixels ? width * height : 0;
}

async function measureSvg(parts: ZipParts, name: string): Promise<number> {
  const text = (await parts.readStart(name, maxSvgBytes)).toString('latin1');
  return svgWords.test(text) ? parts.readDeclaredSize(name) : 0;
}
