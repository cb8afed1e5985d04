import type { Response } from 'express';
import { h } from 'preact';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { openSessionByPasskey } from '../../core/auth/open-session-by-passkey.ts';
import {
  factorsOfTicket,
  openSession,
  openSessionByCode,
  SecondFactorNeeded,
} from '../../core/auth/open-session.ts';
import { passkeySite } from '../../core/auth/passkey-site.ts';
import { offerSignOn } from '../../core/auth/sign-on.ts';
import { closeSession } from '../../core/auth/session.ts';
import { clearSessionCookie, setSessionCookie, signInOrigin } from '../http/session.ts';
import { passkeyAnswerForm } from '../api/passkey-schemas.ts';
import type { Chrome } from '../pages/chrome.ts';
import { SignInCodePage } from '../pages/sign-in-code.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import {
  asked,
  readForm,
  refusalOf,
  sendOn,
  sendRefusal,
  type PublicVisit,
  type Refusal,
  type Visit,
} from './visit.ts';

const next = z.string().max(4000).optional();
const ticket = z.string('Begin again').max(1000);
const signInForm = z.object({
  email: z.string('Type your e-mail address').max(320),
  password: z.string('Type your password').max(1000),
  next,
});
const codeForm = z.object({ ticket, code: z.string('Type the code').max(100), next });
const passkeyForm = passkeyAnswerForm.extend({ ticket: ticket.optional(), next });

export async function showSignIn({ app, who, request, response }: PublicVisit): Promise<void> {
  const to = asked(request, 'next');
  if (who) return sendOn(response, ownAddress(to));
  sendPage(response, h(SignInPage, { ...(await doorFrame(app, response)), next: to }));
}

export async function signIn({ app, request, response }: PublicVisit): Promise<void> {
  const form = readForm(request, signInForm);
  const { email, password, next: to = '' } = form;
  const refusal = await refusalOf(async () => {
    setSessionCookie(response, await openSession(app, { email, password, ...signInOrigin(request) }));
  });
  if (!refusal) return sendOn(response, ownAddress(to));
  const frame = await doorFrame(app, response);
  if (refusal.problem instanceof SecondFactorNeeded) {
    const { ticket: pass, factors } = refusal.problem;
    return sendPage(response, h(SignInCodePage, { ...frame, ticket: pass, factors, next: to }));
  }
  sendRefusal(response, h(SignInPage, { ...frame, email, next: to, problem: refusal.detail }), refusal);
}

export async function signInByCode(visit: PublicVisit): Promise<void> {
  const { app, request, response } = visit;
  const form = readForm(request, codeForm);
  const refusal = await refusalOf(async () => {
    setSessionCookie(response, await openSessionByCode(app, { ...form, ...signInOrigin(request) }));
  });
  if (!refusal) return sendOn(response, ownAddress(form.next));
  await refuseStep(visit, form, refusal);
}

/** In place of the password, or after it. */
export async function signInWithPasskey(visit: PublicVisit): Promise<void> {
  const { app, request, response } = visit;
  const form = readForm(request, passkeyForm);
  const refusal = await refusalOf(async () => {
    setSessionCookie(response, await openSessionByPasskey(app, { ...form, ...signInOrigin(request) }));
  });
  if (!refusal) return sendOn(response, ownAddress(form.next));
  await refuseStep(visit, form, refusal);
}

type Step = { ticket?: string | undefined; next?: string | undefined };

/** The page from which the step was tried once more; from the beginning when its ticket is over. */
async function refuseStep({ app, response }: PublicVisit, step: Step, refusal: Refusal): Promise<void> {
  const { ticket: pass, next: to = '' } = step;
  const shown = { ...(await doorFrame(app, response)), next: to, problem: refusal.detail };
  const factors = pass === undefined ? undefined : await factorsOfTicket(app, pass);
  if (pass === undefined || !factors) return sendRefusal(response, h(SignInPage, shown), refusal);
  sendRefusal(response, h(SignInCodePage, { ...shown, ticket: pass, factors }), refusal);
}

type DoorFrame = { chrome: Chrome; origin?: string; signOn?: { name: string; only: boolean } };

/** What the pages of the door have in common: the frame of every page, where passkeys work, and the firm's provider. */
export async function doorFrame(app: App, response: Response): Promise<DoorFrame> {
  const origin = passkeySite(app)?.origin;
  const signOn = await offerSignOn(app);
  return {
    chrome: chromeOf(response),
    ...(origin !== undefined && { origin }),
    ...(signOn && { signOn }),
  };
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
