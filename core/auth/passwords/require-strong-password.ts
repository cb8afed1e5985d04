import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { Problem } from '../../platform/errors.ts';

/**
 * NIST SP 800-63B-4 §3.1.1.2: length is what counts; no rules of composition, nothing cut off, nothing that
 * ends by itself. Twelve for everybody: a second factor can be removed, and the password stays.
 */
export const passwordLength = { min: 12, max: 200 } as const;

/** zxcvbn's "safely unguessable": more than 10^8 guesses. */
const leastScore = 3;
/** What is behind this many characters is not weighed: the time it takes grows with the square. */
const weighedCharacters = 64;
/** Shorter words of a name or an address stand in every other sentence. */
const shortestKnownWord = 3;

/** What anybody knows who stands before the sign-in page. */
const productWords = ['strong room', 'document room', 'law firm'];

/** What people put in place of a letter. */
const lookalikes: Readonly<Record<string, string>> = {
  ...{ a: 'a@4', b: 'b8', e: 'e3€', g: 'g9', i: 'i1!|', l: 'l1|', o: 'o0', s: 's$5', t: 't7+', z: 'z2' },
};

/** Whose password it is to be, and under which names the firm reaches Strongroom. */
export type PasswordOwner = { email: string; name: string; hosts: readonly string[] };

/**
 * Refuses a password that is short or easily guessed. Words of the product, the firm (its host, its mail
 * domain) and the person count as nothing, also as parts and with digits for letters: the rest must be strong
 * by itself (zxcvbn's score 3).
 * @throws Problem `invalid-request`
 */
export function requireStrongPassword(password: string, owner?: PasswordOwner): void {
  const { min, max } = passwordLength;
  if (password.length < min || password.length > max)
    throw new Problem(
      'invalid-request',
      `A password has ${min} to ${max} characters; a sentence of several words is easy to keep in mind.`,
    );
  const known = listKnownWords(owner);
  const rest = stripWords(password.normalize('NFKC'), known);
  const texts = known.map((parts) => parts.join(''));
  if (estimator().check(rest.slice(0, weighedCharacters), texts).score < leastScore)
    throw new Problem(
      'invalid-request',
      'This password is easily guessed: words that many people use, and those of your name, your firm and this product, count for nothing. Take another; a sentence of several words is easy to keep in mind.',
    );
}

/** Each as its parts, longest first: "harbour-law" is found as "HarbourLaw" and "harbour_law", too. */
function listKnownWords(owner: PasswordOwner | undefined): string[][] {
  const { email = '', name = '', hosts = [] } = owner ?? {};
  const labels = [email, ...hosts].flatMap((text) => text.split(/[@.]/));
  const wholes = [...productWords, name, email, ...labels].map((text) => splitWords(text));
  const single = wholes.slice(productWords.length).flatMap((parts) => parts.map((part) => [part]));
  const letters = (parts: string[]) => parts.join('').length;
  return [...wholes, ...single]
    .filter((parts) => letters(parts) >= shortestKnownWord)
    .toSorted((one, other) => letters(other) - letters(one));
}

function splitWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function stripWords(password: string, words: string[][]): string {
  return words.reduce((rest, parts) => {
    const pattern = parts.map((part) => part.replaceAll(/./gu, letterPattern)).join('[^\\p{L}\\p{N}]*');
    return rest.replaceAll(new RegExp(pattern, 'giu'), '');
  }, password);
}

function letterPattern(letter: string): string {
  const others = lookalikes[letter];
  return others === undefined ? letter : `[${others}]`;
}

let madeEstimator: ZxcvbnFactory | undefined;

/** Made when the first password is chosen: its tables take 10 MB. */
function estimator(): ZxcvbnFactory {
  madeEstimator ??= new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: weighedCharacters,
  });
  return madeEstimator;
}
