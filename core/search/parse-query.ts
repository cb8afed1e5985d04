import { isIdentifier, joinWords, listJoinedRuns, writeIdentifier, type Place } from './read-tokens.ts';
import { listDigitGroups, writeWithCents } from './list-digit-groups.ts';
import { foldAccents } from './normalize-word.ts';
import { readCompounds, type Compound, type Part } from './read-compounds.ts';
import { isStopWord, stemWord } from './stem-word.ts';

/** A lexeme of the index, and how many places after the first of its phrase it stands. */
export type QueryElement = { lexeme: string; offset: number; isPrefix?: boolean };

/** Something that a page must have, or must not have: one of several ways to write it. */
export type QueryTerm = {
  /** Which column of the page knows it. */
  column: 'search' | 'exact';
  variants: QueryElement[][];
  isNegated: boolean;
  /** A quoted phrase may begin on one page and end on the next. */
  isPhrase: boolean;
};

/** What a person typed: a page is found by all terms of one of the groups, which `or` parts. */
export type ParsedQuery = { groups: QueryTerm[][] };

/** So many words, phrases and identifiers a search looks up at most: each is looked up by itself, and paid for. */
export const maxTerms = 10;

/** A phrase, a number whose thousands are parted by blanks, or a word. */
const queryPieces =
  /(-?)"([^"]*)"?|(\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,}(?!\d)\S*|\d{1,3}(?:[ \u00a0\u202f]\d{3})+,\d\S*|\S+)/g;
/** Ways to write a phrase that are tried: each hyphen in it may stand at the end of a line, or nowhere. */
const maxVariantHyphens = 6;
const strangeQuotes = /[“”„«»‟＂]/g;

type ReadTerm = QueryTerm & { isStopWord?: boolean };

/** Never throws: whatever is typed is a query, if only an empty one. */
export function parseQuery(typed: string): ParsedQuery {
  const groups: ReadTerm[][] = [[]];
  for (const [, sign, quoted, word = ''] of typed.replace(strangeQuotes, '"').matchAll(queryPieces)) {
    if (quoted !== undefined)
      groups.at(-1)?.push(...readPhrase(quoted).map((term) => ({ ...term, isNegated: sign === '-' })));
    else if (/^or$/i.test(word)) groups.push([]);
    else {
      const isNegated = /^-[^-]/.test(word);
      groups
        .at(-1)
        ?.push(...readWord(isNegated ? word.slice(1) : word).map((term) => ({ ...term, isNegated })));
    }
  }
  const asked = groups.map((group) => withoutRepeats(withoutStopWords(group)));
  return { groups: withoutRepeats(asked.filter((group) => group.length > 0)) };
}

/** Asked twice is looked up once: it finds the same. */
function withoutRepeats<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** How many words, phrases and identifiers a query looks up; what is asked twice, and stop words, do not count. */
export function countTerms({ groups }: ParsedQuery): number {
  return groups.flat().length;
}

/** Whether nothing in a query can be looked up. */
export function isEmptyQuery({ groups }: ParsedQuery): boolean {
  return groups.length === 0;
}

/** Stop words say something only where nothing else is asked: then they are looked up as written. */
function withoutStopWords(group: ReadTerm[]): QueryTerm[] {
  const others = group.filter((term) => !term.isStopWord);
  return others.some(({ isNegated }) => !isNegated) ? others : group;
}

const oneWay = (column: QueryTerm['column'], ...variants: QueryElement[][]): ReadTerm => ({
  column,
  variants,
  isNegated: false,
  isPhrase: false,
});

function readPhrase(text: string): ReadTerm[] {
  const compounds = readCompounds(text);
  const [first] = compounds;
  if (!first) return [];
  const places = compounds.flatMap(listPartsAsPlaces);
  if (compounds.length === 1 && isIdentifier(places)) return [readIdentifier(places)];
  const ways = [places, spellInitials(text, places), joinInitials(places)];
  const variants = new Map(ways.flatMap((way) => listVariants(way)).map((way) => [JSON.stringify(way), way]));
  return [{ ...oneWay('exact', ...variants.values()), isPhrase: true }];
}

/** "15 USC 1692" also stands on pages as "15 U.S.C. § 1692". */
function spellInitials(text: string, places: readonly Place[]): Place[] {
  return places.flatMap((place) => {
    const [only] = place.parts;
    if (!only || !/^\p{Lu}{2,5}$/u.test(text.slice(only.start, only.end))) return [place];
    return Array.from(place.word, (word): Place => ({ ...place, word, joint: 'stop' }));
  });
}

/** And "U.S.C." as "USC". */
function joinInitials(places: readonly Place[]): Place[] {
  const made: Place[] = [];
  for (const place of places) {
    const last = made.at(-1);
    const isInitial = place.joint === 'stop' && /^\p{L}$/u.test(place.word);
    if (last && isInitial && /^\p{L}+$/u.test(last.word) && (last.word.length === 1 || last.joint === 'stop'))
      made[made.length - 1] = { ...last, word: last.word + place.word, joint: 'stop' };
    else made.push(place);
  }
  return made;
}

/** A query has no lines: whether a hyphen belongs to the word is asked both ways. */
function listPartsAsPlaces({ parts, joints }: Compound): Place[] {
  return parts.flatMap((part, index) => {
    const joint = joints[index - 1] ?? null;
    return splitAtBlanks(part).map((piece) => ({
      parts: [piece],
      word: piece.word,
      width: piece.characters?.length ?? 1,
      joint: joint === 'broken' || joint === 'perhaps' ? ('hyphen' as const) : joint,
    }));
  });
}

/** Where a blank is typed between characters, a page may have a stop: they are asked for side by side, not as a pair. */
function splitAtBlanks(part: Part): Part[] {
  const pieces: Part[] = [];
  for (const character of part.characters ?? []) {
    const last = pieces.at(-1);
    if (last?.characters && last.end === character.start) {
      last.characters.push(character);
      last.word += character.word;
      last.end = character.end;
    } else pieces.push({ ...character, characters: [character] });
  }
  return pieces.length === 0 ? [part] : pieces;
}

function readWord(text: string): ReadTerm[] {
  const compounds = readCompounds(text);
  const places = compounds.map(listPartsAsPlaces);
  const isOneThing = places.length > 1 && (isIdentifier(places.flat()) || places.flat().some(isUnspaced));
  if (isOneThing) return [oneWay('exact', ...listVariants(places.flat()))];
  return places.map((compound) => {
    const bare = withoutEndings(compound);
    const [only] = bare;
    if (bare.length === 1 && only) return readSingleWord(only);
    return isIdentifier(bare) ? readIdentifier(bare) : readCompound(bare);
  });
}

/** PQS000451 is also printed with a blank between. */
const lettersAndDigits = /^(\p{L}{2,})(\d{3,})$/u;

function readSingleWord(place: Place): ReadTerm {
  if (isUnspaced(place)) return oneWay('exact', listElements([place]));
  const folded = foldAccents(place.word);
  const [, letters, digits] = lettersAndDigits.exec(folded) ?? [];
  if (letters !== undefined && digits !== undefined)
    return oneWay(
      'exact',
      [{ lexeme: folded, offset: 0 }],
      [
        { lexeme: letters, offset: 0 },
        { lexeme: digits, offset: 1 },
      ],
    );
  if (isStopWord(folded)) return { ...oneWay('exact', [{ lexeme: folded, offset: 0 }]), isStopWord: true };
  return oneWay('search', [{ lexeme: stemWord(folded), offset: 0 }]);
}

/** "client's" is asked as "client": what an apostrophe leaves behind is no word. */
function withoutEndings(places: Place[]): Place[] {
  const kept = places.filter(
    ({ joint, word }) => joint !== 'apostrophe' || !/^(?:s|t|d|m|ll|re|ve)$/.test(word),
  );
  return kept.length === 1 ? kept : places;
}

/** "non-compete": its words one after the other, or written in one. In any form, unless one is a stop word. */
function readCompound(places: Place[]): ReadTerm {
  const isPlain = places.every((place) => !isUnspaced(place) && !isStopWord(foldAccents(place.word)));
  const variants = listVariants(places, foldAccents);
  if (isWrittenInOne(places)) variants.push([{ lexeme: foldAccents(joinAll(places)), offset: 0 }]);
  if (!isPlain) return oneWay('exact', ...variants);
  return oneWay(
    'search',
    ...variants.map((elements) =>
      elements.map((element) => ({ ...element, lexeme: stemWord(element.lexeme) })),
    ),
  );
}

/** Judges' initials after a docket number come and go: 1:19-cv-75551-ADB is 1:19-cv-75551. */
const docketWithInitials = /^((?:\d{1,2}-)?\d{2}-\p{L}{1,4}-\d{1,6})(?:-\p{L}{1,4}){1,4}$/u;
/** Nothing else has so many parts in this order. */
const minPhraseParts = 4;

function readIdentifier(places: Place[]): ReadTerm {
  const last = places.length - 1;
  const whole = foldAccents(writeIdentifier(places, 0, last)).slice(0, 200);
  const variants: QueryElement[][] = places.length > 1 ? [[{ lexeme: whole, offset: 0 }]] : [];
  const docket = docketWithInitials.exec(whole)?.[1];
  if (docket !== undefined) variants.push([{ lexeme: docket, offset: 0 }]);
  if (isWrittenInOne(places)) variants.push([{ lexeme: foldAccents(joinAll(places)), offset: 0 }]);
  for (const number of listDigitGroups(places)) {
    const lexeme = number.from === 0 && number.to === last - 1 ? writeWithCents(places, number) : null;
    if (lexeme !== null) variants.push([{ lexeme, offset: 0 }]);
  }
  if (places.length === 1 || isPrecise(places)) variants.push(...listVariants(places, foldAccents));
  return oneWay('exact', ...variants);
}

/** Whether parts that stand beside each other in a text are this identifier, whatever parts them: "PQS 000451". */
function isPrecise(places: Place[]): boolean {
  return (
    places.length >= minPhraseParts ||
    places.some((place) => isUnspaced(place) || place.joint === 'space' || /^\p{L}{2,}$/u.test(place.word))
  );
}

function isWrittenInOne(places: Place[]): boolean {
  return listJoinedRuns(places).some(([from, to]) => from === 0 && to === places.length - 1);
}

function joinAll(places: Place[]): string {
  return joinWords(places, 0, places.length - 1);
}

function isUnspaced({ parts }: Place): boolean {
  return parts[0]?.characters !== undefined;
}

function listVariants(places: Place[], fold = (word: string) => word): QueryElement[][] {
  const hyphens = places.flatMap((place, index) => (isJoinable(places[index - 1], place) ? [index] : []));
  const choices =
    hyphens.length <= maxVariantHyphens
      ? listSubsets(hyphens)
      : [[], hyphens, ...hyphens.map((hyphen) => [hyphen])];
  return choices.map((joined) => listElements(joinPlaces(places, new Set(joined)), fold));
}

function isJoinable(last: Place | undefined, place: Place): boolean {
  if (!last || isUnspaced(last) || isUnspaced(place)) return false;
  return place.joint === 'hyphen' && !isIdentifier([last, place]);
}

function listSubsets(items: readonly number[]): number[][] {
  return items.reduce<number[][]>(
    (subsets, item) => subsets.flatMap((subset) => [subset, [...subset, item]]),
    [[]],
  );
}

function joinPlaces(places: readonly Place[], joined: ReadonlySet<number>): Place[] {
  const made: Place[] = [];
  for (const [index, place] of places.entries()) {
    const last = made.at(-1);
    if (last && joined.has(index)) made[made.length - 1] = { ...last, word: last.word + place.word };
    else made.push(place);
  }
  return made;
}

function listElements(places: readonly Place[], fold = (word: string) => word): QueryElement[] {
  const elements: QueryElement[] = [];
  let offset = 0;
  for (const { parts, word, width } of places) {
    const characters = parts[0]?.characters;
    if (!characters) elements.push({ lexeme: fold(word), offset });
    else if (characters.length === 1) elements.push({ lexeme: word, offset, isPrefix: true });
    for (const [index, character] of (characters ?? []).entries()) {
      const next = characters?.[index + 1];
      if (next) elements.push({ lexeme: character.word + next.word, offset: offset + index });
    }
    offset += width;
  }
  return elements;
}
