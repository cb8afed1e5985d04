import { h } from 'preact';
import { z } from 'zod';
import { openSessionByPasskey } from '../../core/auth/passkeys/open-session-by-passkey.ts';
import { openSession, openSessionByCode, SecondFactorNeeded } from '../../core/auth/sessions/open-session.ts';
import { getTicketFactors } from '../../core/auth/sessions/sign-in-ticket.ts';
import { closeSession } from '../../core/auth/sessions/session.ts';
import { clearEndedSession, clearSession, setSessionCookie, signInOrigin } from '../http/session.ts';
import { passkeyAssertionFormSchema } from '../account/passkeys-schemas.ts';
import { confirmPages } from './confirm-pages.ts';
import { joinPages } from './join-pages.ts';
import { safeReturnPath } from './safe-return-path.ts';
import { getSignInPageProps, sendCodePage } from './send-code-page.ts';
import { ssoPages } from './single-sign-on-pages.ts';
import { ssoSettingsPages } from './single-sign-on-settings-pages.ts';
import { SignInCodePage } from './views/sign-in-code-page.tsx';
import { SignInPage } from './views/sign-in-page.tsx';
import { sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PublicPageRequest,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const signInPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/sign-in',
    access: 'public',
    needsProof: 'none',
    handle: showSignInPage,
  }),
  pageRoute({
    method: 'post',
    path: '/sign-in',
    access: 'public',
    needsProof: 'none',
    body: 'form',
    inReadOnlyCopy: true,
    sample: 'no matter: signing in',
    handle: signInFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/sign-in/code',
    access: 'public',
    needsProof: 'none',
    body: 'form',
    inReadOnlyCopy: true,
    sample: 'no matter: signing in',
    handle: signInByCodeFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/sign-in/passkey',
    access: 'public',
    needsProof: 'none',
    body: 'form',
    inReadOnlyCopy: true,
    sample: 'no matter: signing in',
    handle: signInWithPasskeyFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/sign-out',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    inReadOnlyCopy: true,
    confirmReturnsTo: () => '/matters',
    sample: 'no matter: signing out',
    handle: signOutFromForm,
  }),
  ...confirmPages,
  ...joinPages,
  ...ssoPages,
  ...ssoSettingsPages,
];

const nextSchema = z.string().max(4000).optional();
const ticketSchema = z.string('Begin again').max(1000);
const signInFormSchema = z.object({
  email: z.string('Type your e-mail address').max(320),
  password: z.string('Type your password').max(1000),
  next: nextSchema,
});
const codeFormSchema = z.object({
  ticket: ticketSchema,
  code: z.string('Type the code').max(100),
  next: nextSchema,
});
const passkeySignInFormSchema = passkeyAssertionFormSchema.extend({
  ticket: ticketSchema.optional(),
  next: nextSchema,
});

async function showSignInPage({ app, actor, request, response }: PublicPageRequest): Promise<void> {
  const to = queryValue(request, 'next');
  if (actor) return redirectTo(response, safeReturnPath(to));
  clearEndedSession(request, response);
  sendPage(response, h(SignInPage, { ...(await getSignInPageProps(app, response)), next: to }));
}

async function signInFromForm({ app, request, response }: PublicPageRequest): Promise<void> {
  const form = parseForm(request, signInFormSchema);
  const { email, password, next: to = '' } = form;
  const problem = await problemFrom(async () => {
    setSessionCookie(response, await openSession(app, { email, password, ...signInOrigin(request) }));
  });
  if (!problem) return redirectTo(response, safeReturnPath(to));
  const signInProps = await getSignInPageProps(app, response);
  if (problem.cause instanceof SecondFactorNeeded)
    return sendCodePage(response, problem.cause, { ...signInProps, next: to });
  sendFormProblem(
    response,
    h(SignInPage, { ...signInProps, email, next: to, problem: problem.detail }),
    problem,
  );
}

async function signInByCodeFromForm(pageRequest: PublicPageRequest): Promise<void> {
  const { app, request, response } = pageRequest;
  const form = parseForm(request, codeFormSchema);
  const problem = await problemFrom(async () => {
    setSessionCookie(response, await openSessionByCode(app, { ...form, ...signInOrigin(request) }));
  });
  if (!problem) return redirectTo(response, safeReturnPath(form.next));
  await showSignInStepProblem(pageRequest, form, problem);
}

/** In place of the password, or after it. */
async function signInWithPasskeyFromForm(pageRequest: PublicPageRequest): Promise<void> {
  const { app, request, response } = pageRequest;
  const form = parseForm(request, passkeySignInFormSchema);
  const problem = await problemFrom(async () => {
    setSessionCookie(response, await openSessionByPasskey(app, { ...form, ...signInOrigin(request) }));
  });
  if (!problem) return redirectTo(response, safeReturnPath(form.next));
  await showSignInStepProblem(pageRequest, form, problem);
}

type SignInStep = { ticket?: string | undefined; next?: string | undefined };

/** The page from which the step was tried once more; from the beginning when its ticket is over. */
async function showSignInStepProblem(
  { app, response }: PublicPageRequest,
  step: SignInStep,
  problem: FormProblem,
): Promise<void> {
  const { ticket: pass, next: to = '' } = step;
  const shown = { ...(await getSignInPageProps(app, response)), next: to, problem: problem.detail };
  const factors = pass === undefined ? undefined : await getTicketFactors(app, pass);
  if (pass === undefined || !factors) return sendFormProblem(response, h(SignInPage, shown), problem);
  sendFormProblem(response, h(SignInCodePage, { ...shown, ticket: pass, factors }), problem);
}

async function signOutFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await closeSession(app, actor);
  clearSession(response);
  redirectTo(response, '/sign-in');
}
