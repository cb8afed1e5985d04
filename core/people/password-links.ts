import { randomUUID } from 'node:crypto';
import { authorize, authorizeReading } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import { recordEvent, type Told } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { withApproval } from '../auth/approvals.ts';
import { endPasswordLinks } from '../auth/passwords/end-password-links.ts';
import { hasOutgrownLink, readLinkGuards } from '../auth/passwords/link-guards.ts';
import type { Actor } from '../actor.ts';
import { createToken } from '../auth/token.ts';
import { getMailServer } from '../mail/mail-settings.ts';
import type { Transaction } from '../platform/database.ts';
import { formatUtcMinute } from '../platform/format-utc.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { quotePerson } from '../platform/quote-name.ts';
import { sendMail } from '../platform/send-mail.ts';

// In the database (prisma/current.sql): function matters_past_my_walls(uuid).

/** A new person may be on holiday; somebody who forgot a password is waiting for it. */
const linkHours = { invitation: 7 * 24, newPassword: 24 } as const;

/**
 * A link that was just created. Its address is known only to the reader of the mail, or else to the
 * administrator, this once.
 */
export type PasswordLink = {
  expiresAt: string;
  mailed: boolean;
  /** Null when it was mailed. */
  link: string | null;
  /** Why it was not mailed although a mail server is named. */
  problem: string | null;
};

/**
 * What administrators see of a person's link that still works, and whether the person has chosen a password
 * yet.
 */
export type PasswordLinkState = { hasPassword: boolean; openUntil: string | null };

type LinkApp = Pick<App, 'config' | 'database' | 'log'>;
type LinkRecipient = { id: string; email: string; name: string; hasPassword: boolean };
export type NewPasswordLink = { token: string; id: string; expiresAt: Date };

/**
 * Creates a link with which a person chooses a password: an invitation (7 days) for a person without one,
 * else a new password (24 hours). An earlier link stops working. The second factor stays as it is. The person
 * is told; for an administrator, an auditor and whoever has a role in a walled matter a second one approves, and so for
 * whoever reads a matter from which a wall keeps the actor. The link stops working when the person becomes one of these
 * only then.
 * @throws Problem `not-allowed`, `confirm-first`, `not-found`, `conflict` for a disabled person,
 * `approval-needed`
 */
export async function createPasswordLink(app: LinkApp, actor: Actor, id: string): Promise<PasswordLink> {
  await authorize(app, actor, 'manage people');
  const { reader, made } = await withApproval(app, actor, async (tx, requireApproval) => {
    // The row is locked: of two links that are created at once the second ends the first.
    if (isId(id)) await tx.$executeRaw`SELECT FROM person WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const person = isId(id) ? await tx.person.findUnique({ where: { id } }) : null;
    if (!person) throw notFound('person');
    if (person.disabledAt)
      throw new Problem(
        'conflict',
        'This person is disabled. Let them in again first, then give them a link.',
      );
    const hasPassword = person.passwordHash !== null;
    const { email, name } = person;
    const bounds = await readLinkGuards(tx, { personId: id, madeBy: actor.person.id });
    const pastWalls = id === actor.person.id ? [] : await listMattersPastWalls(tx, id);
    if (id !== actor.person.id && bounds.length > 0)
      await requireApproval({
        kind: 'password-link',
        aboutPersonId: id,
        lines: [
          `A link with which a password for ${quotePerson(person)} can be chosen`,
          ...(pastWalls.length > 0
            ? [
                `A wall keeps ${quotePerson(actor.person)} from a matter that ${quotePerson(person)} reads, or did in the last 30 days`,
              ]
            : []),
        ],
        bounds,
      });
    await notifyOwners(tx, 'password-link.made', {
      ...{ kind: 'link-past-wall', by: actor, matterIds: pastWalls, except: id },
      about: (matters) => `${quotePerson(person)}, who reads ${matters}`,
    });
    const told = await notifyAccounts(tx, { kind: 'password-link-made', personIds: [id], by: actor });
    return {
      reader: { id, email, name, hasPassword },
      made: await storePasswordLink(tx, actor, { id, hasPassword, told }),
    };
  });
  return deliverPasswordLink(app, reader, made);
}

/** The matters that somebody reads and from which a wall keeps the actor: a link would be the way around it. */
async function listMattersPastWalls(tx: Transaction, personId: string): Promise<string[]> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM matters_past_my_walls(${personId}::uuid) AS id`;
  return found.map(({ id }) => id);
}

/**
 * Stores a link that works from now on, and ends others, in the transaction that creates or finds the person.
 */
export async function storePasswordLink(
  tx: Transaction,
  actor: Actor,
  { id: personId, hasPassword, told }: Pick<LinkRecipient, 'id' | 'hasPassword'> & { told: Told },
): Promise<NewPasswordLink> {
  await endPasswordLinks(tx, personId);
  const { token, hash } = createToken();
  const lasts = hasPassword ? linkHours.newPassword : linkHours.invitation;
  const expiresAt = new Date(Date.now() + lasts * 3_600_000);
  const made = { personId, madeBy: actor.person.id };
  const guards = await readLinkGuards(tx, made);
  const link = { id: randomUUID(), ...made, tokenHash: hash, expiresAt, guards };
  await tx.passwordLink.create({ data: link });
  const detail = { id: personId, hours: lasts };
  await recordEvent(tx, { event: 'password-link.made', personId: actor.person.id, detail }, told);
  return { token, id: link.id, expiresAt };
}

/**
 * Mails a new link, or returns its address where it was not mailed. Not in the transaction: a slow mail
 * server holds up nobody.
 */
export async function deliverPasswordLink(
  app: LinkApp,
  recipient: LinkRecipient,
  newLink: NewPasswordLink,
): Promise<PasswordLink> {
  const link = `${app.config.origin}/join/${newLink.token}`;
  const expiresAt = newLink.expiresAt.toISOString();
  const server = await getMailServer(app);
  if (!server) return { expiresAt, mailed: false, link, problem: null };
  try {
    await sendMail(
      server,
      {
        id: newLink.id,
        to: recipient.email,
        ...formatLinkMail(recipient, { link, expiresAt }),
      },
      app.config.ownNetworks(),
    );
    return { expiresAt, mailed: true, link: null, problem: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    app.log.warn({ err: error.cause, linkId: newLink.id }, 'a link could not be mailed');
    return { expiresAt, mailed: false, link, problem: error.message };
  }
}

/** Reads the state of a person's link. @throws Problem `not-allowed`, `not-found` */
export async function getPasswordLinkState(
  app: Pick<App, 'database'>,
  actor: Actor,
  id: string,
): Promise<PasswordLinkState> {
  await authorizeReading(app, actor, 'manage people');
  return app.database.asProcess(async (tx) => {
    const include = { passwordLinks: { where: openLinkFilter() } };
    const person = isId(id) ? await tx.person.findUnique({ where: { id }, include }) : null;
    if (!person) throw notFound('person');
    const [link] = person.passwordLinks;
    const isOpen = link !== undefined && !(await hasOutgrownLink(tx, link));
    const openUntil = isOpen ? link.expiresAt.toISOString() : null;
    return { hasPassword: person.passwordHash !== null, openUntil };
  });
}

/** Revokes a person's link: it stops working. May be repeated. @throws Problem `not-found`, `not-allowed` */
export async function revokePasswordLink(
  app: Pick<App, 'database'>,
  actor: Actor,
  id: string,
): Promise<void> {
  await authorize(app, actor, 'manage people');
  if (!isId(id)) throw notFound('person');
  await app.database.asProcess(async (tx) => {
    if ((await endPasswordLinks(tx, id)) > 0)
      await recordEvent(tx, { event: 'password-link.ended', personId: actor.person.id, detail: { id } });
  });
}

function openLinkFilter() {
  return { usedAt: null, endedAt: null, expiresAt: { gt: new Date() } };
}

function formatLinkMail(
  { name, email, hasPassword }: LinkRecipient,
  { link, expiresAt }: { link: string; expiresAt: string },
): { subject: string; text: string } {
  const until = formatUtcMinute(expiresAt);
  const [subject, first] = hasPassword
    ? ['A new password for Strongroom', 'With this link you choose a new password for Strongroom:']
    : [
        'Your invitation to Strongroom',
        'You are invited to Strongroom, the firm’s document room. Choose your password:',
      ];
  const last = `The link works once, until ${until}. If you did not expect this, tell your administrator and do not open it.`;
  return { subject, text: `For ${quotePerson({ name, email })}.\n\n${first}\n\n${link}\n\n${last}\n` };
}
