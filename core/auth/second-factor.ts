import { authorize } from '../access/authorize.js';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import type { Transaction } from '../platform/database.js';
import { Problem } from '../platform/errors.js';
import { createSeal } from '../platform/seal.js';
import { requireConfirmed } from './confirm.js';
import { isSecondFactorRequired } from './firm-rules.js';
import { createRecoveryCodes, useRecoveryCode } from './recovery-codes.js';
import type { SignedIn } from './signed-in.js';
import { createSeed, seedAddress, stepOfCode } from './totp.js';

/** What an authenticator app is set up with. `setup` goes back with its first code: nothing is kept before that. */
export type SecondFactorSetup = { seed: string; address: string; setup: string };

/** @throws Problem `not-allowed`, `confirm-first` */
export async function beginSecondFactor(
  app: Pick<App, 'config' | 'database'>,
  who: SignedIn,
): Promise<SecondFactorSetup> {
  await authorize(app, who, 'tend your own account');
  requireConfirmed(who);
  const seed = createSeed();
  const setup = sealOf(app).close(who.person.id, seed);
  return { seed, address: seedAddress(seed, who.person.email), setup };
}

/**
 * From now on signing in takes a code. Other sessions end. @returns recovery codes, shown this once
 * @throws Problem `confirm-first`, `invalid-request` when the code is not one of this seed
 */
export async function addSecondFactor(
  app: Pick<App, 'config' | 'database'>,
  who: SignedIn,
  { setup, code }: { setup: string; code: string },
): Promise<string[]> {
  await authorize(app, who, 'tend your own account');
  requireConfirmed(who);
  const personId = who.person.id;
  const seed = sealOf(app).open(personId, setup);
  const totpCounter = seed === undefined ? undefined : stepOfCode(seed, bare(code));
  if (totpCounter === undefined) {
    throw new Problem(
      'invalid-request',
      'This is not the code that belongs to this picture. Check that the clock of your phone is right, and type the newest code.',
    );
  }
  return app.database.asProcess(async (tx) => {
    await tx.person.update({ where: { id: personId }, data: { totpSealed: setup, totpCounter } });
    await tx.session.deleteMany({ where: { personId, NOT: { id: who.sessionId ?? '' } } });
    await tx.session.updateMany({ where: { personId }, data: { mustSetUp: false } });
    const codes = await createRecoveryCodes(app, tx, personId);
    await recordEvent(tx, { event: 'second-factor.added', personId });
    return codes;
  });
}

/** Signing in takes the password alone again. @throws Problem `confirm-first`, `conflict` where the firm asks everybody for one */
export async function removeSecondFactor(app: Pick<App, 'database'>, who: SignedIn): Promise<void> {
  await authorize(app, who, 'tend your own account');
  requireConfirmed(who);
  await app.database.asProcess(async (tx) => {
    if (await isSecondFactorRequired(tx))
      throw new Problem(
        'conflict',
        'Your firm asks everybody for an authenticator app. You can set it up anew, and not turn it off.',
      );
    const by = { personId: who.person.id };
    if (await dropSecondFactor(tx, who.person.id))
      await recordEvent(tx, { event: 'second-factor.removed', ...by });
  });
}

/** @returns whether there was one */
export async function dropSecondFactor(tx: Transaction, personId: string): Promise<boolean> {
  const { count } = await tx.person.updateMany({
    where: { id: personId, totpSealed: { not: null } },
    data: { totpSealed: null, totpCounter: null },
  });
  await tx.recoveryCode.deleteMany({ where: { personId } });
  return count > 0;
}

/** Whether the person who asks has one, and how many recovery codes are left. */
export async function secondFactorOf(
  app: Pick<App, 'database'>,
  who: SignedIn,
): Promise<{ on: boolean; recoveryCodesLeft: number }> {
  await authorize(app, who, 'tend your own account');
  const personId = who.person.id;
  return app.database.asProcess(async (tx) => {
    const on = (await tx.person.count({ where: { id: personId, totpSealed: { not: null } } })) > 0;
    return { on, recoveryCodesLeft: await tx.recoveryCode.count({ where: { personId, usedAt: null } }) };
  });
}

/** True for the code of about now, or a recovery code, that nobody has used before: of two who use one at once, one is right. */
export async function isSecondFactor(
  app: Pick<App, 'config' | 'database'>,
  person: { id: string; totpSealed: string },
  typed: string,
): Promise<boolean> {
  const { id, totpSealed } = person;
  const seed = sealOf(app).open(id, totpSealed);
  if (seed === undefined)
    throw new Error('a seed does not open: the sealing key is not the one it was sealed with');
  const code = bare(typed);
  const step = stepOfCode(seed, code);
  return app.database.asProcess(async (tx) => {
    if (step === undefined) return useRecoveryCode(app, tx, { personId: id, code });
    const { count } = await tx.person.updateMany({
      where: { id, totpSealed, OR: [{ totpCounter: null }, { totpCounter: { lt: step } }] },
      data: { totpCounter: step },
    });
    return count === 1;
  });
}

function sealOf({ config }: Pick<App, 'config'>) {
  return createSeal(config.sealingKey, 'authenticator seeds');
}

/** People type codes with spaces and dashes, as they are shown. */
function bare(code: string): string {
  return code.replace(/[\s-]/g, '').toLowerCase();
}
