import type { Response } from 'express';
import { h } from 'preact';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { openSessionByPasskey } from '../../core/auth/passkeys/open-session-by-passkey.ts';
import { openSession, openSessionByCode, SecondFactorNeeded } from '../../core/auth/sessions/open-session.ts';
import { getTicketFactors } from '../../core/auth/sessions/sign-in-ticket.ts';
import { getPasskeySite } from '../../core/auth/passkeys/passkey-site.ts';
import { findSsoOffer } from '../../core/auth/single-sign-on/sso-flow.ts';
import { closeSession } from '../../core/auth/sessions/session.ts';
import { clearSessionCookie, setSessionCookie, signInOrigin } from '../http/session.ts';
import { passkeyAssertionFormSchema } from '../account/passkeys-schemas.ts';
import type { PageFrame } from '../ui/page-frame.ts';
import { SignInCodePage } from './views/sign-in-code-page.tsx';
import { SignInPage } from './views/sign-in-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PublicPageRequest,
  type FormProblem,
  type PageRequest,
} from '../http/page-route.ts';

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

export async function showSignInPage({ app, actor, request, response }: PublicPageRequest): Promise<void> {
  const to = queryValue(request, 'next');
  if (actor) return redirectTo(response, safeReturnPath(to));
  sendPage(response, h(SignInPage, { ...(await getSignInPageProps(app, response)), next: to }));
}

export async function signInFromForm({ app, request, response }: PublicPageRequest): Promise<void> {
  const form = parseForm(request, signInFormSchema);
  const { email, password, next: to = '' } = form;
  const problem = await problemFrom(async () => {
    setSessionCookie(response, await openSession(app, { email, password, ...signInOrigin(request) }));
  });
  if (!problem) return redirectTo(response, safeReturnPath(to));
  const signInProps = await getSignInPageProps(app, response);
  if (problem.cause instanceof SecondFactorNeeded) {
    const { ticket: pass, factors } = problem.cause;
    return sendPage(response, h(SignInCodePage, { ...signInProps, ticket: pass, factors, next: to }));
  }
  sendFormProblem(
    response,
    h(SignInPage, { ...signInProps, email, next: to, problem: problem.detail }),
    problem,
  );
}

export async function signInByCodeFromForm(pageRequest: PublicPageRequest): Promise<void> {
  const { app, request, response } = pageRequest;
  const form = parseForm(request, codeFormSchema);
  const problem = await problemFrom(async () => {
    setSessionCookie(response, await openSessionByCode(app, { ...form, ...signInOrigin(request) }));
  });
  if (!problem) return redirectTo(response, safeReturnPath(form.next));
  await showSignInStepProblem(pageRequest, form, problem);
}

/** In place of the password, or after it. */
export async function signInWithPasskeyFromForm(pageRequest: PublicPageRequest): Promise<void> {
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

type SignInPageBase = { pageFrame: PageFrame; origin?: string; signOn?: { name: string; only: boolean } };

/** What the pages of the door have in common: the frame of every page, where passkeys work, and the firm's provider. */
export async function getSignInPageProps(app: App, response: Response): Promise<SignInPageBase> {
  const origin = getPasskeySite(app)?.origin;
  const signOn = await findSsoOffer(app);
  return {
    pageFrame: buildPageFrame(response),
    ...(origin !== undefined && { origin }),
    ...(signOn && { signOn }),
  };
}

export async function signOutFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await closeSession(app, actor);
  clearSessionCookie(response);
  redirectTo(response, '/sign-in');
}

/** Where to go after signing in: only ever to a page of our own, whatever the address said. */
export function safeReturnPath(next: string | undefined): string {
  const base = 'https://strongroom.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/matters';
  const url = new URL(next, base);
  // "/..//elsewhere" is a path of ours until its dots are resolved: two slashes then name a host.
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/matters';
}
