import { h } from 'preact';
import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKey } from '../../core/auth/api-key.ts';
import { changePassword } from '../../core/auth/change-password.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../core/auth/own-sessions.ts';
import { ownLink } from '../../core/auth/own-link.ts';
import { secondFactorOf } from '../../core/auth/second-factor.ts';
import { newKeySchema, passwordChangeSchema } from '../api/account-schemas.ts';
import { AccountPage, type AccountPageProps } from '../pages/account.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, sendRefusal, type Refusal, type Visit } from './visit.ts';

const here = '/account';
const keyForm = newKeySchema.pick({ name: true }).extend({
  days: z.coerce.number().int().min(1).max(366),
  readOnly: z.literal('yes').optional(),
});

const doneWords: Record<string, string> = {
  password: 'The password was changed, and your other sessions have ended.',
  session: 'That session has ended.',
  sessions: 'You are signed out everywhere else.',
  linked: 'You are known here by your account there from now on.',
  unlinked: 'No account elsewhere leads to you any longer.',
  factor: 'The authenticator app is turned off.',
  key: 'The key was revoked: what used it is out.',
};

export async function showAccount(visit: Visit): Promise<void> {
  const done = doneWords[asked(visit.request, 'done')];
  sendPage(visit.response, h(AccountPage, { ...(await gather(visit)), ...(done && { done }) }));
}

export async function changeOwnPassword(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const refusal = await refusalOf(() => changePassword(app, who, readForm(request, passwordChangeSchema)));
  if (!refusal) return sendOn(response, `${here}?done=password`);
  await refuse(visit, refusal);
}

export async function endSession({ app, who, id, response }: Visit): Promise<void> {
  await endOwnSession(app, who, id);
  sendOn(response, `${here}?done=session`);
}

export async function endSessions({ app, who, response }: Visit): Promise<void> {
  await endOtherSessions(app, who);
  sendOn(response, `${here}?done=sessions`);
}

/** Answers with the page itself instead of sending on: the key is shown this once, and stands in no address. */
export async function makeKey(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  let newKey: AccountPageProps['newKey'];
  const refusal = await refusalOf(async () => {
    const { name, days, readOnly } = readForm(request, keyForm);
    const expiresAt = new Date(Date.now() + days * 24 * 3_600_000).toISOString();
    newKey = await createApiKey(app, who, { name, readOnly: readOnly === 'yes', expiresAt });
  });
  if (refusal) return refuse(visit, refusal);
  sendPage(response, h(AccountPage, { ...(await gather(visit)), ...(newKey && { newKey }) }), 201);
}

export async function revokeKey({ app, who, id, response }: Visit): Promise<void> {
  await revokeApiKey(app, who, id);
  sendOn(response, `${here}?done=key`);
}

async function refuse(visit: Visit, refusal: Refusal): Promise<void> {
  const page = h(AccountPage, { ...(await gather(visit)), problem: refusal.detail });
  sendRefusal(visit.response, page, refusal);
}

async function gather({ app, who, response }: Visit): Promise<AccountPageProps> {
  const [sessions, keys, secondFactor, signOn] = await Promise.all([
    listOwnSessions(app, who),
    listApiKeys(app, who),
    secondFactorOf(app, who),
    ownLink(app, who),
  ]);
  const chrome = chromeOf(response, 'account');
  return { chrome, sessions, keys, secondFactor, ...(signOn && { signOn }) };
}
