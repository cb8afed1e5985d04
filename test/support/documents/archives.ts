import { makeZip } from './zip.js';

/** Opens the locked archives below; a command line would take it apart. */
export const archivePassword = 'Quay & Lind 7';

/** Made once with 7-Zip: Letters/2019/letter.txt ("The dredger left the harbour at dawn.") and minutes.txt. */
export const sevenZipArchive = Buffer.from(
  'N3q8ryccAAS9ExyyzQAAAAAAAAAiAAAAAAAAADopcabgAEoAQl0AKhoIogK6M2Ozco/Z2xrtHnhQx99GngMvXQvrHu+/F7LML6q3TfrnMZv+nPWh3Fz0/IZn00c5YXL0rFW2prE2ak58AAAAgTMHrg/SdAR9QMCQ0v99aU2FmwTCKYG1V+IdORs1W0HAfGxA7CER9bUV7eryQCoJWN6az5P8VfHhkxoETkbwHZIbiOpJkC+s+C7HaoMQGAHXtIFTy6FRJfv3Krl1LK175wuNeDoitrk/YMdl1MylqedMGScrUT+ogYl7l3bgAAAAFwZKAQmAgwAHCwEAASMDAQEFXQAQAAAMgN4KAdT3ltYAAA==',
  'base64',
);

/** A 7z archive that hides even its list of names behind the password; minutes.txt in it. */
export const lockedSevenZip = Buffer.from(
  'N3q8ryccAATDsAtmsAAAAAAAAAAvAAAAAAAAACXWWrSIkqCsllLB0u1YSQzuWLht6H0jwfHvixwcCd26k0/Gl5OeqEjsvZdcbrTn4QGH5yjdaKFLIzwdnSgToAOWZ/0qeQzzd312MkOyczzfzg1Kbl3WpgdsULR+AsO3BK7V5kO+pHypRI6xo1GrUKv0kNp5XVp91Y7bTZ6B4vPpT8FQ4MqIsB3w783hUuR0Z+qpPkS5Y2CfjFjua6wIUCF3sFoXlyQyg+E2KtHVtpXBbtMiuBcGMAEJgIAABwsBAAEkBvEHARJTD74TYwmUbVWxkh0CI5qddC4McgoB8O4tFgAA',
  'base64',
);

/** minutes.txt in a ZIP archive, locked in the old way (ZipCrypto). */
export const lockedZip = Buffer.from(
  'UEsDBBQAAQAAABhddV3Y6t5YMgAAACYAAAALAAAAbWludXRlcy50eHQWuhSS/XQJE7vuoDT8dwvC6GWB2VGiT+D7n8mWttq/opP6E8qg6/UiplmJXriC1Sbq91BLAQI/AxQAAQAAABhddV3Y6t5YMgAAACYAAAALACQAAAAAAAAAIICkgQAAAABtaW51dGVzLnR4dAoAIAAAAAAAAQAYAICh+yWted0BAAAAAAAAAAAAAAAAAAAAAFBLBQYAAAAAAQABAF0AAABbAAAAAAA=',
  'base64',
);

/** minutes.txt in a ZIP archive, locked in the new way (AES-256), which leaves out the checksum. */
export const lockedZipAes = Buffer.from(
  'UEsDBDMAAQBjABhddV0AAAAAQgAAACYAAAALAAsAbWludXRlcy50eHQBmQcAAgBBRQMAADVFK4xaPzl7aTb/HxzJN4PFB9F1Do8vBiq70GvDmjerQjJup/E/bTJ/O/o8HF0Bke7v09+fB8z1hZ6PjfFt5LakpVBLAQI/AzMAAQBjABhddV0AAAAAQgAAACYAAAALAC8AAAAAAAAAIICkgQAAAABtaW51dGVzLnR4dAoAIAAAAAAAAQAYAICh+yWted0BAAAAAAAAAAAAAAAAAAAAAAGZBwACAEFFAwAAUEsFBgAAAAABAAEAaAAAAHYAAAAAAA==',
  'base64',
);

/** A ZIP archive whose every entry claims to be `claimed` bytes long, and is `real` zeros. */
export function makeLyingZip(claimed: number, real: number): Buffer {
  const zip = makeZip([{ name: 'zeros.txt', content: Buffer.alloc(real) }]);
  // The size stands in the entry's own header and in the directory at the end.
  for (const mark of ['504b0304', '504b0102']) {
    const at = zip.indexOf(Buffer.from(mark, 'hex'));
    zip.writeUInt32LE(claimed, at + (mark === '504b0304' ? 22 : 24));
  }
  return zip;
}

/** A ZIP archive of `copies` entries that all are the same packed bytes (as David Fifield's bombs are made). */
export function makeOverlappingZip(copies: number, size: number): Buffer {
  const content = Buffer.alloc(size);
  const single = makeZip([{ name: 'kernel', content }]);
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
