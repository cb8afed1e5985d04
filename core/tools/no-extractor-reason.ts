const archive = 'Unpack it and upload the files in it, or pack them into a ZIP archive and upload that.';

/** What to do with a kind of file that is not read. First match wins. */
const advice: readonly (readonly [kind: RegExp, advice: string])[] = [
  [/pgp-encrypted/, 'Decrypt it and upload what is in it.'],
  [/diskimage|iso9660|vhd|vmdk|qcow/, 'Open it and upload the files in it, or pack them into a ZIP archive.'],
  [/rar|compress|arj|cpio|lz|zstd|unix-archive|-deb$|-rpm$|archive/, archive],
  [
    /^audio\/|^video\/|mpegurl|shockwave|matroska|ogg$/,
    'Upload a transcript of it if words are spoken in it.',
  ],
  [/^image\//, 'Save it as a PNG, JPEG or PDF file and upload that if it shows words.'],
  [
    /msdownload|-elf$|mach-binary|executable|wasm|java-vm/,
    'It is a program. If it unpacks files, upload those.',
  ],
  [/^font\/|font/, 'It holds shapes of letters, and no words.'],
];

/** Why a file of this type has no words, and what to do, for the person who uploaded it. */
export function noExtractorReason(mediaType: string): string {
  const kind = mediaType === 'application/octet-stream' ? 'an unknown kind' : `the kind ${mediaType}`;
  const [, what = 'Upload a PDF of it if it has words.'] =
    advice.find(([pattern]) => pattern.test(mediaType)) ?? [];
  return `The file is kept, but files of ${kind} are not read, so their words cannot be found. ${what}`;
}
