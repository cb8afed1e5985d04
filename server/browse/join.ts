import { h } from 'preact';
import { z } from 'zod';
import { openSession, SecondFactorNeeded } from '../../core/auth/open-session.ts';
import { lookAtLink, useLink } from '../../core/people/use-password-link.ts';
import { setSessionCookie, signInOrigin } from '../http/session.ts';
import { JoinPage } from '../pages/join.tsx';
import { SignInCodePage } from '../pages/sign-in-code.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { doorFrame } from './session.ts';
import { readForm, refusalOf, sendOn, sendRefusal, type PublicVisit } from './visit.ts';

const joinForm = z.object({ password: z.string('Type a password').max(1000) });

/** Looking changes nothing: programs that check mail for viruses open its links, too. */
export async function showJoin({ app, request, response }: PublicVisit): Promise<void> {
  const invited = await lookAtLink(app, String(request.params['token'] ?? ''));
  sendPage(response, h(JoinPage, { chrome: nobodysChrome(response), invited }), invited ? 200 : 404);
}

/** The password is chosen, and then used to sign in by the usual way: limits and the second factor are asked there, and nowhere else. */
export async function join({ app, request, response }: PublicVisit): Promise<void> {
  const token = String(request.params['token'] ?? '');
  const invited = await lookAtLink(app, token);
  const chrome = nobodysChrome(response);
  if (!invited) return sendPage(response, h(JoinPage, { chrome, invited }), 404);
  let password = '';
  const refusal = await refusalOf(async () => {
    ({ password } = readForm(request, joinForm));
    await useLink(app, { token, password });
  });
  if (refusal)
    return sendRefusal(response, h(JoinPage, { chrome, invited, problem: refusal.detail }), refusal);
  const { email } = invited;
  const frame = { ...(await doorFrame(app, response)), chrome };
  const refused = await refusalOf(async () => {
    setSessionCookie(response, await openSession(app, { email, password, ...signInOrigin(request) }));
  });
  if (!refused) return sendOn(response, '/matters');
  if (refused.problem instanceof SecondFactorNeeded)
    return sendPage(
      response,
      h(SignInCodePage, {
        ...frame,
        ticket: refused.problem.ticket,
        factors: refused.problem.factors,
        next: '',
      }),
    );
  sendRefusal(response, h(SignInPage, { ...frame, email, problem: refused.detail }), refused);
}

/** Whoever else is signed in in this browser has no part in the page. */
function nobodysChrome(response: PublicVisit['response']) {
  return { ...chromeOf(response), person: null };
}
