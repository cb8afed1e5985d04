import type { TextSpan } from '../reading/text-spans.ts';
import { buildReadings, placeOnPage, type Reading } from './build-readings.ts';
import { cutsNumber, listDigitGroups, writeWithCents } from './list-digit-groups.ts';
import { foldAccents } from './normalize-word.ts';
import { readCompounds, type Compound, type Joint, type Part } from './read-compounds.ts';
import { isStopWord, stemWord } from './stem-word.ts';

/**
 * By which version of these rules, and of those of its MinHash signature, a document is indexed. One more, and the
 * worker indexes all documents anew (reindex-documents.ts).
 */
export const indexVersion = 3;

/** A word as it can be found, and where it stands. Several tokens may share a position. */
export type Token = {
  /** UTF-16 units of the page's text. */
  start: number;
  end: number;
  position: number;
  /** As written, and without its accents: for phrases and identifiers. */
  exact: readonly string[];
  /** Its stem, for words. */
  search: readonly string[];
  /** Where the first character of a pair ends: Chinese, Japanese, Korean. */
  headEnd?: number;
};

/** What takes one place in a phrase, or one place for each character. */
export type Place = { parts: Part[]; word: string; width: number; joint: Joint | null };

/** No phrase reaches from one reading to the next. */
export const positionsBetween = 40;
/** Parts of an identifier by which it is found without the others, from each of them on. */
const maxParts = 8;
const partsOfLong = 3;

/**
 * Reads a page as search sees it, the same for the index, snippets and marks; queries are read by the same
 * `readCompounds` (parse-query.ts).
 */
export function readTokens(text: string, spans?: readonly TextSpan[]): Token[] {
  const tokens: Token[] = [];
  let position = 1;
  for (const reading of buildReadings(text, spans)) {
    position = addReading(tokens, reading, position) + positionsBetween;
  }
  return tokens;
}

/** So much around a change is read a second time: about 16 words. */
const charactersAround = 130;

function addReading(tokens: Token[], reading: Reading, first: number): number {
  const { pieces, near } = reading;
  const isPlain = pieces.length === 1 && pieces[0]?.page === 0;
  let position = first;
  let isFar = false;
  for (const compound of readCompounds(reading.text)) {
    if (!isPlain) moveToPage(compound, reading);
    if (near && !isNear(compound, near)) {
      if (!isFar) position += positionsBetween;
      isFar = true;
      continue;
    }
    isFar = false;
    position = addTokens(tokens, compound, position);
  }
  return position;
}

function moveToPage({ parts }: Compound, reading: Reading): void {
  for (const part of parts) {
    for (const place of [part, ...(part.characters ?? [])]) {
      place.end = placeOnPage(reading, place.end - 1) + 1;
      place.start = placeOnPage(reading, place.start);
    }
  }
}

function isNear({ parts }: Compound, near: readonly [number, number][]): boolean {
  const start = parts[0]?.start ?? 0;
  const end = parts.at(-1)?.end ?? 0;
  return near.some(([from, to]) => start < to + charactersAround && end > from - charactersAround);
}

/** The places that a compound takes: a word that was broken at the end of a line takes one. */
export function listPlaces({ parts, joints }: Compound): Place[] {
  const places: Place[] = [];
  for (const [index, part] of parts.entries()) {
    const joint = joints[index - 1] ?? null;
    const last = places.at(-1);
    if (joint === 'broken' && last) {
      last.parts.push(part);
      last.word += part.word;
    } else places.push({ parts: [part], word: part.word, width: part.characters?.length ?? 1, joint });
  }
  return places;
}

function addTokens(tokens: Token[], compound: Compound, first: number): number {
  const [only] = compound.parts;
  if (compound.parts.length === 1 && only && !only.characters) {
    tokens.push(wordToken(only, only.word, first));
    return first + 1;
  }
  const places = listPlaces(compound);
  let position = first;
  for (const place of places) {
    addPlace(tokens, place, position);
    position += place.width;
  }
  if (places.length > 1) addWholes(tokens, places, first);
  return position;
}

function addPlace(tokens: Token[], { parts, word }: Place, position: number): void {
  for (const part of parts) {
    if (part.characters) addPairs(tokens, part.characters, position);
    else tokens.push(wordToken(part, part.word, position));
  }
  const [head] = parts;
  if (head && parts.length > 1)
    tokens.push(wordToken({ start: head.start, end: parts.at(-1)?.end ?? head.end }, word, position));
}

function wordToken({ start, end }: { start: number; end: number }, word: string, position: number): Token {
  const { exact, search } = readLexemes(word);
  return { start, end, position, exact, search };
}

type Lexemes = Pick<Token, 'exact' | 'search'>;

/** A text repeats its words: each is folded and stemmed once. Emptied when full. */
const knownLexemes = new Map<string, Lexemes>();
const maxKnown = 50_000;
/** What is longer was cut out of its page, and would keep the page in memory (V8 copies up to 12 characters). */
const maxKnownCharacters = 12;

function readLexemes(word: string): Lexemes {
  const known = knownLexemes.get(word);
  if (known) return known;
  const folded = foldAccents(word);
  const lexemes = {
    exact: folded === word ? [word] : [word, folded],
    search: isStopWord(folded) ? [] : [stemWord(folded)],
  };
  if (word.length > maxKnownCharacters) return lexemes;
  if (knownLexemes.size >= maxKnown) knownLexemes.clear();
  knownLexemes.set(word, lexemes);
  return lexemes;
}

function addPairs(tokens: Token[], characters: NonNullable<Part['characters']>, first: number): void {
  for (const [index, { start, end, word }] of characters.entries()) {
    const next = characters[index + 1];
    tokens.push({
      start,
      end: next?.end ?? end,
      position: first + index,
      exact: [word + (next?.word ?? '')],
      search: [],
      headEnd: end,
    });
  }
}

/** What of a compound is found as one word: "noncompete", "usc", and of identifiers each run of parts. */
function addWholes(tokens: Token[], places: readonly Place[], first: number): void {
  for (const [from, to] of listJoinedRuns(places))
    addRun(tokens, { places, from, to, word: joinWords(places, from, to) }, first);
  if (!isIdentifier(places)) return;
  const numbers = listDigitGroups(places);
  for (const number of numbers) {
    const word = writeWithCents(places, number);
    if (word !== null) addRun(tokens, { places, from: number.from, to: number.to + 1, word }, first);
  }
  const longest = places.length > maxParts ? partsOfLong : maxParts;
  for (let from = 0; from < places.length - 1; from += 1) {
    const most = from === 0 ? maxParts : longest;
    for (let to = from + 1; to < Math.min(places.length, from + most); to += 1)
      if (!cutsNumber(places, numbers, [from, to]))
        addRun(tokens, { places, from, to, word: writeIdentifier(places, from, to) }, first);
  }
}

type Run = { places: readonly Place[]; from: number; to: number; word: string };

function addRun(tokens: Token[], { places, from, to, word }: Run, first: number): void {
  const start = places[from]?.parts[0]?.start ?? 0;
  const end = places[to]?.parts.at(-1)?.end ?? start;
  const token = wordToken({ start, end }, word.slice(0, 200), first + from);
  // An identifier is looked up as such, never by its stem.
  tokens.push(
    word.includes('-') ? { ...token, exact: [foldAccents(word.slice(0, 200))], search: [] } : token,
  );
}

/** Whether something with a number in it: found whole and by its leading parts, whatever signs part them. */
export function isIdentifier(places: readonly Place[]): boolean {
  return places.some(({ word }) => /\p{N}/u.test(word));
}

/** The lexeme of an identifier's parts: one sign stands for all that may stand between them. */
export function writeIdentifier(places: readonly Place[], from: number, to: number): string {
  return places
    .slice(from, to + 1)
    .map(({ word }) => word)
    .join('-');
}

/** The words of places without anything between. */
export function joinWords(places: readonly Place[], from: number, to: number): string {
  return places
    .slice(from, to + 1)
    .map(({ word }) => word)
    .join('');
}

/**
 * Runs of places that are also written in one word: "non-compete" is "noncompete", "U.S.C." is "USC", "1,250,000" is
 * 1250000 and "PQS-000451" is "PQS000451".
 */
export function listJoinedRuns(places: readonly Place[]): [from: number, to: number][] {
  const runs = listDigitGroups(places).map(({ from, to }): [number, number] => [from, to]);
  for (let from = 0; from < places.length - 1; from += 1) {
    let to = from;
    while (to + 1 < places.length && isWrittenTogether(places, from, to + 1)) to += 1;
    if (to > from) runs.push([from, to]);
    // Not again the end of the same run.
    from = Math.max(from, to - 1);
  }
  return runs;
}

function isWrittenTogether(places: readonly Place[], from: number, to: number): boolean {
  const last = places[to - 1];
  const place = places[to];
  if (!last || !place) return false;
  const [one, other] = [last.word, place.word];
  const areLetters = !/\p{N}/u.test(one + other);
  if (place.joint === 'perhaps') return areLetters;
  if (place.joint === 'hyphen' || place.joint === 'apostrophe')
    return areLetters || (to === from + 1 && /^\p{L}+$/u.test(one) && /^\d+$/.test(other));
  return place.joint === 'stop' && areLetters && one.length === 1 && other.length === 1;
}
