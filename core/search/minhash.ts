import xxhash from 'xxhash-wasm';

// MinHash (A. Z. Broder, "On the resemblance and containment of documents", 1997) by one function instead of 96:
// it puts each run of five words into one of 96 bins, where the least number stays (P. Li, A. Owen, C.-H. Zhang,
// "One permutation hashing", 2012). Two texts agree in as large a share of their bins as they share runs. Bins that
// a short text leaves empty are filled by further functions, as in S. Dahlgaard, M. B. T. Knudsen, M. Thorup, "Fast
// similarity sketching", 2017: copying them from their neighbours (A. Shrivastava, P. Li, "Densifying one
// permutation hashing", 2014) doubles the error of texts with fewer runs than bins.

const shingleWords = 5;
const bandCount = 24;
const rowsPerBand = 4;
const binCount = bandCount * rowsPerBand;
/** Fewer runs than this and two documents are alike by chance: slip sheets, "Exhibit A". */
const minShingles = 20;
/** Some hundred pages are enough to know a document; the rest costs time and memory. */
const maxWords = 50_000;

// What follows never changes without another indexVersion (core/search/read-tokens.ts): signatures are stored.
const shingleMultiplier = 0x9e3779b1;
const roundStep = 0x9e3779b1;
/** FNV-1a, 32 bits. */
const wordStart = 0x811c9dc5 | 0;
const wordMultiplier = 0x01000193;

export type MinHash = {
  /** 96 unsigned numbers of 32 bits, little-endian. */
  signature: Buffer<ArrayBuffer>;
  /** Runs of the signature as one number each: nearly the same texts have at least one in common. */
  bands: bigint[];
};

const hash = await xxhash();

/**
 * Computes a MinHash signature from a document's text page by page; runs of words go on over the page's end,
 * so that paging does not matter.
 */
export class MinHasher {
  readonly #shingles: number[] = [];
  /** The numbers of the latest words, each in the place of the one five words earlier. */
  readonly #run = new Int32Array(shingleWords);
  #words = 0;

  /** Adds the text of the next page. */
  add(text: string): void {
    if (this.#words >= maxWords) return;
    // A unit at a time: cutting out the words takes three times as long as all the rest.
    const units = text.toLowerCase();
    let number = wordStart;
    for (let at = 0; at <= units.length; at += 1) {
      const unit = at < units.length ? units.charCodeAt(at) : 0;
      if (isOfWord(unit)) number = Math.imul(number ^ unit, wordMultiplier);
      else if (number !== wordStart) {
        this.#addWord(number);
        number = wordStart;
      }
    }
  }

  /** The signature; undefined for a text too short to be like another. */
  finish(): MinHash | undefined {
    if (this.#shingles.length < minShingles) return undefined;
    const signature = Buffer.alloc(binCount * 4);
    for (const [index, value] of fillBins(this.#shingles).entries())
      signature.writeUInt32LE(value, index * 4);
    const width = rowsPerBand * 4;
    return {
      signature,
      bands: Array.from({ length: bandCount }, (_, band) =>
        BigInt.asIntN(64, hash.h64Raw(signature.subarray(band * width, (band + 1) * width))),
      ),
    };
  }

  #addWord(number: number): void {
    if (this.#words >= maxWords) return;
    this.#run[this.#words % shingleWords] = number;
    this.#words += 1;
    if (this.#words < shingleWords) return;
    let shingle = 0;
    for (let index = 0; index < shingleWords; index += 1)
      shingle =
        (Math.imul(shingle, shingleMultiplier) + (this.#run[(this.#words + index) % shingleWords] ?? 0)) | 0;
    this.#shingles.push(shingle);
  }
}

/** The least number of each bin, in the first round that put one there. */
function fillBins(shingles: readonly number[]): Uint32Array {
  const bins = new Uint32Array(binCount);
  const rounds = new Uint8Array(binCount);
  // A long text fills all bins at once; a form with few runs again and again takes many rounds.
  let given: Iterable<number> = shingles;
  for (let round = 1; round <= 2 * binCount && rounds.includes(0); round += 1) {
    for (const shingle of given) {
      const value = mix(shingle + Math.imul(round, roundStep));
      // After so many rounds each of the remaining ones fills one bin for certain.
      const bin = round <= binCount ? ((value >>> 16) * binCount) >>> 16 : round - binCount - 1;
      const filledIn = rounds[bin] ?? 0;
      if (filledIn === 0 || (filledIn === round && value < (bins[bin] ?? 0))) {
        rounds[bin] = round;
        bins[bin] = value;
      }
    }
    if (round === 1) given = new Set(shingles);
  }
  return bins;
}

/** A permutation of the numbers of 32 bits in which near ones are far apart: the end of MurmurHash3. */
function mix(number: number): number {
  let mixed = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Letters, digits, and the halves of what takes two units. */
const wordUnit = /[\p{L}\p{N}\p{Cs}]/u;
/** By unit: 0 not asked yet, 1 between words, 2 in one. */
const kinds = new Uint8Array(65_536);

function isOfWord(unit: number): boolean {
  const known = kinds[unit] ?? 0;
  if (known !== 0) return known === 2;
  const isWord = wordUnit.test(String.fromCharCode(unit));
  kinds[unit] = isWord ? 2 : 1;
  return isWord;
}

/** The share of runs of five words that two texts have in common, 0 to 1, estimated to about 0.05. */
export function estimateSimilarity(one: Uint8Array, other: Uint8Array): number {
  let same = 0;
  // Byte by byte: a page compares dozens of signatures of a hundred bins, and an object for each bin took longer than the rest.
  for (let at = 0; at < one.length; at += 4)
    if (
      one[at] === other[at] &&
      one[at + 1] === other[at + 1] &&
      one[at + 2] === other[at + 2] &&
      one[at + 3] === other[at + 3]
    )
      same += 1;
  return same / binCount;
}
