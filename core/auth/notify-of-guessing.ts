import type { App } from '../app.ts';
import { recordEvent } from '../audit/record-event.ts';
import { notifyPeople } from '../platform/notify-people.ts';

const notices = {
  password: {
    subject: 'Somebody tries passwords for your Strongroom account',
    lines: [
      'More wrong passwords were typed for your account in a day than people mistype, in browsers that are new to you.',
      'Nobody got in by them. You can sign in as ever; in a new browser it may take some seconds longer.',
      'If it was not you, tell the person who looks after Strongroom, and set up a passkey under your account.',
    ],
  },
  code: {
    subject: 'Somebody knows your password for Strongroom',
    lines: [
      'Somebody typed your password, and then more wrong codes than people mistype.',
      'Nobody got in by them. If it was not you, change your password now: that ends it.',
    ],
  },
} as const;

/**
 * Notifies a person, the audit log and the metrics (alert `AccountGuessed`) that somebody guesses at an
 * account. Nothing happens for an address that nobody has.
 */
export async function notifyOfGuessing(
  { database, metrics }: Pick<App, 'database' | 'metrics'>,
  who: { id: string } | { email: string },
  factor: keyof typeof notices,
): Promise<void> {
  const isSomebody = await database.asProcess(async (tx) => {
    const person = await tx.person.findFirst({ where: { ...who, disabledAt: null }, select: { id: true } });
    if (!person) return false;
    const { subject, lines } = notices[factor];
    await notifyPeople(tx, { personIds: [person.id], subject, lines: [...lines], path: '/account' });
    await recordEvent(tx, { event: 'session.guessed', personId: person.id, detail: { factor } });
    return true;
  });
  if (isSomebody) metrics.guessedAccounts.inc();
}
