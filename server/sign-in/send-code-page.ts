import type { Response } from 'express';
import { h } from 'preact';
import type { App } from '../../core/app.ts';
import { getPasskeySite } from '../../core/auth/passkeys/passkey-site.ts';
import type { SecondFactorNeeded } from '../../core/auth/sessions/open-session.ts';
import { findSsoOffer } from '../../core/auth/single-sign-on/sso-flow.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import type { PageFrame } from '../ui/page-frame.ts';
import { SignInCodePage } from './views/sign-in-code-page.tsx';

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

/** The second page of a sign-in: the first proof was right, and a second factor is asked for. */
export function sendCodePage(
  response: Response,
  { ticket, factors }: SecondFactorNeeded,
  props: SignInPageBase & { next: string },
): void {
  sendPage(response, h(SignInCodePage, { ...props, ticket, factors }));
}
