import type { App } from '../app.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { sendMail, type MailServer } from '../platform/send-mail.ts';
import { getMailServer } from './mail-settings.ts';

/** How many are claimed at once: fewer than can fail within `claimMinutes`. */
const batchSize = 5;
const claimMinutes = 2;
const retryHours = 24;

type QueuedMail = {
  id: string;
  email: string;
  subject: string;
  body: string;
  path: string;
  isExpired: boolean;
};

/**
 * Sends some of the queued mail. Several processes may do this at once: each mail is claimed for two minutes.
 * A mail that was sent and not deleted, because the process died, is sent again under the same id.
 * @returns how many were sent
 */
export async function sendQueuedMail(app: Pick<App, 'config' | 'database' | 'log'>): Promise<number> {
  const server = await getMailServer(app);
  if (!server) return 0;
  const claimed = await app.database.asProcess(claimQueuedMail);
  let sent = 0;
  for (const mail of claimed) if (await deliverMail(app, server, mail)) sent += 1;
  return sent;
}

async function deliverMail(
  app: Pick<App, 'config' | 'database' | 'log'>,
  server: MailServer,
  mail: QueuedMail,
): Promise<boolean> {
  const { id, email, subject, body, path, isExpired } = mail;
  try {
    const text = `${body}\n\n${app.config.origin}${path}\n`;
    await sendMail(server, { id, to: email, subject, text }, app.config.ownNetworks());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    app.log.warn({ err: error.cause, mailId: id, givenUp: isExpired }, 'a notice could not be mailed');
    if (!isExpired) return false;
    await app.database.asProcess((tx) => tx.outgoingMail.deleteMany({ where: { id } }));
    return false;
  }
  await app.database.asProcess((tx) => tx.outgoingMail.deleteMany({ where: { id } }));
  return true;
}

async function claimQueuedMail(tx: Transaction): Promise<QueuedMail[]> {
  await tx.outgoingMail.deleteMany({ where: { person: { disabledAt: { not: null } } } });
  return tx.$queryRaw<QueuedMail[]>`
    UPDATE outgoing_mail AS mail SET next_try_at = now() + make_interval(mins => ${claimMinutes})
    FROM person WHERE person.id = mail.person_id AND mail.id IN (
      SELECT id FROM outgoing_mail WHERE next_try_at <= now() ORDER BY next_try_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
    RETURNING mail.id::text AS id, person.email, mail.subject, mail.body, mail.path,
      mail.made_at < now() - make_interval(hours => ${retryHours}) AS "isExpired"`;
}
