import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import { Problem } from '../../platform/errors.ts';
import { notifySignIn } from '../../notices/notify-accounts.ts';
import { canSignInLocally, isSsoOnly } from '../emergency-administrators.ts';
import { isSecondFactorRequired } from '../firm-rules.ts';
import { findKnownDevice, createDeviceToken } from './device-token.ts';
import { limitAttempts } from '../limit-attempts.ts';
import { notifyOfGuessing } from '../notify-of-guessing.ts';
import { findFactorAge, type CodeKind, type OpeningWay } from '../factor-history.ts';
import { refuseEndedPassword } from '../passwords/temporary-password.ts';
import { verifyPassword, isWeakHash, hashWithoutPolicy } from '../passwords/password-hash.ts';
import {
  hasFactor,
  verifySecondFactorCode,
  readFactors,
  type Factors,
} from '../second-factor/second-factor.ts';
import { endReplacedSession, sessionHours } from './session.ts';
import { normaliseEmail } from '../../platform/email-address.ts';
import { personView, type PersonView } from '../../actor.ts';
import { createToken } from '../token.ts';
import {
  createSignInTicket,
  passwordFingerprint,
  readSignInTicket,
  type FirstStep,
} from './sign-in-ticket.ts';

type SignInApp = Pick<App, 'config' | 'database' | 'rateLimits' | 'metrics' | 'turns'>;

/** Where a sign-in comes from. */
export type SignInOrigin = {
  userAgent: string;
  address: string;
  /** What `createDeviceToken` once made for this browser. */
  deviceToken: string | undefined;
  /** Of the session that this browser has until now. */
  sessionToken: string | undefined;
  /** Whether nobody waits for the answer any more. */
  isGone: () => boolean;
};

export type OpenedSession = { token: string; person: PersonView; deviceToken: string };

/** The password was right, and the code is missing. `ticket` stands for the password in the second step. */
export class SecondFactorNeeded extends Problem {
  readonly ticket: string;
  readonly factors: Factors;
  constructor(ticket: string, factors: Factors) {
    super(
      'second-factor-needed',
      'Use your passkey, or type the code of your authenticator app or a recovery code (programs send it as "code" along with the password).',
    );
    this.ticket = ticket;
    this.factors = factors;
  }
}

/**
 * Opens a session by e-mail address and password. The answer, and the time it takes, are the same for an
 * unknown address, a wrong password and a person who has left.
 * @throws Problem `wrong-credentials`, `too-many-attempts`; SecondFactorNeeded when the person has a second
 * factor and no code came along
 */
export async function openSession(
  app: SignInApp,
  signIn: SignInOrigin & { email: string; password: string; code?: string | undefined },
): Promise<OpenedSession> {
  const email = normaliseEmail(signIn.email);
  const device = findKnownDevice(app, email, signIn.deviceToken);
  const { address, password, isGone } = signIn;
  const attempt = { guessed: 'password', target: email, address, device, isGone } as const;
  const notify = () => notifyOfGuessing(app, { email }, 'password');
  const found = await limitAttempts(app, { ...attempt, notify }, (isRecorded) =>
    // A flood of them takes no more of the processor than two, and other addresses do not wait for one.
    app.turns.passwordChecks.run(device ?? address, () =>
      checkPassword(app, { email, password, isRecorded }),
    ),
  );
  if (!found) throw await app.database.asProcess(wrongPassword);
  await refuseEndedPassword(app, found);
  const person = { ...found, passwordHash: await upgradePasswordHash(app, found, signIn.password) };
  const entry = { ...signIn, way: 'password' } as const;
  const factors = await app.database.asProcess((tx) => readFactors(tx, found.id));
  if (!hasFactor(factors)) return createSession(app, person, entry);
  if (signIn.code === undefined)
    throw new SecondFactorNeeded(createSignInTicket(app, person, 'password'), factors);
  const codeKind = await requireSecondFactorCode(app, person, { ...signIn, code: signIn.code });
  return createSession(app, person, { ...entry, codeKind });
}

/**
 * Opens a session by the second step of signing in: the ticket of the first one, and the code.
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function openSessionByCode(
  app: SignInApp,
  signIn: SignInOrigin & { ticket: string; code: string },
): Promise<OpenedSession> {
  const { person, way } = await readSignInTicket(app, signIn.ticket);
  const codeKind = await requireSecondFactorCode(app, person, signIn);
  return createSession(app, person, { ...signIn, way, codeKind });
}

type CodePerson = { id: string; email: string; totpSealed: string | null; passwordHash: string | null };

/** @returns which code it was @throws Problem `wrong-credentials`, `too-many-attempts` */
async function requireSecondFactorCode(
  app: SignInApp,
  person: CodePerson,
  { code, address, deviceToken }: { code: string } & SignInOrigin,
): Promise<CodeKind> {
  const { id, email } = person;
  // Only somebody who knows the password comes here: they count apart, for this password alone, and the
  // person's own browser apart from strangers'.
  const target = `${id} ${passwordFingerprint(person)}`;
  const known = findKnownDevice(app, email, deviceToken);
  const device = known === undefined ? undefined : `${id} ${known}`;
  const attempt = { guessed: 'code', target, address, device } as const;
  const notify = () => notifyOfGuessing(app, { id }, 'code');
  const right = await limitAttempts(app, { ...attempt, notify }, async () => {
    const kind = await verifySecondFactorCode(app, person, code);
    if (kind) return kind;
    const detail = { email, factor: 'code' } as const;
    await app.database.asProcess((tx) => recordEvent(tx, { event: 'session.refused', personId: id, detail }));
    return undefined;
  });
  if (right) return right;
  throw new Problem(
    'wrong-credentials',
    'This code is wrong, or was used before. Wait for the next one in your authenticator app and type that.',
  );
}

/** As they were when it was checked who they are. */
export type SigningInPerson = CodePerson & PersonView & { emergency: boolean };
/**
 * `passkey`: the one that was used. `codeKind`: of the one that was typed. `factorProved`: a second factor, or what stands for it. `strong`: with a second
 * factor elsewhere. `confirmedAt`: when they last confirmed who they are, if not now.
 */
type NewSession = SignInOrigin & {
  way: FirstStep | 'passkey';
  passkey?: string;
  codeKind?: CodeKind;
  factorProved?: boolean;
  strong?: boolean;
  confirmedAt?: Date;
};

/**
 * Creates the session of a person who has proved who they are.
 * @throws Problem `wrong-credentials` where single sign-on alone lets them in, and where what was proved has changed since
 */
export async function createSession(
  app: Pick<App, 'config' | 'database'>,
  checked: SigningInPerson,
  {
    way,
    passkey,
    codeKind,
    factorProved = codeKind !== undefined,
    strong = false,
    confirmedAt = new Date(),
    ...origin
  }: NewSession,
): Promise<OpenedSession> {
  const { token, hash } = createToken();
  const expiresAt = new Date(Date.now() + sessionHours.absolute * 3_600_000);
  const userAgent = origin.userAgent.slice(0, 300);
  const person = await app.database.asProcess(async (tx) => {
    const { person, factors } = await lockAsChecked(tx, checked, passkey);
    if (hasFactor(factors) && !factorProved) throw changedMeanwhile();
    const isLocal = way !== 'single-sign-on';
    if (isLocal && !(await canSignInLocally(tx, person))) throw await wrongPassword(tx);
    const isStrong = strong || hasFactor(factors);
    const mustSetUp = !isStrong && (await isSecondFactorRequired(tx));
    const sessionRow = { id: randomUUID(), tokenHash: hash, personId: person.id, userAgent };
    const openedBy: OpeningWay =
      way === 'password' && person.passwordTemporaryUntil ? 'temporary password' : way;
    const opened = { openedBy, factorSince: await findFactorAge(tx, person, { passkey, codeKind }) };
    await endReplacedSession(tx, origin.sessionToken);
    await tx.session.create({ data: { ...sessionRow, ...opened, expiresAt, mustSetUp, confirmedAt } });
    if (isLocal && (await isSsoOnly(tx)))
      await recordEvent(tx, { event: 'session.emergency', personId: person.id });
    // A read-only copy lets nothing but sessions be written.
    if (app.config.copyOf === '') await notifySignIn(tx, { personId: person.id, way, userAgent });
    const detail = { way, ...(passkey !== undefined && { passkey }) };
    await recordEvent(tx, { event: 'session.opened', personId: person.id, detail });
    return person;
  });
  return { token, person: personView(person), deviceToken: createDeviceToken(app, person.email) };
}

/**
 * Reads the person as they are now, and locks them: whoever changes how they sign in waits, and then ends this session
 * as well. @throws Problem `wrong-credentials` where that was changed since it was checked
 */
async function lockAsChecked(tx: Transaction, checked: SigningInPerson, passkey: string | undefined) {
  const { id } = checked;
  await tx.$queryRaw`SELECT id FROM person WHERE id = ${id}::uuid FOR SHARE`;
  const person = await tx.person.findUnique({ where: { id, disabledAt: null } });
  const isSame = person?.passwordHash === checked.passwordHash && person.totpSealed === checked.totpSealed;
  const hasPasskey =
    passkey === undefined || (await tx.passkey.count({ where: { id: passkey, personId: id } })) > 0;
  if (!person || !isSame || !hasPasskey) throw changedMeanwhile();
  return { person, factors: await readFactors(tx, id) };
}

function changedMeanwhile(): Problem {
  return new Problem(
    'wrong-credentials',
    'How you sign in was changed at this very moment, so you are not signed in. Sign in again.',
  );
}

/**
 * The same refusal for a wrong password and for a right one that opens nothing: where only single sign-on
 * does.
 */
async function wrongPassword(tx: Transaction): Promise<Problem> {
  return new Problem(
    'wrong-credentials',
    (await isSsoOnly(tx))
      ? 'Your firm signs in by single sign-on. A password lets in emergency administrators alone, and this was not theirs.'
      : 'The e-mail address or the password is wrong. Check both, or ask your administrator for a new password.',
  );
}

/** A hash from weaker times is replaced while the password is at hand. @returns the one that is stored now */
async function upgradePasswordHash(
  { database }: Pick<App, 'database'>,
  stored: { id: string; passwordHash: string | null },
  password: string,
): Promise<string | null> {
  const { id, passwordHash } = stored;
  if (passwordHash === null || !isWeakHash(passwordHash)) return passwordHash;
  const data = { passwordHash: await hashWithoutPolicy(password) };
  await database.asProcess((tx) => tx.person.updateMany({ where: { id, passwordHash }, data }));
  return data.passwordHash;
}

/** The person to whom address and password belong, or undefined; a refusal is recorded where it says so. */
async function checkPassword(
  { database }: Pick<App, 'database'>,
  { email, password, isRecorded }: { email: string; password: string; isRecorded: boolean },
) {
  const found = await database.asProcess((tx) => tx.person.findUnique({ where: { email } }));
  const right = await verifyPassword(found?.passwordHash, password);
  if (found && right && !found.disabledAt && (await database.asProcess((tx) => canSignInLocally(tx, found))))
    return found;
  if (!isRecorded) return undefined;
  await database.asProcess((tx) =>
    recordEvent(tx, {
      event: 'session.refused',
      ...(found && { personId: found.id }),
      detail: { email: email.slice(0, 320) },
    }),
  );
  return undefined;
}
