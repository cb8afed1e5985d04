import type { RandomAccessFile } from './random-access-file.ts';

const orientationTag = 0x112;
const maxEntries = 1_000;

/**
 * How a picture lies, 1 to 8, as Exif says (CIPA DC-008, 4.6.4): 1 is upright. `offset` is where its TIFF header
 * begins; what makes no sense is upright.
 */
export function readExifOrientation(file: RandomAccessFile, offset: number): number {
  const before = file.isLittle;
  // JPEG and PNG write "Exif\0\0" before it, WebP need not.
  const start = file.name(offset, 6) === 'Exif\0\0' ? offset + 6 : offset;
  const order = file.name(start, 2);
  file.isLittle = order === 'II';
  try {
    return order === 'II' || order === 'MM' ? findOrientation(file, start) : 1;
  } finally {
    file.isLittle = before;
  }
}

function findOrientation(file: RandomAccessFile, start: number): number {
  const directory = start + file.number(start + 4, 4);
  const entries = Math.min(file.number(directory, 2), maxEntries);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (file.number(entry, 2) !== orientationTag) continue;
    const value = file.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
