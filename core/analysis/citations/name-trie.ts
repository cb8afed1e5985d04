/** Letters, digits and & have a place in the tree; whatever else stands between them is passed over. */
const symbols = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&';
const width = symbols.length + 1;
const symbolOf = new Uint8Array(128);
for (let index = 0; index < symbols.length; index += 1) symbolOf[symbols.charCodeAt(index)] = index + 1;

/** 1: may stand inside a name ("F. Supp. 2d", "F.Supp.2d", "F. App’x", "2000-Ohio"). */
const passedOver = new Uint8Array(65_536);
for (const character of " \t\n\r\f\u00a0\u2009\u202f.'\u2019-") passedOver[character.charCodeAt(0)] = 1;

/** So many spaces and dots may lie between two letters of a name: a line break with its indentation. */
const maxGap = 40;

export type NameHit = { value: number; end: number };
const none: readonly NameHit[] = [];

/**
 * Names in a tree of letters, so that finding which of thousands stands at a place costs as many steps as the
 * name has letters. Spaces, full stops and apostrophes are not compared: courts write "F. Supp. 2d" in six
 * ways.
 */
export class NameTrie {
  #nodes = new Int32Array(width * 4096);
  #values = new Int32Array(4096).fill(-1);
  #count = 1;
  readonly #passedOver: Uint8Array;

  /** `commas`: a comma inside a name is passed over, too, for a reading that took a stop for one. */
  constructor({ commas = false }: { commas?: boolean } = {}) {
    this.#passedOver = passedOver;
    if (!commas) return;
    this.#passedOver = passedOver.slice();
    this.#passedOver[','.charCodeAt(0)] = 1;
  }

  /** The first value given for a name stays. */
  add(name: string, value: number): void {
    let node = 0;
    // What stands in parentheses ("IL App (1st)") the reader of citations passes over itself.
    const letters = name.replace(/\([^)]*\)/g, '');
    for (let index = 0; index < letters.length; index += 1) {
      const symbol = symbolOf[letters.charCodeAt(index)] ?? 0;
      if (symbol > 0) node = this.#child(node, symbol);
    }
    if (node > 0 && this.#values[node] === -1) this.#values[node] = value;
  }

  /** The names that begin at `at`, the longest first. */
  match(text: string, at: number): readonly NameHit[] {
    let hits: NameHit[] | undefined;
    let node = 0;
    let gap = 0;
    for (let index = at; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      const symbol = code < 128 ? (symbolOf[code] ?? 0) : 0;
      if (symbol > 0) {
        node = this.#nodes[node * width + symbol] ?? 0;
        if (node === 0) break;
        gap = 0;
        const value = this.#values[node] ?? -1;
        if (value >= 0 && !isLetterAt(text, index + 1))
          (hits ??= []).push({ value, end: endOfName(text, index + 1) });
      } else if (this.#passedOver[code] === 1 && gap < maxGap) gap += 1;
      else break;
    }
    return hits ? hits.reverse() : none;
  }

  #child(node: number, symbol: number): number {
    const place = node * width + symbol;
    const known = this.#nodes[place] ?? 0;
    if (known > 0) return known;
    if (this.#count === this.#values.length) this.#grow();
    this.#nodes[place] = this.#count;
    this.#count += 1;
    return this.#count - 1;
  }

  #grow(): void {
    const nodes = new Int32Array(this.#nodes.length * 2);
    nodes.set(this.#nodes);
    const values = new Int32Array(this.#values.length * 2).fill(-1);
    values.set(this.#values);
    this.#nodes = nodes;
    this.#values = values;
  }
}

function isLetterAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return code >= 97 && code <= 122;
}

/** The full stop that ends an abbreviation belongs to it. */
function endOfName(text: string, after: number): number {
  return text.charCodeAt(after) === 46 ? after + 1 : after;
}
