import type { Response } from 'express';
import type { App } from '../../core/app.ts';
import { getPasskeySite } from '../../core/auth/passkeys/passkey-site.ts';
import { findSsoOffer } from '../../core/auth/single-sign-on/sso-flow.ts';
import { buildPageFrame } from '../http/send-page.ts';
import type { PageFrame } from '../ui/page-frame.ts';

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
