import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import { createEncryption } from '../../platform/encryption.ts';
import { hashToken } from '../token.ts';

/** How long somebody may look for their phone or security key. */
export const challengeMinutes = 5;

/**
 * What a passkey signs for: a signature for one act, or by another person or session, is good for no other.
 */
export type ChallengePurpose =
  | { act: 'sign in' }
  | { act: 'second step'; personId: string }
  | { act: 'confirm'; sessionId: string }
  | { act: 'add'; sessionId: string };

/**
 * Creates something to sign that nobody can foresee. It is sealed, so that nothing is stored for those who
 * only ask: strangers cannot fill anything, and it does not matter which server is asked next.
 */
export function createChallenge(
  { config }: Pick<App, 'config'>,
  purpose: ChallengePurpose,
): Buffer<ArrayBuffer> {
  const until = Date.now() + challengeMinutes * 60_000;
  const sealed = createEncryption(config.sealingKey, 'passkey challenges').encrypt(
    sealContext(purpose),
    String(until),
  );
  return Buffer.from(sealed, 'base64url');
}

/** Whether it was created here for this purpose, and not too long ago. */
export function isValidChallenge(
  { config }: Pick<App, 'config'>,
  purpose: ChallengePurpose,
  challenge: string,
): boolean {
  const until = createEncryption(config.sealingKey, 'passkey challenges').decrypt(
    sealContext(purpose),
    challenge,
  );
  return Number(until ?? 0) > Date.now();
}

/** Uses a challenge up; false when it was used before. Of two who show the same one at once, one is right. */
export async function consumeChallenge(tx: Transaction, challenge: string): Promise<boolean> {
  await tx.usedChallenge.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  // No younger than the challenge itself: it is kept for as long as it would be taken.
  const expiresAt = new Date(Date.now() + challengeMinutes * 60_000);
  const data = { hash: hashToken(challenge), expiresAt };
  const { count } = await tx.usedChallenge.createMany({ data, skipDuplicates: true });
  return count === 1;
}

function sealContext(purpose: ChallengePurpose): string {
  const { act, ...about } = purpose;
  return [act, ...Object.values(about)].join(' ');
}
