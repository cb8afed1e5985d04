import { hash, verify } from '@node-rs/argon2';
import { passwordLength, requireStrongPassword, type PasswordOwner } from './require-strong-password.ts';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default), 19 MiB, 2 passes, 1 lane. */
const argonOptions = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes a password that somebody chose.
 * @throws Problem `invalid-request` when it is too short, too long or easily guessed
 */
export async function hashPassword(password: string, owner?: PasswordOwner): Promise<string> {
  requireStrongPassword(password, owner);
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
