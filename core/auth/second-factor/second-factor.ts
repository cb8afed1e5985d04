import { authorize } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import { Problem } from '../../platform/errors.ts';
import { createEncryption } from '../../platform/encryption.ts';
import { requireEmergencyAdministrator } from '../emergency-administrators.ts';
import { isSecondFactorRequired } from '../firm-rules.ts';
import { findOpeningWay, type CodeKind } from '../factor-history.ts';
import { createRecoveryCodes, deleteRecoveryCodes, consumeRecoveryCode } from './recovery-codes.ts';
import type { Actor } from '../../actor.ts';
import { createTotpSecret, buildOtpauthUri, findTimeStep } from './totp.ts';

/**
 * What an authenticator app is set up with. `setup` comes back with its first code: nothing is stored before
 * that.
 */
export type AuthenticatorSetup = { seed: string; address: string; setup: string };

/**
 * Starts the set-up of an authenticator app; nothing changes until `addAuthenticatorApp`.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function startAuthenticatorSetup(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
): Promise<AuthenticatorSetup> {
  await authorize(app, actor, 'change how you sign in');
  const seed = createTotpSecret();
  const setup = totpSecretSeal(app).encrypt(actor.person.id, seed);
  return { seed, address: buildOtpauthUri(seed, actor.person.email), setup };
}

/**
 * Adds the authenticator app: signing in takes a code from now on, and other sessions end.
 * @returns recovery codes, shown this once
 * @throws Problem `not-allowed`, `confirm-first`, `invalid-request` when the code is not one of this seed
 */
export async function addAuthenticatorApp(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
  { setup, code }: { setup: string; code: string },
): Promise<string[]> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  const seed = totpSecretSeal(app).decrypt(personId, setup);
  const totpCounter = seed === undefined ? undefined : findTimeStep(seed, stripSeparators(code));
  if (totpCounter === undefined) {
    throw new Problem(
      'invalid-request',
      'This is not the code that belongs to this picture. Check that the clock of your phone is right, and type the newest code.',
    );
  }
  return app.database.asProcess(async (tx) => {
    const added = { totpAddedAt: new Date(), totpAddedBy: await findOpeningWay(tx, actor) };
    await tx.person.update({ where: { id: personId }, data: { totpSealed: setup, totpCounter, ...added } });
    await tx.session.deleteMany({ where: { personId, NOT: { id: actor.sessionId ?? '' } } });
    await tx.session.updateMany({ where: { personId }, data: { mustSetUp: false } });
    const codes = await createRecoveryCodes(app, tx, personId);
    await recordEvent(tx, { event: 'second-factor.added', personId });
    return codes;
  });
}

/**
 * Removes the authenticator app: its codes stop working.
 * @throws Problem `not-allowed`, `confirm-first`, `conflict` where the firm requires a second factor of
 * everybody and this is the only one
 */
export async function removeAuthenticatorApp(app: Pick<App, 'database'>, actor: Actor): Promise<void> {
  await authorize(app, actor, 'change how you sign in');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    const { app: hadApp, passkeys } = await lockFactors(tx, personId);
    if (passkeys === 0) {
      await requireAnotherFactor(tx);
      await deleteRecoveryCodes(tx, personId);
    }
    await clearAuthenticatorApp(tx, personId);
    await requireEmergencyAdministrator(tx);
    // Whoever removes their own knows.
    if (hadApp) await recordEvent(tx, { event: 'second-factor.removed', personId }, { told: 0 });
  });
}

/**
 * Refuses to remove the last second factor where the firm requires one of everybody.
 * @throws Problem `conflict`
 */
export async function requireAnotherFactor(tx: Transaction): Promise<void> {
  if (!(await isSecondFactorRequired(tx))) return;
  throw new Problem(
    'conflict',
    'Your firm asks everybody for a second factor, and this is your only one. Add another one first.',
  );
}

/** Removes everything that signing in asks for beside the password. @returns whether there was anything */
export async function removeAllFactors(tx: Transaction, personId: string): Promise<boolean> {
  const hadApp = await clearAuthenticatorApp(tx, personId);
  const { count } = await tx.passkey.deleteMany({ where: { personId } });
  await deleteRecoveryCodes(tx, personId);
  return hadApp || count > 0;
}

async function clearAuthenticatorApp(tx: Transaction, personId: string): Promise<boolean> {
  const { count } = await tx.person.updateMany({
    where: { id: personId, totpSealed: { not: null } },
    data: { totpSealed: null, totpCounter: null, totpAddedAt: null, totpAddedBy: null },
  });
  return count > 0;
}

/** What a person signs in with beside the password. */
export type Factors = { app: boolean; passkeys: number };

/** Whether a password alone does not open a session. */
export function hasFactor({ app, passkeys }: Factors): boolean {
  return app || passkeys > 0;
}

/**
 * Reads the factors and locks the person until the transaction ends: of two who remove one each at the same
 * moment, the second sees what the first did.
 */
export async function lockFactors(tx: Transaction, personId: string): Promise<Factors> {
  await tx.$queryRaw`SELECT id FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
  return readFactors(tx, personId);
}

/** Reads what a person signs in with beside the password, now. */
export async function readFactors(tx: Transaction, personId: string): Promise<Factors> {
  const app = (await tx.person.count({ where: { id: personId, totpSealed: { not: null } } })) > 0;
  return { app, passkeys: await tx.passkey.count({ where: { personId } }) };
}

/**
 * Reads which second factors the actor has, and how many recovery codes are left.
 * @throws Problem `not-allowed`
 */
export async function getOwnFactors(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<Factors & { recoveryCodesLeft: number }> {
  await authorize(app, actor, 'manage your own account');
  const personId = actor.person.id;
  return app.database.asProcess(async (tx) => ({
    ...(await readFactors(tx, personId)),
    recoveryCodesLeft: await tx.recoveryCode.count({ where: { personId, usedAt: null } }),
  }));
}

/**
 * Says what a code is, a current one or a recovery code, that nobody has used before: of two who use one at once, one
 * is right. Undefined for a wrong one.
 */
export async function verifySecondFactorCode(
  app: Pick<App, 'config' | 'database'>,
  person: { id: string; totpSealed: string | null },
  typed: string,
): Promise<CodeKind | undefined> {
  const { id, totpSealed } = person;
  const code = stripSeparators(typed);
  const step = totpSealed === null ? undefined : findTimeStep(unsealTotpSecret(app, id, totpSealed), code);
  return app.database.asProcess(async (tx) => {
    if (step === undefined)
      return (await consumeRecoveryCode(app, tx, { personId: id, code })) ? 'recovery code' : undefined;
    const { count } = await tx.person.updateMany({
      where: { id, totpSealed, OR: [{ totpCounter: null }, { totpCounter: { lt: step } }] },
      data: { totpCounter: step },
    });
    return count === 1 ? 'app' : undefined;
  });
}

/** Seals seeds anew that an older key sealed. @returns how many */
export async function resealSeeds(app: Pick<App, 'config' | 'database'>): Promise<number> {
  const where = { totpSealed: { not: null } };
  const people = await app.database.asProcess((tx) =>
    tx.person.findMany({ where, select: { id: true, totpSealed: true } }),
  );
  const renewals = people.flatMap(({ id, totpSealed }) => {
    const renewed = totpSealed === null ? undefined : totpSecretSeal(app).renew(id, totpSealed);
    return renewed === undefined ? [] : [{ id, totpSealed, renewed }];
  });
  for (const { id, totpSealed, renewed } of renewals)
    await app.database.asProcess((tx) =>
      tx.person.updateMany({ where: { id, totpSealed }, data: { totpSealed: renewed } }),
    );
  return renewals.length;
}

function unsealTotpSecret(app: Pick<App, 'config'>, personId: string, totpSealed: string): string {
  const seed = totpSecretSeal(app).decrypt(personId, totpSealed);
  if (seed !== undefined) return seed;
  throw new Error('a seed does not open: the sealing key is not the one it was sealed with');
}

function totpSecretSeal({ config }: Pick<App, 'config'>) {
  return createEncryption(config.sealingKey, 'authenticator seeds');
}

/** People type codes with spaces and dashes, as they are shown. */
function stripSeparators(code: string): string {
  return code.replace(/[\s-]/g, '').toLowerCase();
}
