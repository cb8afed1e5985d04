import { secondFactorPages } from './second-factor-pages.ts';
import { listAccountNotices } from '../../core/auth/account-notices.ts';
import { noticePages } from './notices-pages.ts';
import { passkeyPages } from './passkeys-pages.ts';
import { h } from 'preact';
import { z } from 'zod';
import { findGuessCount } from '../../core/auth/limit-attempts.ts';
import { createApiKey, listApiKeys, revokeApiKey } from '../../core/auth/api-keys/api-keys.ts';
import { changePassword } from '../../core/auth/passwords/change-password.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../core/auth/sessions/own-sessions.ts';
import { getIdentityLink } from '../../core/auth/single-sign-on/identity-link.ts';
import { getOwnFactors } from '../../core/auth/second-factor/second-factor.ts';
import { newApiKeySchema, otherSessionsSchema, passwordChangeSchema } from './schemas.ts';
import { AccountPage, type AccountPageProps } from './views/account-page.tsx';
import { OwnPasswordPage } from './views/password-form.tsx';
import { setSessionToken } from '../http/session.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const accountPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/account',
    access: 'signed-in',
    needsProof: 'in person',
    handle: showAccountPage,
  }),
  pageRoute({
    method: 'get',
    path: '/account/password',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    handle: async ({ response }) =>
      sendPage(response, h(OwnPasswordPage, { pageFrame: buildPageFrame(response, 'account') })),
  }),
  pageRoute({
    method: 'post',
    path: '/account/password',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    duringSetup: true,
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own account',
    handle: changePasswordFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/sessions/end',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own sessions',
    handle: endOtherSessionsFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/sessions/:id/end',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own sessions',
    handle: endSessionFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/keys',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own keys',
    handle: createApiKeyFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/keys/:id/revoke',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own keys',
    handle: revokeApiKeyFromForm,
  }),
  ...secondFactorPages,
  ...passkeyPages,
  ...noticePages,
];

const pagePath = '/account';
const apiKeyFormSchema = newApiKeySchema.pick({ name: true }).extend({
  days: z.coerce.number().int().min(1).max(366),
  // What is not chosen is sent as nothing.
  scope: z.union([z.literal('').transform(() => undefined), newApiKeySchema.shape.scope]),
  readOnly: z.literal('yes').optional(),
});
const passwordFormSchema = passwordChangeSchema.extend(otherSessionsSchema.shape);

const doneNotices: Record<string, string> = {
  password:
    'The password was changed. Your other sessions have ended, and your API keys unless you kept them.',
  session: 'That session has ended.',
  sessions: 'You are signed out everywhere else, and your API keys have ended unless you kept them.',
  linked: 'Your account at the provider is linked. You can sign in with it.',
  trusted: 'The second factor of the provider stands for yours from now on.',
  untrusted: 'Strongroom asks for your own second factor, whatever the provider says.',
  unlinked: 'The link was removed. No account at the provider signs you in any more.',
  factor: 'The authenticator app is turned off.',
  key: 'The key was revoked: what used it is out.',
};

async function showAccountPage(pageRequest: PageRequest): Promise<void> {
  const done = doneNotices[queryValue(pageRequest.request, 'done')];
  sendPage(
    pageRequest.response,
    h(AccountPage, { ...(await getAccountPageProps(pageRequest)), ...(done && { done }) }),
  );
}

async function changePasswordFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const change = parseForm(request, passwordFormSchema);
    setSessionToken(response, await changePassword(app, actor, change));
  });
  if (!problem) return redirectTo(response, `${pagePath}?done=password`);
  const pageFrame = buildPageFrame(response, 'account');
  if (actor.passwordTemporaryUntil)
    return sendFormProblem(response, h(OwnPasswordPage, { pageFrame, problem: problem.detail }), problem);
  await showAccountProblem(pageRequest, problem);
}

async function endSessionFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await endOwnSession(app, actor, params.id);
  redirectTo(response, `${pagePath}?done=session`);
}

async function endOtherSessionsFromForm({ app, actor, request, response }: PageRequest): Promise<void> {
  await endOtherSessions(app, actor, parseForm(request, otherSessionsSchema));
  redirectTo(response, `${pagePath}?done=sessions`);
}

/** Answers with the page itself instead of sending on: the key is shown this once, and stands in no address. */
async function createApiKeyFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  let newKey: AccountPageProps['newKey'];
  const problem = await problemFrom(async () => {
    const { name, days, readOnly, scope } = parseForm(request, apiKeyFormSchema);
    const expiresAt = new Date(Date.now() + days * 24 * 3_600_000).toISOString();
    newKey = await createApiKey(app, actor, { name, readOnly: readOnly === 'yes', scope, expiresAt });
  });
  if (problem) return showAccountProblem(pageRequest, problem);
  sendPage(
    response,
    h(AccountPage, { ...(await getAccountPageProps(pageRequest)), ...(newKey && { newKey }) }),
    201,
  );
}

async function revokeApiKeyFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await revokeApiKey(app, actor, params.id);
  redirectTo(response, `${pagePath}?done=key`);
}

async function showAccountProblem(pageRequest: PageRequest, problem: FormProblem): Promise<void> {
  const page = h(AccountPage, { ...(await getAccountPageProps(pageRequest)), problem: problem.detail });
  sendFormProblem(pageRequest.response, page, problem);
}

/** So many notices stand on the page; the way to the older ones stands below them. */
const noticesShown = 50;

async function getAccountPageProps({
  app,
  actor,
  request,
  response,
}: PageRequest): Promise<AccountPageProps> {
  const [sessions, keys, secondFactor, signOn, guesses, notices] = await Promise.all([
    listOwnSessions(app, actor),
    listApiKeys(app, actor),
    getOwnFactors(app, actor),
    getIdentityLink(app, actor),
    findGuessCount(app, actor.person.email),
    listAccountNotices(app, actor, { limit: noticesShown, cursor: optionalQueryValue(request, 'cursor') }),
  ]);
  const pageFrame = buildPageFrame(response, 'account');
  const guessing = guesses !== undefined && { guesses };
  return { pageFrame, sessions, keys, secondFactor, notices, ...(signOn && { signOn }), ...guessing };
}
