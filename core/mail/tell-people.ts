import { randomUUID } from 'node:crypto';
import type { App } from '../app.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { sendMail, type MailServer } from '../platform/mail.ts';
import { mailServer } from './mail-settings.ts';

/** What people are told by mail. Mail is read on its way: no name of a client, matter or document belongs into it, the number of a matter does. */
export type Notice = {
  personIds: string[];
  subject: string;
  lines: string[];
  /** The page to look at, such as `/matters/ID`; the mail says nothing that the page does not. */
  path: string;
};

/** How many are taken at once: fewer than can fail within `claimMinutes`. */
const batch = 5;
const claimMinutes = 2;
const keptHours = 24;

/**
 * Tells people by mail what happened, where a mail server is named; else nothing. Written in the transaction of the act itself: it is sent
 * if and only if the act is done, within seconds, and tried again for a day while the mail server is away. People who left hear nothing.
 */
export async function tellPeople(tx: Transaction, notice: Notice): Promise<void> {
  const { personIds, subject, lines, path } = notice;
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

type Waiting = { id: string; email: string; subject: string; body: string; path: string; tooOld: boolean };

/**
 * Sends what waits, some at a time. Several processes may do this at once: each mail is claimed for two minutes. One that was sent and not
 * ticked off, because the process died, is sent again under the same name.
 * @returns how many were sent
 */
export async function sendWaiting(app: Pick<App, 'config' | 'database' | 'log'>): Promise<number> {
  const server = await mailServer(app);
  if (!server) return 0;
  const claimed = await app.database.asProcess(claimWaiting);
  let sent = 0;
  for (const mail of claimed) if (await sendOne(app, server, mail)) sent += 1;
  return sent;
}

async function sendOne(
  app: Pick<App, 'config' | 'database' | 'log'>,
  server: MailServer,
  mail: Waiting,
): Promise<boolean> {
  const { id, email, subject, body, path, tooOld } = mail;
  try {
    await sendMail(server, { id, to: email, subject, text: `${body}\n\n${app.config.origin}${path}\n` });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    app.log.warn({ err: error.cause, mailId: id, givenUp: tooOld }, 'a notice could not be mailed');
    if (!tooOld) return false;
    await app.database.asProcess((tx) => tx.outgoingMail.deleteMany({ where: { id } }));
    return false;
  }
  await app.database.asProcess((tx) => tx.outgoingMail.deleteMany({ where: { id } }));
  return true;
}

async function claimWaiting(tx: Transaction): Promise<Waiting[]> {
  await tx.outgoingMail.deleteMany({ where: { person: { disabledAt: { not: null } } } });
  return tx.$queryRaw<Waiting[]>`
    UPDATE outgoing_mail AS mail SET next_try_at = now() + make_interval(mins => ${claimMinutes})
    FROM person WHERE person.id = mail.person_id AND mail.id IN (
      SELECT id FROM outgoing_mail WHERE next_try_at <= now() ORDER BY next_try_at LIMIT ${batch} FOR UPDATE SKIP LOCKED)
    RETURNING mail.id::text AS id, person.email, mail.subject, mail.body, mail.path,
      mail.made_at < now() - make_interval(hours => ${keptHours}) AS "tooOld"`;
}
