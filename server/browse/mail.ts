import { h } from 'preact';
import { changeMailSettings, clearMailSettings, readMailSettings } from '../../core/mail/mail-settings.ts';
import { sendTestMail } from '../../core/mail/send-test-mail.ts';
import { newMailSchema } from '../api/mail-schemas.ts';
import { MailPage, type MailPageProps } from '../pages/mail.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, sendRefusal, type Visit } from './visit.ts';

const here = '/admin/mail';
const doneWords: Record<string, string> = {
  saved: 'The mail server was saved. Send yourself a test message now.',
  cleared: 'No mail is sent any more. Links are shown to be handed over.',
};

export async function showMail(visit: Visit): Promise<void> {
  const done = doneWords[asked(visit.request, 'done')];
  await sendMailPage(visit, done === undefined ? {} : { done });
}

export async function saveMail(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  await readMailSettings(app, who);
  const refusal = await refusalOf(async () => {
    await changeMailSettings(app, who, readForm(request, newMailSchema));
  });
  if (!refusal) return sendOn(response, `${here}?done=saved`);
  const filled = { ...((request.body ?? {}) as NonNullable<MailPageProps['filled']>), password: undefined };
  const current = await readMailSettings(app, who);
  const chrome = chromeOf(response, 'people');
  sendRefusal(response, h(MailPage, { chrome, current, filled, problem: refusal.detail }), refusal);
}

export async function clearMail({ app, who, response }: Visit): Promise<void> {
  await clearMailSettings(app, who);
  sendOn(response, `${here}?done=cleared`);
}

/** Answers with the page itself: what the mail server said stands beside the settings it is about. */
export async function tryMail(visit: Visit): Promise<void> {
  const { app, who } = visit;
  const refusal = await refusalOf(() => sendTestMail(app, who));
  if (refusal) return sendMailPage(visit, { problem: refusal.detail }, refusal.status);
  await sendMailPage(visit, {
    done: `The mail server took a message for ${who.person.email}. See whether it arrives.`,
  });
}

async function sendMailPage(
  { app, who, response }: Visit,
  more: Partial<MailPageProps>,
  status = 200,
): Promise<void> {
  const current = await readMailSettings(app, who);
  sendPage(response, h(MailPage, { chrome: chromeOf(response, 'people'), current, ...more }), status);
}
