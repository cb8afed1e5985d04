import type { Transaction } from '../platform/database.ts';
import { createToken } from './token.ts';

/**
 * Notes when the person of a session proved anew who they are, and gives it another token: whoever has a copy of
 * the one before stays behind (OWASP ASVS 5.0 §7.2.4).
 * @returns the token
 */
export async function renewSession(
  tx: Transaction,
  id: string | undefined,
  confirmedAt = new Date(),
): Promise<string> {
  const { token, hash: tokenHash } = createToken();
  await tx.session.updateMany({ where: { id: id ?? '' }, data: { tokenHash, confirmedAt } });
  return token;
}
