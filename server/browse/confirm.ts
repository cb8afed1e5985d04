import { h } from 'preact';
import { z } from 'zod';
import { confirmByPasskey } from '../../core/auth/confirm-by-passkey.ts';
import { ownLink } from '../../core/auth/own-link.ts';
import { confirmPerson } from '../../core/auth/confirm.ts';
import { listPasskeys } from '../../core/auth/passkeys.ts';
import { passkeySite } from '../../core/auth/passkey-site.ts';
import { passkeyAnswerForm } from '../api/passkey-schemas.ts';
import { ConfirmPage, type ConfirmPageProps } from '../pages/confirm.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { ownAddress } from './session.ts';
import { asked, readForm, refusalOf, sendOn, sendRefusal, type Refusal, type Visit } from './visit.ts';

const next = z.string().max(4000).optional();
const confirmForm = z.object({ password: z.string('Type your password').max(1000), next });
const passkeyForm = passkeyAnswerForm.extend({ next });

export async function showConfirm(visit: Visit): Promise<void> {
  sendPage(visit.response, h(ConfirmPage, await gather(visit, asked(visit.request, 'next'))));
}

export async function confirm(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const form = readForm(request, confirmForm);
  const refusal = await refusalOf(() => confirmPerson(app, who, form.password));
  if (refusal) return refuse(visit, form.next ?? '', refusal);
  sendOn(response, ownAddress(form.next));
}

export async function confirmWithPasskey(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const form = readForm(request, passkeyForm);
  const refusal = await refusalOf(() => confirmByPasskey(app, who, form.passkey));
  if (refusal) return refuse(visit, form.next ?? '', refusal);
  sendOn(response, ownAddress(form.next));
}

async function refuse(visit: Visit, to: string, refusal: Refusal): Promise<void> {
  const page = h(ConfirmPage, { ...(await gather(visit, to)), problem: refusal.detail });
  sendRefusal(visit.response, page, refusal);
}

/** A passkey is asked for only where it would be answered: by whoever has one that works here. */
async function gather({ app, who, response }: Visit, to: string): Promise<ConfirmPageProps> {
  const site = passkeySite(app);
  const passkeys = site ? await listPasskeys(app, who) : [];
  const hasOne = passkeys.some((passkey) => passkey.site === site?.host);
  const signOn = await ownLink(app, who);
  return {
    chrome: chromeOf(response),
    next: to,
    ...(site && hasOne && { origin: site.origin }),
    ...(signOn?.linked && { provider: signOn.name }),
  };
}
