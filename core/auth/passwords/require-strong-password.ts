import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { Problem } from '../../platform/errors.ts';
import { listCommonWords } from './list-common-words.ts';

/**
 * NIST SP 800-63B-4 §3.1.1.2: length is what counts; no rules of composition, nothing cut off, nothing that
 * ends by itself. Twelve for everybody: a second factor can be removed, and the password stays.
 */
export const passwordLength = { min: 12, max: 200 } as const;

/** zxcvbn's "very unguessable": more than 10^10 guesses. */
const leastScore = 4;
/** What is behind this many characters is not weighed: the time it takes grows with the square. */
const weighedCharacters = 64;
/** Shorter words of a name or an address stand in every other sentence. */
const shortestKnownWord = 3;

/** What people put in place of a letter; `l` and `i` have the same. */
const lookalikes = new Map(
  Object.entries({ a: '4@', b: '8', e: '3€', g: '9', i: '1!|l', o: '0', s: '5$', t: '7+', z: '2' }).flatMap(
    ([letter, others]) => Array.from(others).map((other) => [other, letter] as const),
  ),
);

/** Whose password it is to be, and under which names the firm reaches Strongroom. */
export type PasswordOwner = { email: string; name: string; hosts: readonly string[] };

/**
 * Refuses a password that is short or easily guessed. Words of the firm (its host, its mail domain) and the person count
 * as nothing, and so do those of `listCommonWords` and years, also as parts, with digits for letters and with something
 * between the letters: the rest must be strong by itself (zxcvbn's score 4).
 * @throws Problem `invalid-request`
 */
export function requireStrongPassword(password: string, owner?: PasswordOwner): void {
  const { min, max } = passwordLength;
  if (password.length < min || password.length > max)
    throw new Problem(
      'invalid-request',
      `A password has ${min} to ${max} characters; a sentence of several words is easy to keep in mind.`,
    );
  const ownWords = listOwnWords(owner);
  const rest = stripWords(password.normalize('NFKC').replaceAll(yearPattern, ''), [
    ...ownWords.map(foldWord),
    ...getCommonWords(),
  ]);
  if (getEstimator().check(rest.slice(0, weighedCharacters), ownWords).score < leastScore)
    throw new Problem(
      'invalid-request',
      'This password is easily guessed: years, sayings, words that many people use, and those of your name, your firm and this product, count for nothing. Take another; a sentence of several unusual words is easy to keep in mind.',
    );
}

const yearPattern = /(?:19|20)\d\d/g;

/** Wholes and their parts: "harbour-law" is found as "HarbourLaw" and "harbour_law", too. */
function listOwnWords(owner: PasswordOwner | undefined): string[] {
  const { email = '', name = '', hosts = [] } = owner ?? {};
  const labels = [email, ...hosts].flatMap((text) => text.split(/[@.]/));
  const wholes = [name, email, ...labels].map((text) => splitWords(text));
  return [...wholes.map((parts) => parts.join('')), ...wholes.flat()].filter(
    (word) => word.length >= shortestKnownWord,
  );
}

function splitWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** The text without the words, forwards and backwards; what stands between the letters of a word goes with it. */
function stripWords(text: string, words: readonly string[]): string {
  const characters = Array.from(text);
  const isStripped = characters.map(() => false);
  // A sign may stand for a letter ("$ecret") or between two ("s!e!c!r!e!t").
  for (const isPart of [/[\p{L}\p{N}@€!|$+]/u, /[\p{L}\p{N}]/u]) {
    const places = characters.flatMap((character, place) => (isPart.test(character) ? [place] : []));
    const letters = places.map((place) => foldCharacter(characters[place] ?? ''));
    const folded = letters.join('');
    const reversed = letters.toReversed().join('');
    for (const word of words) {
      for (const start of findAll(folded, word))
        isStripped.fill(true, places[start], (places[start + word.length - 1] ?? 0) + 1);
      for (const end of findAll(reversed, word)) {
        const start = folded.length - end - word.length;
        isStripped.fill(true, places[start], (places[start + word.length - 1] ?? 0) + 1);
      }
    }
  }
  return characters.filter((_, place) => !isStripped[place]).join('');
}

function findAll(text: string, word: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
  return found;
}

/** One unit for each character, so that places in the folded text are places of characters. */
function foldCharacter(character: string): string {
  const lower = character.toLowerCase();
  return (lookalikes.get(lower) ?? lower).slice(0, 1);
}

function foldWord(word: string): string {
  return Array.from(splitWords(word).join(''), foldCharacter).join('');
}

let madeWords: string[] | undefined;

function getCommonWords(): string[] {
  madeWords ??= listCommonWords().map(foldWord);
  return madeWords;
}

let madeEstimator: ZxcvbnFactory | undefined;

/** Made when the first password is chosen: its tables take 10 MB. */
function getEstimator(): ZxcvbnFactory {
  madeEstimator ??= new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: weighedCharacters,
  });
  return madeEstimator;
}
