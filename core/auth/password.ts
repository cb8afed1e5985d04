import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../platform/errors.js';

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default), 19 MiB, 2 passes, 1 lane. */
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** NIST SP 800-63B-4 §3.1.1.2: length is what counts; no rules of composition, nothing cut off. */
const passwordLength = { min: 8, max: 200 } as const;

/** Takes a password into a form that is safe to keep. @throws Problem `invalid-request` when it is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < passwordLength.min || password.length > passwordLength.max) {
    throw new Problem(
      'invalid-request',
      `A password has ${passwordLength.min} to ${passwordLength.max} characters; a sentence of several words is easy to keep in mind.`,
    );
  }
  return hash(password, strength);
}

/** A hash of nobody's password: the answer to an unknown address takes as long as to a known one. */
const nobody = hash('nobody signs in with this', strength);

/** True when the password belongs to the hash; an unknown person costs the same time as a wrong password. */
export async function isPassword(kept: string | undefined, password: string): Promise<boolean> {
  const right = await verify(kept ?? (await nobody), password.slice(0, passwordLength.max));
  return right && kept !== undefined;
}
