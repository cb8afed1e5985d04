import { buildZip } from './zip.ts';

/** Made once with 7-Zip: Letters/2019/letter.txt ("The dredger left the harbour at dawn.") and minutes.txt. */
export const sevenZipArchive = Buffer.from(
  'N3q8ryccAAS9ExyyzQAAAAAAAAAiAAAAAAAAADopcabgAEoAQl0AKhoIogK6M2Ozco/Z2xrtHnhQx99GngMvXQvrHu+/F7LML6q3TfrnMZv+nPWh3Fz0/IZn00c5YXL0rFW2prE2ak58AAAAgTMHrg/SdAR9QMCQ0v99aU2FmwTCKYG1V+IdORs1W0HAfGxA7CER9bUV7eryQCoJWN6az5P8VfHhkxoETkbwHZIbiOpJkC+s+C7HaoMQGAHXtIFTy6FRJfv3Krl1LK175wuNeDoitrk/YMdl1MylqedMGScrUT+ogYl7l3bgAAAAFwZKAQmAgwAHCwEAASMDAQEFXQAQAAAMgN4KAdT3ltYAAA==',
  'base64',
);

/** A ZIP archive whose every entry claims to be `claimed` bytes long, and is `real` zeros. */
export function buildLyingZip(claimed: number, real: number): Buffer {
  const zip = buildZip([{ name: 'zeros.txt', content: Buffer.alloc(real) }]);
  // The size stands in the entry's own header and in the directory at the end.
  for (const mark of ['504b0304', '504b0102']) {
    const at = zip.indexOf(Buffer.from(mark, 'hex'));
    zip.writeUInt32LE(claimed, at + (mark === '504b0304' ? 22 : 24));
  }
  return zip;
}

/** A ZIP archive of `copies` entries that all are the same packed bytes (as David Fifield's bombs are made). */
export function buildOverlappingZip(copies: number, size: number): Buffer {
  const content = Buffer.alloc(size);
  const single = buildZip([{ name: 'kernel', content }]);
  const directoryAt = single.length - 22 - (46 + 'kernel'.length);
  const entry = single.subarray(directoryAt, single.length - 22);
  const end = Buffer.from(single.subarray(single.length - 22));
  end.writeUInt16LE(copies, 8);
  end.writeUInt16LE(copies, 10);
  end.writeUInt32LE(entry.length * copies, 12);
  return Buffer.concat([
    single.subarray(0, directoryAt),
    ...Array.from({ length: copies }, () => entry),
    end,
  ]);
}
