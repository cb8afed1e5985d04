import { randomBytes } from 'node:crypto';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import { createEncryption } from '../../platform/encryption.ts';

const codeCount = 10;
/**
 * 24 characters without look-alikes: 120 bits. From 112 on a fingerprint needs no slow hash (OWASP ASVS 5.0 §6.5.2, NIST
 * SP 800-63B-4 §3.1.2.2).
 */
const codeLength = 24;
const alphabet = 'abcdefghjkmnpqrstuvwxyz023456789';

/**
 * Creates a person's recovery codes and deletes older ones. They are shown once; only fingerprints are
 * stored.
 */
export async function createRecoveryCodes(
  app: Pick<App, 'config'>,
  tx: Transaction,
  personId: string,
): Promise<string[]> {
  const codes = Array.from({ length: codeCount }, createCode);
  await deleteRecoveryCodes(tx, personId);
  const data = codes.map((code) => ({
    personId,
    fingerprint: listFingerprints(app, personId, code)[0] ?? '',
  }));
  await tx.recoveryCode.createMany({ data });
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** Deletes recovery codes that stand for no second factor any more. */
export async function deleteRecoveryCodes(tx: Transaction, personId: string): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { personId } });
}

/** Uses a code up; false when there is no such code, or it was used before. */
export async function consumeRecoveryCode(
  app: Pick<App, 'config'>,
  tx: Transaction,
  { personId, code }: { personId: string; code: string },
): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { personId, fingerprint: { in: listFingerprints(app, personId, code) }, usedAt: null },
    data: { usedAt: new Date() },
  });
  if (count === 0) return false;
  const left = await tx.recoveryCode.count({ where: { personId, usedAt: null } });
  await recordEvent(tx, { event: 'second-factor.recovered', personId, detail: { left } });
  return true;
}

function createCode(): string {
  return [...randomBytes(codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** By every key: nobody has to print codes anew because a newer one was made. */
function listFingerprints({ config }: Pick<App, 'config'>, personId: string, code: string): string[] {
  return createEncryption(config.sealingKey, 'recovery codes').fingerprints(personId, code);
}
