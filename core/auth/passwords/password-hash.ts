import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { Problem } from '../../platform/errors.ts';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default), 19 MiB, 2 passes, 1 lane. */
const argonOptions = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * NIST SP 800-63B-4 §3.1.1.2: length is what counts; no rules of composition, nothing cut off, nothing that
 * ends by itself.
 */
const passwordLength = { min: 8, max: 200 } as const;

/** Passwords that are known from breaches, most used first (NIST: compare with a blocklist, offline here). */
const commonPasswords = new Set(
  dictionary['passwords-common'].filter((word) => word.length >= passwordLength.min),
);

/**
 * Hashes a password.
 * @param personalWords words a guesser tries first for this person: their name, their address
 * @throws Problem `invalid-request` when it is too short, too long or easily guessed
 */
export async function hashPassword(password: string, personalWords: readonly string[] = []): Promise<string> {
  if (password.length < passwordLength.min || password.length > passwordLength.max) {
    throw new Problem(
      'invalid-request',
      `A password has ${passwordLength.min} to ${passwordLength.max} characters; a sentence of several words is easy to keep in mind.`,
    );
  }
  const plain = password.normalize('NFC').toLowerCase();
  if (
    commonPasswords.has(plain) ||
    personalWords.some((word) => word.toLowerCase() === plain) ||
    new Set(plain).size < 4
  ) {
    throw new Problem(
      'invalid-request',
      'This password is one of the first that are tried when somebody guesses. Take another; a sentence of several words is easy to keep in mind.',
    );
  }
  return hashWithoutPolicy(password);
}

/** The same for a password that is in use already, whatever the policy would say of it today. */
export function hashWithoutPolicy(password: string): Promise<string> {
  return hash(password, argonOptions);
}

/** True for a hash that was made with less strength than is usual now. */
export function isWeakHash(storedHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = argonOptions;
  return !storedHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

/** A hash of nobody's password: the answer to an unknown address takes as long as to a known one. */
const dummyHash = hash('nobody signs in with this', argonOptions);

/**
 * True when the password belongs to the hash; an unknown person, or one who has none yet, costs the same time
 * as a wrong one.
 */
export async function verifyPassword(
  storedHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const right = await verify(storedHash ?? (await dummyHash), password.slice(0, passwordLength.max));
  return right && typeof storedHash === 'string';
}
