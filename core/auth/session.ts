import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record-event.js';
import type { App } from '../app.js';
import { Problem } from '../platform/errors.js';
import { knownDevice, markDevice } from './known-device.js';
import { limitAttempts } from './limit-attempts.js';
import { isPassword, isWeakHash, rehash } from './password.js';
import type { PersonView, SignedIn } from './signed-in.js';
import { createToken, hashToken } from './token.js';

/** A session ends this long after sign-in, and after this long without use (OWASP ASVS 5.0 §7.3). */
export const sessionHours = { absolute: 24, idle: 8 } as const;
const hour = 3_600_000;
/** How exactly `last use` is kept: a write per request would cost more than it tells. */
const lastSeenStepMs = 60_000;

export type SignIn = {
  email: string;
  password: string;
  userAgent: string;
  /** Where the request came from. */
  address: string;
  /** What `markDevice` once gave this browser. */
  deviceMark?: string | undefined;
};

/**
 * Signs a person in. The same answer, after the same time, for an unknown address, a wrong password and a person who has left.
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function openSession(
  app: Pick<App, 'config' | 'database' | 'limits' | 'metrics'>,
  signIn: SignIn,
): Promise<{ token: string; person: PersonView; deviceMark: string }> {
  const { database } = app;
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
  const { token, hash } = createToken();
  await database.asProcess(async (tx) => {
    const expiresAt = new Date(Date.now() + sessionHours.absolute * hour);
    const userAgent = signIn.userAgent.slice(0, 300);
    await tx.session.create({
      data: { id: randomUUID(), tokenHash: hash, personId: found.id, userAgent, expiresAt },
    });
    await recordEvent(tx, { event: 'session.opened', personId: found.id });
  });
  return { token, person: personView(found), deviceMark: markDevice(app, email) };
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

/**
 * The person a session's token belongs to, or undefined when it is unknown, over, idle too long, or the person has left.
 * @param isUse false for what a browser does by itself: an open page must not keep a session alive.
 */
export async function findSession(
  { database }: Pick<App, 'database'>,
  token: string,
  isUse: boolean,
): Promise<SignedIn | undefined> {
  const session = await database.lone((client) =>
    client.session.findUnique({ where: { tokenHash: hashToken(token) }, include: { person: true } }),
  );
  if (!session || session.person.disabledAt) return undefined;
  const now = Date.now();
  const idleSince = session.lastSeenAt.getTime();
  if (session.expiresAt.getTime() < now || idleSince + sessionHours.idle * hour < now) return undefined;
  if (isUse && idleSince + lastSeenStepMs < now) {
    const data = { lastSeenAt: new Date(now) };
    await database.lone((client) => client.session.updateMany({ where: { id: session.id }, data }));
  }
  return { person: personView(session.person), sessionId: session.id, confirmedAt: session.confirmedAt };
}

/** Ends a session. Ending one that is over is no error. */
export async function closeSession({ database }: Pick<App, 'database'>, who: SignedIn): Promise<void> {
  const { sessionId } = who;
  if (!sessionId) return;
  await database.asProcess(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId } });
    if (count > 0) await recordEvent(tx, { event: 'session.closed', personId: who.person.id });
  });
}

/** Addresses are compared in one form: trimmed, Unicode NFC, lower case. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** What others may know of a person. */
export function personView(person: PersonView): PersonView {
  return { id: person.id, email: person.email, name: person.name, role: person.role };
}
