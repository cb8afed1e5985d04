import { h } from 'preact';
import { z } from 'zod';
import { openSession, openSessionByCode, SecondFactorNeeded } from '../../core/auth/open-session.js';
import { closeSession } from '../../core/auth/session.js';
import { clearSessionCookie, setSessionCookie, signInOrigin } from '../http/session.js';
import { SignInCodePage } from '../pages/sign-in-code.js';
import { SignInPage } from '../pages/sign-in.js';
import { chromeOf, sendPage } from './send-page.js';
import { asked, readForm, refusalOf, sendOn, sendRefusal, type PublicVisit, type Visit } from './visit.js';

const signInForm = z.object({
  email: z.string('Type your e-mail address').max(320),
  password: z.string('Type your password').max(1000),
  next: z.string().max(4000).optional(),
});

export async function showSignIn({ who, request, response }: PublicVisit): Promise<void> {
  const next = asked(request, 'next');
  if (who) return sendOn(response, ownAddress(next));
  sendPage(response, h(SignInPage, { chrome: chromeOf(response), next }));
}

export async function signIn({ app, request, response }: PublicVisit): Promise<void> {
  const form = readForm(request, signInForm);
  const { email, password, next = '' } = form;
  const refusal = await refusalOf(async () => {
    setSessionCookie(response, await openSession(app, { email, password, ...signInOrigin(request) }));
  });
  if (!refusal) return sendOn(response, ownAddress(next));
  if (refusal.problem instanceof SecondFactorNeeded) {
    const { ticket } = refusal.problem;
    return sendPage(response, h(SignInCodePage, { chrome: chromeOf(response), ticket, next }));
  }
  const page = h(SignInPage, { chrome: chromeOf(response), email, next, problem: refusal.detail });
  sendRefusal(response, page, refusal);
}

const codeForm = z.object({
  ticket: z.string('Begin again').max(1000),
  code: z.string('Type the code').max(100),
  next: z.string().max(4000).optional(),
});

export async function signInByCode({ app, request, response }: PublicVisit): Promise<void> {
  const { ticket, code, next = '' } = readForm(request, codeForm);
  const refusal = await refusalOf(async () => {
    setSessionCookie(response, await openSessionByCode(app, { ticket, code, ...signInOrigin(request) }));
  });
  if (!refusal) return sendOn(response, ownAddress(next));
  const page = h(SignInCodePage, { chrome: chromeOf(response), ticket, next, problem: refusal.detail });
  sendRefusal(response, page, refusal);
}

export async function signOut({ app, who, response }: Visit): Promise<void> {
  await closeSession(app, who);
  clearSessionCookie(response);
  sendOn(response, '/sign-in');
}

/** Where to go after signing in: only ever to a page of our own, whatever the address said. */
export function ownAddress(next: string | undefined): string {
  const base = 'https://strongroom.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/matters';
  const url = new URL(next, base);
  // "/..//elsewhere" is a path of ours until its dots are resolved: two slashes then name a host.
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/matters';
}
