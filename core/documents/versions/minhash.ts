import xxhash from 'xxhash-wasm';

// MinHash (A. Z. Broder, "On the resemblance and containment of documents", 1997): of all runs of five words,
// mapped to numbers by one function after the other, the least number is kept each time. Two texts agree in
// as large a share of these as they share runs.

const shingleWords = 5;
const bandCount = 24;
const rowsPerBand = 4;
/** Fewer runs than this and two documents are alike by chance: slip sheets, "Exhibit A". */
const minShingles = 20;
/** Some hundred pages are enough to know a document; the rest costs time and memory. */
const maxWords = 50_000;
const shingleMultiplier = 0x9e3779b1;

export type MinHash = {
  /** 96 unsigned numbers of 32 bits, little-endian. */
  signature: Buffer<ArrayBuffer>;
  /** Runs of the signature as one number each: nearly the same texts have at least one in common. */
  bands: bigint[];
};

// Five times as fast as a cryptographic hash, and nothing here is a secret kept.
const hash = await xxhash();

/**
 * Each function is a permutation of the numbers of 32 bits: times an odd number, plus another. They never
 * change: signatures are stored.
 */
const multipliers = Int32Array.from(
  { length: bandCount * rowsPerBand },
  (_, index) => hash.h32('times', index) | 1,
);
const offsets = Int32Array.from(
  { length: bandCount * rowsPerBand },
  (_, index) => hash.h32('plus', index) | 0,
);

/**
 * Computes a MinHash signature from a document's text page by page; runs of words go on over the page's end,
 * so that paging does not matter.
 */
export class MinHasher {
  readonly #least = new Uint32Array(multipliers.length).fill(0xffffffff);
  readonly #known = new Map<string, number>();
  /** The numbers of the latest words, each in the place of the one five words earlier. */
  readonly #run = new Int32Array(shingleWords);
  #words = 0;

  /** Adds the text of the next page. */
  add(text: string): void {
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      if (this.#words >= maxWords) return;
      this.#run[this.#words % shingleWords] = this.#numberOf(word);
      this.#words += 1;
      if (this.#words >= shingleWords) this.#addShingle();
    }
  }

  /** The signature; undefined for a text too short to be like another. */
  finish(): MinHash | undefined {
    if (this.#words - shingleWords + 1 < minShingles) return undefined;
    const signature = Buffer.alloc(this.#least.length * 4);
    for (const [index, value] of this.#least.entries()) signature.writeUInt32LE(value, index * 4);
    const width = rowsPerBand * 4;
    return {
      signature,
      bands: Array.from({ length: bandCount }, (_, band) =>
        BigInt.asIntN(64, hash.h64Raw(signature.subarray(band * width, (band + 1) * width))),
      ),
    };
  }

  #numberOf(word: string): number {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const number = hash.h32(word) | 0;
    this.#known.set(word, number);
    return number;
  }

  #addShingle(): void {
    let shingle = 0;
    for (let index = 0; index < shingleWords; index += 1)
      shingle =
        (Math.imul(shingle, shingleMultiplier) + (this.#run[(this.#words + index) % shingleWords] ?? 0)) | 0;
    const least = this.#least;
    for (let index = 0; index < least.length; index += 1) {
      const value = (Math.imul(shingle, multipliers[index] ?? 0) + (offsets[index] ?? 0)) >>> 0;
      if (value < (least[index] ?? 0)) least[index] = value;
    }
  }
}

/** The share of runs of five words that two texts have in common, 0 to 1, estimated to about 0.05. */
export function estimateSimilarity(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  let same = 0;
  for (let at = 0; at < a.length; at += 4)
    if (a.subarray(at, at + 4).equals(b.subarray(at, at + 4))) same += 1;
  return same / multipliers.length;
}
