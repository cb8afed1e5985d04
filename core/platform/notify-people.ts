import { randomUUID } from 'node:crypto';
import type { Transaction } from './database.ts';

/**
 * A notification by mail. Mail is read on its way: it holds no name of a client, matter or document; the
 * number of a matter is allowed.
 */
export type MailNotification = {
  personIds: string[];
  subject: string;
  lines: string[];
  /** The page to look at, such as `/matters/ID`; the mail says nothing that the page does not. */
  path: string;
};

/**
 * Notifies people by mail; does nothing while no mail server is configured. The mail is written in the
 * transaction of the act itself: it is sent if and only if the act is committed, within seconds, and retried
 * for a day while the mail server is unreachable. Deactivated people receive nothing.
 */
export async function notifyPeople(tx: Transaction, notification: MailNotification): Promise<void> {
  const { personIds, subject, lines, path } = notification;
  if (personIds.length === 0 || (await tx.mailSetting.count()) === 0) return;
  const body = lines.join('\n');
  const data = [...new Set(personIds)].map((personId) => ({
    id: randomUUID(),
    personId,
    subject,
    body,
    path,
  }));
  await tx.outgoingMail.createMany({ data });
}
