import { h } from 'preact';
import { SecondFactorNeeded } from '../../core/auth/sessions/open-session.ts';
import {
  startSsoFlow,
  finishSsoFlow,
  readNextPath,
  findSsoOffer,
  type SsoPurpose,
} from '../../core/auth/single-sign-on/sso-flow.ts';
import { unlinkIdentity } from '../../core/auth/single-sign-on/identity-link.ts';
import { setSessionCookie, signInOrigin } from '../http/session.ts';
import { setSsoTicketCookie, consumeSsoTicketCookie } from './single-sign-on-cookie.ts';
import { SignInCodePage } from './views/sign-in-code-page.tsx';
import { SignInPage } from './views/sign-in-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { getSignInPageProps, safeReturnPath } from './pages.ts';
import {
  queryValue,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PublicPageRequest,
  type FormProblem,
  type PageRequest,
} from '../http/page-route.ts';

/** To the firm's provider, to sign in there. A link and no form: what a form leads to is held to this site by the content security policy. */
export const startSsoSignIn = (pageRequest: PublicPageRequest) =>
  redirectToProvider(pageRequest, 'enter', queryValue(pageRequest.request, 'next'));

/** To the provider, to prove once more that it is they. */
export const startSsoConfirmation = (pageRequest: PageRequest) =>
  redirectToProvider(pageRequest, 'confirm', queryValue(pageRequest.request, 'next'));

/** To the provider, to be known here by that account. */
export const startSsoLink = (pageRequest: PageRequest) =>
  redirectToProvider(pageRequest, 'link', '/account?done=linked');

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
export async function finishSsoAtReturn(pageRequest: PublicPageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const ticket = consumeSsoTicketCookie(request, response);
  const { search } = new URL(request.originalUrl, app.config.origin);
  const problem = await problemFrom(async () => {
    const { next, opened } = await finishSsoFlow(app, actor, {
      ticket,
      search,
      origin: signInOrigin(request),
    });
    if (opened) setSessionCookie(response, opened);
    redirectTo(response, safeReturnPath(next));
  });
  if (!problem) return;
  const next = readNextPath(app, ticket);
  if (problem.cause instanceof SecondFactorNeeded) {
    const { ticket: pass, factors } = problem.cause;
    const page = { ...(await getSignInPageProps(app, response)), ticket: pass, factors, next };
    return sendPage(response, h(SignInCodePage, page));
  }
  await showSsoProblem(pageRequest, problem, next);
}

/** Signing in at the provider no longer leads to this person. */
export async function unlinkIdentityFromForm({ app, actor, response }: PageRequest): Promise<void> {
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
