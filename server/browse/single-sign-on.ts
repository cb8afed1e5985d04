import { h } from 'preact';
import { SecondFactorNeeded } from '../../core/auth/open-session.ts';
import {
  beginSignOn,
  finishSignOn,
  nextOf,
  offerSignOn,
  type SignOnPurpose,
} from '../../core/auth/sign-on.ts';
import { unlinkIdentity } from '../../core/auth/own-link.ts';
import { setSessionCookie, signInOrigin } from '../http/session.ts';
import { keepSignOnTicket, takeSignOnTicket } from '../http/sign-on-cookie.ts';
import { SignInCodePage } from '../pages/sign-in-code.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { doorFrame, ownAddress } from './session.ts';
import {
  asked,
  refusalOf,
  sendOn,
  sendRefusal,
  type PublicVisit,
  type Refusal,
  type Visit,
} from './visit.ts';

/** To the firm's provider, to sign in there. A link and no form: what a form leads to is held to this site by the content security policy. */
export const goSignOn = (visit: PublicVisit) => go(visit, 'enter', asked(visit.request, 'next'));

/** To the provider, to prove once more that it is they. */
export const goConfirm = (visit: Visit) => go(visit, 'confirm', asked(visit.request, 'next'));

/** To the provider, to be known here by that account. */
export const goLink = (visit: Visit) => go(visit, 'link', '/account?done=linked');

async function go(visit: PublicVisit, purpose: SignOnPurpose, next: string): Promise<void> {
  const { app, who, response } = visit;
  const refusal = await refusalOf(async () => {
    const { address, ticket } = await beginSignOn(app, who, { purpose, next });
    keepSignOnTicket(response, ticket);
    sendOn(response, address);
  });
  if (refusal) await refuse(visit, refusal, next);
}

/** Back from the provider. */
export async function comeBack(visit: PublicVisit): Promise<void> {
  const { app, who, request, response } = visit;
  const ticket = takeSignOnTicket(request, response);
  const { search } = new URL(request.originalUrl, app.config.origin);
  const refusal = await refusalOf(async () => {
    const { next, opened } = await finishSignOn(app, who, { ticket, search, origin: signInOrigin(request) });
    if (opened) setSessionCookie(response, opened);
    sendOn(response, ownAddress(next));
  });
  if (!refusal) return;
  const next = nextOf(app, ticket);
  if (refusal.problem instanceof SecondFactorNeeded) {
    const { ticket: pass, factors } = refusal.problem;
    const page = { ...(await doorFrame(app, response)), ticket: pass, factors, next };
    return sendPage(response, h(SignInCodePage, page));
  }
  await refuse(visit, refusal, next);
}

/** Signing in at the provider no longer leads to this person. */
export async function endLink({ app, who, response }: Visit): Promise<void> {
  await unlinkIdentity(app, who);
  sendOn(response, '/account?done=unlinked');
}

/** Whoever is signed in stays so, and is told on a page of their own. */
async function refuse({ app, who, response }: PublicVisit, refusal: Refusal, next: string): Promise<void> {
  if (who) throw refusal.problem;
  const chrome = chromeOf(response);
  const signOn = await offerSignOn(app);
  sendRefusal(
    response,
    h(SignInPage, { chrome, next, problem: refusal.detail, ...(signOn && { signOn }) }),
    refusal,
  );
}
