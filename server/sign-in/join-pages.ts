import { h } from 'preact';
import { z } from 'zod';
import { openSession, SecondFactorNeeded } from '../../core/auth/sessions/open-session.ts';
import { findInvitedPerson, usePasswordLink } from '../../core/people/use-password-link.ts';
import { setSessionCookie, signInOrigin } from '../http/session.ts';
import { JoinPage } from './views/join-page.tsx';
import { SignInPage } from './views/sign-in-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { getSignInPageProps, sendCodePage } from './send-code-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PublicPageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const joinPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/join/:token',
    access: 'public',
    needsProof: 'none',
    sample: 'no matter: an invitation',
    handle: showJoinPage,
  }),
  pageRoute({
    method: 'post',
    path: '/join/:token',
    access: 'public',
    needsProof: 'none',
    body: 'form',
    sample: 'no matter: an invitation',
    handle: acceptInvitationFromForm,
  }),
];

const joinFormSchema = z.object({ password: z.string('Type a password').max(1000) });

/** Looking changes nothing: programs that check mail for viruses open its links, too. */
async function showJoinPage({ app, params, response }: PublicPageRequest<{ token: string }>): Promise<void> {
  const invitation = await findInvitedPerson(app, params.token);
  sendPage(
    response,
    h(JoinPage, { pageFrame: buildAnonymousPageFrame(response), invitation }),
    invitation ? 200 : 404,
  );
}

/** The password is chosen, and then used to sign in by the usual way: limits and the second factor are asked there, and nowhere else. */
async function acceptInvitationFromForm({
  app,
  params,
  request,
  response,
}: PublicPageRequest<{ token: string }>): Promise<void> {
  const { token } = params;
  const invitation = await findInvitedPerson(app, token);
  const pageFrame = buildAnonymousPageFrame(response);
  if (!invitation) return sendPage(response, h(JoinPage, { pageFrame, invitation }), 404);
  let password = '';
  const problem = await problemFrom(async () => {
    ({ password } = parseForm(request, joinFormSchema));
    await usePasswordLink(app, { token, password });
  });
  if (problem)
    return sendFormProblem(
      response,
      h(JoinPage, { pageFrame, invitation, problem: problem.detail }),
      problem,
    );
  const { email } = invitation;
  const signInProps = { ...(await getSignInPageProps(app, response)), pageFrame };
  const signInProblem = await problemFrom(async () => {
    setSessionCookie(response, await openSession(app, { email, password, ...signInOrigin(request) }));
  });
  if (!signInProblem) return redirectTo(response, '/matters');
  if (signInProblem.cause instanceof SecondFactorNeeded)
    return sendCodePage(response, signInProblem.cause, { ...signInProps, next: '' });
  sendFormProblem(
    response,
    h(SignInPage, { ...signInProps, email, problem: signInProblem.detail }),
    signInProblem,
  );
}

/** Whoever else is signed in in this browser has no part in the page. */
function buildAnonymousPageFrame(response: PublicPageRequest['response']) {
  return { ...buildPageFrame(response), person: null };
}
