import { createHash, randomBytes } from 'node:crypto';

/**
 * A new secret for a client, and its hash, the only form that is stored. 256 bits from the system's
 * generator.
 */
export function createToken(prefix = ''): { token: string; hash: string } {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/**
 * The hash of a token. High-entropy tokens need no slow hash (OWASP Session Management): SHA-256 keeps a read
 * table from letting anybody in.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** How exactly the last use of a token is stored: a write per request would cost more than it is worth. */
export const lastUseStepMs = 60_000;
