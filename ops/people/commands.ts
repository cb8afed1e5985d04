import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { notifyAccounts } from '../../core/notices/notify-accounts.ts';
import { approveOnHost, findOpenApprovals, type ApprovalView } from '../../core/auth/approvals.ts';
import { notifyOfStanding } from '../../core/auth/notify-of-standing.ts';
import { revokeAllApiKeys } from '../../core/auth/api-keys/api-keys.ts';
import { endPasswordLinks } from '../../core/auth/passwords/end-password-links.ts';
import { hashPassword } from '../../core/auth/passwords/password-hash.ts';
import { endOfTemporaryPassword } from '../../core/auth/passwords/temporary-password.ts';
import { removeAllFactors } from '../../core/auth/second-factor/second-factor.ts';
import { normaliseEmail } from '../../core/platform/email-address.ts';
import { createPassword } from '../../core/people/people.ts';
import type { Command } from '../cli/command.ts';
import { Refused, WrongUsage } from '../errors.ts';
import { findCanaries } from './access-canaries.ts';

export const createAdministratorCommand: Command<'create-administrator'> = {
  run: async ({ app, flags }) => {
    const email = checkEmail(flags.email);
    const password = await createAdministratorAccount(app(), email, flags.name ?? email);
    if (password === undefined)
      return { json: { email, exists: true }, text: `${email} is here already; nothing was changed.` };
    return {
      json: { email, password },
      text: `Sign in as ${email} with the password ${password} within 7 days, and choose your own under your account.`,
    };
  },
};

export const resetPasswordCommand: Command<'reset-password'> = {
  run: async ({ app, words }) => {
    const email = checkEmail(words[0] ?? '');
    const password = await replacePassword(app(), email);
    return {
      json: { email, password },
      text: `The new password of ${email} is ${password}, for 7 days, in which they choose their own; all sessions and API keys of this person were ended, and passkeys or an authenticator app are to be set up anew.`,
    };
  },
};

export const approveCommand: Command<'approve'> = {
  run: async ({ app, words: [id] }) => {
    if (id === undefined) {
      const approvals = await app().database.asProcess(findOpenApprovals);
      const text = approvals.map(formatApproval).join('\n') || 'Nothing waits for an approval.';
      return { json: { approvals }, text };
    }
    if (!(await app().database.asProcess((tx) => approveOnHost(tx, id))))
      throw new Refused(
        `Nothing with the id ${id} waits for an approval. "strongroom approve" lists what does.`,
      );
    return { json: { approved: id }, text: 'Approved. Whoever asked does it again now.' };
  },
};

function formatApproval({ id, askedBy, lines, usable }: ApprovalView): string {
  const what = lines.map((line) => `    ${line}`).join('\n');
  return `${id}  asked by ${askedBy.email}${usable ? ', can be done' : ''}\n${what}`;
}

/** The first half of `strongroom wall-proof`: the server, which is tried, may not know what it must not show. */
export const accessCanariesCommand: Command<'access-canaries'> = {
  run: async ({ app, words }) => {
    const json = await app().database.asProcess((tx) => findCanaries(tx, words[0] ?? '', words[1] ?? ''));
    return { json, text: JSON.stringify(json) };
  },
};

/** @returns the password, or undefined when somebody with this address is there already. */
async function createAdministratorAccount(
  app: Pick<App, 'database'>,
  email: string,
  name: string,
): Promise<string | undefined> {
  const password = createPassword();
  const passwordHash = await hashPassword(password);
  return app.database.asProcess(async (tx) => {
    if (await tx.person.findUnique({ where: { email } })) return undefined;
    const person = { id: randomUUID(), email, name, role: 'administrator' as const };
    // Whoever was created on the host can sign in whatever becomes of single sign-on: there is no other way in when it fails.
    const passwordTemporaryUntil = endOfTemporaryPassword();
    const data = { ...person, passwordHash, passwordTemporaryUntil, emergency: true, createdAt: new Date() };
    await tx.person.create({ data });
    const after = { ...person, disabledAt: null };
    const told = await notifyOfStanding(tx, { before: undefined, after, way: 'on the host' });
    const detail = { id: person.id, role: person.role, by: 'the command line', name, email };
    await recordEvent(tx, { event: 'person.created', detail }, told);
    return password;
  });
}

/** @throws Refused when nobody has this address. */
async function replacePassword(app: Pick<App, 'database'>, email: string): Promise<string> {
  const password = createPassword();
  const passwordHash = await hashPassword(password);
  return app.database.asProcess(async (tx) => {
    const person = await tx.person.findUnique({ where: { email } });
    if (!person)
      throw new Refused(
        `Nobody signs in as ${email}. Check the address; "strongroom create-administrator" makes a new administrator.`,
      );
    const data = { passwordHash, passwordTemporaryUntil: endOfTemporaryPassword() };
    await tx.person.update({ where: { id: person.id }, data });
    await endPasswordLinks(tx, person.id);
    await tx.session.deleteMany({ where: { personId: person.id } });
    await revokeAllApiKeys(tx, { personId: person.id });
    const personIds = [person.id];
    const detail = { id: person.id, by: 'the command line' };
    if (await removeAllFactors(tx, person.id)) {
      const told = await notifyAccounts(tx, { kind: 'factors-reset', personIds });
      await recordEvent(tx, { event: 'second-factor.removed', detail }, told);
    }
    const told = await notifyAccounts(tx, { kind: 'password-reset', personIds });
    await recordEvent(tx, { event: 'person.password-reset', detail }, told);
    return password;
  });
}

function checkEmail(text: string): string {
  const email = normaliseEmail(text);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new WrongUsage(`"${text}" is not an e-mail address.`);
  return email;
}
