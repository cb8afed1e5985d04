/** A picture's size in pixels. */
export type PictureSize = { width: number; height: number };

/**
 * The size of a picture, from its first bytes; undefined where they do not say it, or it is none of PNG, GIF, JPEG,
 * BMP, WebP. For TIFF the size stands anywhere.
 */
export function readPictureSize(head: Buffer): PictureSize | undefined {
  try {
    return readSize(head);
  } catch {
    // It stands beyond what was read.
    return undefined;
  }
}

function readSize(head: Buffer): PictureSize | undefined {
  const signature = head.subarray(0, 12).toString('latin1');
  if (signature.startsWith('\u0089PNG'))
    return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  if (signature.startsWith('GIF8')) return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  if (signature.startsWith('BM'))
    return { width: Math.abs(head.readInt32LE(18)), height: Math.abs(head.readInt32LE(22)) };
  if (/^RIFF....WEBP/s.test(signature)) return readWebpSize(head);
  return signature.startsWith('\u00ff\u00d8') ? readJpegSize(head) : undefined;
}

/** ITU-T T.81 B.2.2: the frame header holds the size; the markers before it each say how long they are. */
function readJpegSize(head: Buffer): PictureSize | undefined {
  for (let at = 2; head[at] === 0xff; at += 2 + head.readUInt16BE(at + 2)) {
    const marker = head.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) };
  }
  return undefined;
}

/** RFC 9649, 2.5 to 2.7: lossy, lossless and extended, each with its size elsewhere. */
function readWebpSize(head: Buffer): PictureSize | undefined {
  const form = head.subarray(12, 16).toString('latin1');
  if (form === 'VP8 ')
    return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
  if (form === 'VP8X') return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  if (form !== 'VP8L') return undefined;
  const bits = head.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
