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

const textEntries = "-iname '*.txt' -o -iname '*.csv' -o -iname '*.xml'";

/** Archives: the names of their files, and the words of those that are plain text. */
export const archiveReaders: readonly IndependentReader[] = [
  {
    name: 'unzip',
    image: 'tools',
    reads: /\.zip$/i,
    script: `unzip -qq -o "$1" -d out >/dev/null 2>&1; find out -type f \\( ${textEntries} \\) -exec cat {} +`,
  },
  {
    name: '7z',
    image: 'tools',
    reads: /\.(?:7z|zip)$/i,
    script: `7z x -y -oout "$1" >/dev/null 2>&1; find out -type f \\( ${textEntries} \\) -exec cat {} +`,
  },
];
