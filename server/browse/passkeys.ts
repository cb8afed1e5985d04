import { h } from 'preact';
import { passkeySite } from '../../core/auth/passkey-site.ts';
import { addPasskey, listPasskeys, removePasskey } from '../../core/auth/passkeys.ts';
import { renewRecoveryCodes } from '../../core/auth/renew-recovery-codes.ts';
import { newPasskeyForm } from '../api/passkey-schemas.ts';
import { PasskeysPage, type PasskeysPageProps } from '../pages/passkeys.tsx';
import { RecoveryCodesPage } from '../pages/second-factor.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, sendRefusal, type Refusal, type Visit } from './visit.ts';

const here = '/account/passkeys';

const doneWords: Record<string, string> = {
  added: 'The passkey was added: you can sign in with it from now on.',
  removed: 'The passkey was removed here. Delete it in your device or security key as well.',
};

export async function showPasskeys(visit: Visit): Promise<void> {
  const done = doneWords[asked(visit.request, 'done')];
  sendPage(visit.response, h(PasskeysPage, { ...(await gather(visit)), ...(done && { done }) }));
}

/** With the first second factor the page itself answers: the recovery codes are shown this once, and stand in no address. */
export async function addOne(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  let codes: string[] = [];
  const refusal = await refusalOf(async () => {
    codes = (await addPasskey(app, who, readForm(request, newPasskeyForm))).recoveryCodes;
  });
  if (refusal) return refuse(visit, refusal);
  if (codes.length === 0) return sendOn(response, `${here}?done=added`);
  const news = 'From now on, signing in takes your passkey. Your other sessions have ended.';
  sendPage(response, h(RecoveryCodesPage, { chrome: chromeOf(response, 'account'), codes, news }), 201);
}

export async function removeOne(visit: Visit): Promise<void> {
  const { app, who, id, response } = visit;
  const refusal = await refusalOf(() => removePasskey(app, who, id));
  if (refusal) return refuse(visit, refusal);
  sendOn(response, `${here}?done=removed`);
}

export async function renewCodes({ app, who, response }: Visit): Promise<void> {
  const codes = await renewRecoveryCodes(app, who);
  const news = 'These are your recovery codes from now on. The ones you had no longer work.';
  sendPage(response, h(RecoveryCodesPage, { chrome: chromeOf(response, 'account'), codes, news }), 201);
}

async function refuse(visit: Visit, refusal: Refusal): Promise<void> {
  const page = h(PasskeysPage, { ...(await gather(visit)), problem: refusal.detail });
  sendRefusal(visit.response, page, refusal);
}

async function gather({ app, who, response }: Visit): Promise<PasskeysPageProps> {
  const origin = passkeySite(app)?.origin;
  const passkeys = await listPasskeys(app, who);
  return { chrome: chromeOf(response, 'account'), passkeys, ...(origin !== undefined && { origin }) };
}
