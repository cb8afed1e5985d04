import { h } from 'preact';
import { SecondFactorNeeded } from '../../core/auth/sessions/open-session.ts';
import {
  callbackPath,
  startSsoFlow,
  finishSsoFlow,
  readNextPath,
  findSsoOffer,
  type SsoPurpose,
} from '../../core/auth/single-sign-on/sso-flow.ts';
import { unlinkIdentity } from '../../core/auth/single-sign-on/identity-link.ts';
import { setSessionCookie, setSessionToken, signInOrigin } from '../http/session.ts';
import { setSsoTicketCookie, consumeSsoTicketCookie } from './single-sign-on-cookie.ts';
import { SignInPage } from './views/sign-in-page.tsx';
import { buildPageFrame } from '../http/send-page.ts';
import { safeReturnPath } from './safe-return-path.ts';
import { getSignInPageProps, sendCodePage } from './send-code-page.ts';
import {
  pageRoute,
  queryValue,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PublicPageRequest,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const ssoPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/single-sign-on',
    access: 'public',
    needsProof: 'none',
    duringSetup: true,
    handle: startSsoSignIn,
  }),
  pageRoute({
    method: 'get',
    path: callbackPath,
    access: 'public',
    needsProof: 'none',
    duringSetup: true,
    handle: finishSsoAtReturn,
  }),
  pageRoute({
    method: 'get',
    path: '/account/single-sign-on',
    access: 'signed-in',
    needsProof: 'fresh',
    handle: startSsoLink,
  }),
  pageRoute({
    method: 'post',
    path: '/account/single-sign-on/end',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own account',
    handle: unlinkIdentityFromForm,
  }),
  pageRoute({
    method: 'get',
    path: '/confirm/single-sign-on',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    handle: startSsoConfirmation,
  }),
];

/** To the firm's provider, to sign in there. A link and no form: what a form leads to is held to this site by the content security policy. */
function startSsoSignIn(pageRequest: PublicPageRequest): Promise<void> {
  return redirectToProvider(pageRequest, 'enter', queryValue(pageRequest.request, 'next'));
}

/** To the provider, to prove once more that it is they. */
function startSsoConfirmation(pageRequest: PageRequest): Promise<void> {
  return redirectToProvider(pageRequest, 'confirm', queryValue(pageRequest.request, 'next'));
}

/** To the provider, to be known here by that account. */
function startSsoLink(pageRequest: PageRequest): Promise<void> {
  return redirectToProvider(pageRequest, 'link', '/account?done=linked');
}

async function redirectToProvider(
  pageRequest: PublicPageRequest,
  purpose: SsoPurpose,
  next: string,
): Promise<void> {
  const { app, actor, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const { address, ticket } = await startSsoFlow(app, actor, { purpose, next });
    setSsoTicketCookie(response, ticket);
    redirectTo(response, address);
  });
  if (problem) await showSsoProblem(pageRequest, problem, next);
}

/** Back from the provider. */
async function finishSsoAtReturn(pageRequest: PublicPageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const ticket = consumeSsoTicketCookie(request, response);
  const { search } = new URL(request.originalUrl, app.config.origin);
  const problem = await problemFrom(async () => {
    const { next, opened, renewedToken } = await finishSsoFlow(app, actor, {
      ticket,
      search,
      origin: signInOrigin(request),
    });
    if (opened) setSessionCookie(response, opened);
    if (renewedToken !== undefined) setSessionToken(response, renewedToken);
    redirectTo(response, safeReturnPath(next));
  });
  if (!problem) return;
  const next = readNextPath(app, ticket);
  if (problem.cause instanceof SecondFactorNeeded)
    return sendCodePage(response, problem.cause, { ...(await getSignInPageProps(app, response)), next });
  await showSsoProblem(pageRequest, problem, next);
}

/** Signing in at the provider no longer leads to this person. */
async function unlinkIdentityFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await unlinkIdentity(app, actor);
  redirectTo(response, '/account?done=unlinked');
}

/** Whoever is signed in stays so, and is told on a page of their own. */
async function showSsoProblem(
  { app, actor, response }: PublicPageRequest,
  problem: FormProblem,
  next: string,
): Promise<void> {
  if (actor) throw problem.cause;
  const pageFrame = buildPageFrame(response);
  const signOn = await findSsoOffer(app);
  sendFormProblem(
    response,
    h(SignInPage, { pageFrame, next, problem: problem.detail, ...(signOn && { signOn }) }),
    problem,
  );
}
