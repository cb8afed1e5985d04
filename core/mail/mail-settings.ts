import { authorize, authorizeReading } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { notifyStaff } from '../notices/notify-audience.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { resolveOutsideHost } from '../platform/own-networks.ts';
import { describeOwnMailHost, type MailServer } from '../platform/send-mail.ts';
import { createEncryption } from '../platform/encryption.ts';

/** The firm's mail server as administrators see it. The password is never shown again. */
export type MailSettings = Omit<MailServer, 'password'> & { hasPassword: boolean };

/**
 * A password that is left out stays as it is, as long as it would go to the same user of the same server in the
 * same way.
 */
export type NewMailSettings = Omit<MailServer, 'password' | 'user'> & {
  user?: string | undefined;
  password?: string | undefined;
};

/** The only row of the table. */
const where = { id: 1 } as const;

/**
 * Reads the firm's mail settings; null where no mail server is configured: links are then shown instead of
 * sent.
 * @throws Problem `not-allowed`
 */
export async function readMailSettings(
  app: Pick<App, 'database'>,
  actor: Actor,
): Promise<MailSettings | null> {
  await authorizeReading(app, actor, 'manage mail');
  return app.database.asProcess(findSettings);
}

/** Updates the firm's mail settings. @throws Problem `not-allowed`, `confirm-first`, `invalid-request` */
export async function updateMailSettings(
  app: Pick<App, 'config' | 'database'>,
  actor: Actor,
  input: NewMailSettings,
): Promise<MailSettings> {
  await authorize(app, actor, 'manage mail');
  const { host, port, security, from } = input;
  const user = input.user || null;
  if (security === 'plain' && user !== null)
    throw new Problem(
      'invalid-request',
      'A password is not sent without encryption. Choose TLS or STARTTLS, or leave user and password out.',
    );
  const { kind } = await resolveOutsideHost(host, app.config.ownNetworks());
  if (kind === 'own') throw new Problem('invalid-request', describeOwnMailHost(host));
  return app.database.asProcess(async (tx) => {
    const before = await tx.mailSetting.findUnique({ where });
    const isSame =
      before?.host === host &&
      before.port === port &&
      before.userName === user &&
      before.security === security;
    const storedPassword = isSame ? before.passwordSealed : null;
    const passwordSealed = input.password
      ? mailPasswordSeal(app).encrypt(sealContext(host, user), input.password)
      : storedPassword;
    if (user !== null && passwordSealed === null)
      throw new Problem(
        'invalid-request',
        'Type the password of this user; it is kept for one user of one server, and one kind of encryption.',
      );
    const data = {
      host,
      port,
      security,
      userName: user,
      from,
      passwordSealed: user === null ? null : passwordSealed,
    };
    await tx.mailSetting.upsert({ where, create: { ...where, ...data }, update: data });
    const isUnchanged = isSame && before.from === from && !input.password;
    const told = isUnchanged
      ? { told: 0 }
      : await notifyStaff(tx, 'mail.changed', { kind: 'mail-changed', by: actor, about: host });
    const detail = { host, port, security };
    await recordEvent(tx, { event: 'mail.changed', personId: actor.person.id, detail }, told);
    return toMailSettings(data);
  });
}

/**
 * Deletes the mail settings: no mail is sent from now on; what waits goes on waiting for a mail server. The other
 * administrators and the auditors are told. May be repeated.
 * @throws Problem `not-allowed`, `confirm-first`
 */
export async function deleteMailSettings(app: Pick<App, 'database'>, actor: Actor): Promise<void> {
  await authorize(app, actor, 'manage mail');
  await app.database.asProcess(async (tx) => {
    const { count } = await tx.mailSetting.deleteMany({ where });
    if (count === 0) return;
    const told = await notifyStaff(tx, 'mail.changed', { kind: 'mail-turned-off', by: actor, about: '' });
    const detail = { host: null, port: null, security: null };
    await recordEvent(tx, { event: 'mail.changed', personId: actor.person.id, detail }, told);
  });
}

/**
 * The mail server with its password, for sending; undefined where none is configured, and in a read-only
 * copy, which sends nothing.
 */
export async function getMailServer(app: Pick<App, 'config' | 'database'>): Promise<MailServer | undefined> {
  if (app.config.copyOf !== '') return undefined;
  const row = await app.database.withoutTransaction((client) => client.mailSetting.findUnique({ where }));
  if (!row) return undefined;
  const { host, port, security, userName: user, from, passwordSealed } = row;
  const password =
    passwordSealed === null
      ? null
      : (mailPasswordSeal(app).decrypt(sealContext(host, user), passwordSealed) ?? null);
  return { host, port, security, user, password, from };
}

/** Seals the password anew that an older key sealed. @returns how many there were, at most one */
export async function resealMailPassword(app: Pick<App, 'config' | 'database'>): Promise<number> {
  return app.database.asProcess(async (tx) => {
    const { host, userName, passwordSealed } = (await tx.mailSetting.findUnique({ where })) ?? {};
    if (host === undefined || !passwordSealed) return 0;
    const renewed = mailPasswordSeal(app).renew(sealContext(host, userName ?? null), passwordSealed);
    if (renewed === undefined) return 0;
    const data = { passwordSealed: renewed };
    return (await tx.mailSetting.updateMany({ where: { ...where, passwordSealed }, data })).count;
  });
}

async function findSettings(tx: Transaction): Promise<MailSettings | null> {
  const row = await tx.mailSetting.findUnique({ where });
  return row && toMailSettings(row);
}

type MailSettingsRow = Omit<MailServer, 'password' | 'user'> & {
  userName: string | null;
  passwordSealed: string | null;
};

function toMailSettings({
  host,
  port,
  security,
  userName,
  from,
  passwordSealed,
}: MailSettingsRow): MailSettings {
  return { host, port, security, user: userName, from, hasPassword: passwordSealed !== null };
}

function mailPasswordSeal({ config }: Pick<App, 'config'>) {
  return createEncryption(config.sealingKey, 'mail password');
}

/**
 * Bound to server and user: somebody who changes the row in the database does not get the password sent
 * elsewhere.
 */
function sealContext(host: string, user: string | null): string {
  return JSON.stringify([host, user]);
}
