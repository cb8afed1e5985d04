import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import { Problem } from '../platform/errors.js';
import { createSeal } from '../platform/seal.js';
import { isSecondFactorRequired } from './firm-rules.js';
import { knownDevice, markDevice } from './known-device.js';
import { limitAttempts } from './limit-attempts.js';
import { isPassword, isWeakHash, rehash } from './password.js';
import { isSecondFactor } from './second-factor.js';
import { normaliseEmail, personView, sessionHours } from './session.js';
import type { PersonView } from './signed-in.js';
import { createToken } from './token.js';

type SignInApp = Pick<App, 'config' | 'database' | 'limits' | 'metrics'>;

/** Where a sign-in comes from. */
export type SignInOrigin = {
  userAgent: string;
  address: string;
  /** What `markDevice` once gave this browser. */
  deviceMark: string | undefined;
};

export type OpenedSession = { token: string; person: PersonView; deviceMark: string };

/** How long somebody may look for their phone. */
const ticketMinutes = 5;

/** The password was right, and the code is missing. `ticket` stands for the password in the second step. */
export class SecondFactorNeeded extends Problem {
  constructor(readonly ticket: string) {
    super(
      'second-factor-needed',
      'Type the code of your authenticator app, or a recovery code (programs send it as "code" along with the password).',
    );
  }
}

/**
 * Signs a person in. The same answer, after the same time, for an unknown address, a wrong password and a person who has left.
 * @throws Problem `wrong-credentials`, `too-many-attempts`; SecondFactorNeeded when the person has a second factor and no code came along
 */
export async function openSession(
  app: SignInApp,
  signIn: SignInOrigin & { email: string; password: string; code?: string | undefined },
): Promise<OpenedSession> {
  const email = normaliseEmail(signIn.email);
  const device = knownDevice(app, email, signIn.deviceMark);
  const found = await limitAttempts(app, { email, address: signIn.address, device }, () =>
    checkPassword(app, email, signIn.password),
  );
  if (!found) {
    throw new Problem(
      'wrong-credentials',
      'The e-mail address or the password is wrong. Check both, or ask your administrator for a new password.',
    );
  }
  await strengthenHash(app, found, signIn.password);
  if (found.totpSealed === null) return startSession(app, found, signIn);
  if (signIn.code === undefined) throw new SecondFactorNeeded(writeTicket(app, found.id));
  await checkCode(app, { ...found, totpSealed: found.totpSealed }, { ...signIn, code: signIn.code });
  return startSession(app, found, signIn);
}

/**
 * The second step of signing in, for people: the ticket of the first one, and the code.
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function openSessionByCode(
  app: SignInApp,
  signIn: SignInOrigin & { ticket: string; code: string },
): Promise<OpenedSession> {
  const id = readTicket(app, signIn.ticket);
  const found = id && (await app.database.asProcess((tx) => tx.person.findUnique({ where: { id } })));
  if (!found || found.disabledAt || found.totpSealed === null)
    throw new Problem('wrong-credentials', 'This took too long. Sign in again from the beginning.');
  await checkCode(app, { ...found, totpSealed: found.totpSealed }, signIn);
  return startSession(app, found, signIn);
}

type CodePerson = { id: string; email: string; totpSealed: string };

/** @throws Problem `wrong-credentials`, `too-many-attempts` */
async function checkCode(
  app: SignInApp,
  person: CodePerson,
  { code, deviceMark }: { code: string; deviceMark: string | undefined },
): Promise<void> {
  const { id, email } = person;
  // Only who knows the password comes here: they count apart, and the person's own browser apart from strangers'.
  const device = `${id} ${knownDevice(app, email, deviceMark) ?? 'elsewhere'}`;
  const right = await limitAttempts(app, { email, address: '', device }, async () => {
    if (await isSecondFactor(app, person, code)) return true;
    const detail = { email, factor: 'code' };
    await app.database.asProcess((tx) => recordEvent(tx, { event: 'session.refused', personId: id, detail }));
    return undefined;
  });
  if (right) return;
  throw new Problem(
    'wrong-credentials',
    'This code is wrong, or was used before. Wait for the next one in your authenticator app and type that.',
  );
}

async function startSession(
  app: SignInApp,
  person: PersonView & { totpSealed: string | null },
  origin: SignInOrigin,
): Promise<OpenedSession> {
  const { token, hash } = createToken();
  const expiresAt = new Date(Date.now() + sessionHours.absolute * 3_600_000);
  const userAgent = origin.userAgent.slice(0, 300);
  await app.database.asProcess(async (tx) => {
    const mustSetUp = person.totpSealed === null && (await isSecondFactorRequired(tx));
    await tx.session.create({
      data: { id: randomUUID(), tokenHash: hash, personId: person.id, userAgent, expiresAt, mustSetUp },
    });
    await recordEvent(tx, { event: 'session.opened', personId: person.id });
  });
  return { token, person: personView(person), deviceMark: markDevice(app, person.email) };
}

function writeTicket({ config }: Pick<App, 'config'>, personId: string): string {
  const until = Date.now() + ticketMinutes * 60_000;
  return createSeal(config.sealingKey, 'second step').close('', `${until} ${personId}`);
}

function readTicket({ config }: Pick<App, 'config'>, ticket: string): string | undefined {
  const [until, personId] = createSeal(config.sealingKey, 'second step').open('', ticket)?.split(' ') ?? [];
  return Number(until) > Date.now() ? personId : undefined;
}

/** A hash from weaker times is made anew while the password is at hand. */
async function strengthenHash(
  { database }: Pick<App, 'database'>,
  kept: { id: string; passwordHash: string },
  password: string,
): Promise<void> {
  const { id, passwordHash } = kept;
  if (!isWeakHash(passwordHash)) return;
  const data = { passwordHash: await rehash(password) };
  await database.asProcess((tx) => tx.person.updateMany({ where: { id, passwordHash }, data }));
}

/** The person to whom address and password belong, or undefined; a refusal is recorded. */
async function checkPassword({ database }: Pick<App, 'database'>, email: string, password: string) {
  const found = await database.asProcess((tx) => tx.person.findUnique({ where: { email } }));
  const right = await isPassword(found?.passwordHash, password);
  if (found && right && !found.disabledAt) return found;
  await database.asProcess((tx) =>
    recordEvent(tx, {
      event: 'session.refused',
      ...(found && { personId: found.id }),
      detail: { email: email.slice(0, 320) },
    }),
  );
  return undefined;
}
