import { htmlText } from './markup.ts';
import type { IndependentReader } from './reader-container.ts';

/**
 * The bytes as UTF-8, or as the charset that the file declares. What is in another charset and does not say so is
 * not compared: whoever guesses it wrong prints other words.
 */
const decode = [
  'charset=$(head -c 2000 "$1" | grep -aioE "(charset|encoding)=[\\"\' ]*[a-z0-9_-]+" | head -1 | sed "s/.*[=\\"\' ]//")',
  'iconv -f UTF-8 -t UTF-8 "$1" 2>/dev/null || iconv -f "${charset:-none}" -t UTF-8 -c "$1" 2>/dev/null',
].join('\n');

export const plainReaders: readonly IndependentReader[] = [
  { name: 'iconv', image: 'tools', reads: /\.(?:txt|csv|vcf|xml)$/i, script: decode },
  { name: 'iconv, no tags', image: 'tools', reads: /\.html?$/i, script: decode, toText: htmlText },
];

/** Pictures: what the bare engine reads; its own mistakes are noise. */
export const pictureReaders: readonly IndependentReader[] = [
  {
    name: 'tesseract',
    image: 'tools',
    reads: /\.(?:tiff?|png|jpe?g|bmp|webp)$/i,
    script: 'OMP_THREAD_LIMIT=1 tesseract "$1" - -l eng 2>/dev/null',
  },
];

/** Prints the files under "out" that are plain text. */
const printTexts =
  "find out -type f \\( -iname '*.txt' -o -iname '*.csv' -o -iname '*.xml' \\) -exec cat {} +";

function archiveReader(name: string, reads: RegExp, unpack: string): IndependentReader {
  return { name, image: 'tools', reads, script: `{ ${unpack}; } >/dev/null 2>&1; ${printTexts}` };
}

/** Archives: the words of their files that are plain text; the others are compared as their own formats. */
export const archiveReaders: readonly IndependentReader[] = [
  archiveReader('unzip', /\.zip$/i, 'unzip -qq -o "$1" -d out'),
  archiveReader('tar', /\.tar$/i, 'mkdir out; tar -xf "$1" -C out'),
  archiveReader('7z', /\.(?:7z|zip|tar|cab|lzh|arj|iso)$/i, '7z x -y -oout "$1"'),
];
export const winmailReader = archiveReader(
  'tnef',
  /\.(?:dat|tnef)$/i,
  'mkdir out; tnef --directory=out --save-body=body.txt "$1"',
);

/** One compressed file, by the programs that compress; a tar archive in it is unpacked. */
export const compressedReader: IndependentReader = {
  name: 'gzip, bzip2, xz',
  image: 'tools',
  reads: /\.(?:t?gz|bz2|xz|z)$/i,
  script: `{ gzip -dc "$1" || bzip2 -dc "$1" || xz -dc "$1"; } >whole 2>/dev/null; mkdir out; tar -xf whole -C out 2>/dev/null || cp whole out/whole.txt; ${printTexts}`,
};
