import { createHash, randomBytes } from 'node:crypto';

/** A secret to hand to a client, and the only form of it that is kept. 256 bits from the system's generator. */
export function createToken(prefix = ''): { token: string; hash: string } {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** High-entropy tokens need no slow hash (OWASP Session Management): SHA-256 keeps a read table from letting anybody in. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
