import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import { Problem } from '../../platform/errors.ts';

/** As long as an invitation: a new colleague may be on holiday. */
const temporaryDays = 7;

/** When a password ends that somebody gives to somebody else now, unless they choose their own before. */
export function endOfTemporaryPassword(): Date {
  return new Date(Date.now() + temporaryDays * 24 * 3_600_000);
}

/**
 * Refuses a password that was made by somebody else and has ended (OWASP ASVS 5.0 §6.4.1), and records it. It
 * was right: whoever does not know it learns nothing.
 * @param person `passwordTemporaryUntil`: null for one that they chose themselves
 * @throws Problem `wrong-credentials`
 */
export async function refuseEndedPassword(
  { database }: Pick<App, 'database'>,
  person: { id: string; email: string; passwordTemporaryUntil: Date | null },
): Promise<void> {
  const { id: personId, email, passwordTemporaryUntil } = person;
  if (passwordTemporaryUntil === null || passwordTemporaryUntil > new Date()) return;
  await database.asProcess((tx) =>
    recordEvent(tx, { event: 'session.refused', personId, detail: { email } }),
  );
  throw new Problem(
    'wrong-credentials',
    `This password was made for you by somebody else, and worked for ${temporaryDays} days. Ask your administrator for a link with which you choose your own.`,
  );
}
