import { h } from 'preact';
import { z } from 'zod';
import { confirmPerson } from '../../core/auth/confirm.js';
import { ConfirmPage } from '../pages/confirm.js';
import { chromeOf, sendPage } from './send-page.js';
import { ownAddress } from './session.js';
import { asked, readForm, refusalOf, sendOn, sendRefusal, type Visit } from './visit.js';

const confirmForm = z.object({
  password: z.string('Type your password').max(1000),
  next: z.string().max(4000).optional(),
});

export async function showConfirm({ request, response }: Visit): Promise<void> {
  sendPage(response, h(ConfirmPage, { chrome: chromeOf(response), next: asked(request, 'next') }));
}

export async function confirm({ app, who, request, response }: Visit): Promise<void> {
  const { password, next = '' } = readForm(request, confirmForm);
  const refusal = await refusalOf(() => confirmPerson(app, who, password));
  if (!refusal) return sendOn(response, ownAddress(next));
  const chrome = chromeOf(response);
  sendRefusal(response, h(ConfirmPage, { chrome, next, problem: refusal.detail }), refusal);
}
