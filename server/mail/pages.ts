import { h } from 'preact';
import { updateMailSettings, deleteMailSettings, readMailSettings } from '../../core/mail/mail-settings.ts';
import { sendTestMail } from '../../core/mail/send-test-mail.ts';
import { newMailServerSchema } from './schemas.ts';
import { MailSettingsPage, type MailSettingsPageProps } from './views/mail-settings-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const mailPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/mail',
    access: 'signed-in',
    needsProof: 'none',
    handle: showMailPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/mail',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/mail',
    sample: 'no matter: settings of the firm',
    handle: updateMailSettingsFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/mail/test',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/admin/mail',
    sample: 'no matter: settings of the firm',
    handle: sendTestMailFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/mail/clear',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/admin/mail',
    sample: 'no matter: settings of the firm',
    handle: deleteMailSettingsFromForm,
  }),
];

const pagePath = '/admin/mail';
const doneNotices: Record<string, string> = {
  saved: 'The mail server was saved. Send yourself a test message now.',
  cleared: 'No mail is sent any more. Each link is shown to you once.',
};

async function showMailPage(pageRequest: PageRequest): Promise<void> {
  const done = doneNotices[queryValue(pageRequest.request, 'done')];
  await sendMailPage(pageRequest, done === undefined ? {} : { done });
}

async function updateMailSettingsFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  await readMailSettings(app, actor);
  const problem = await problemFrom(async () => {
    await updateMailSettings(app, actor, parseForm(request, newMailServerSchema));
  });
  if (!problem) return redirectTo(response, `${pagePath}?done=saved`);
  const filled = {
    ...((request.body ?? {}) as NonNullable<MailSettingsPageProps['filled']>),
    password: undefined,
  };
  const current = await readMailSettings(app, actor);
  const pageFrame = buildPageFrame(response, 'people');
  sendFormProblem(
    response,
    h(MailSettingsPage, { pageFrame, current, filled, problem: problem.detail }),
    problem,
  );
}

async function deleteMailSettingsFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await deleteMailSettings(app, actor);
  redirectTo(response, `${pagePath}?done=cleared`);
}

/** Answers with the page itself: what the mail server said stands beside the settings it is about. */
async function sendTestMailFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor } = pageRequest;
  const problem = await problemFrom(() => sendTestMail(app, actor));
  if (problem) return sendMailPage(pageRequest, { problem: problem.detail }, problem.status);
  await sendMailPage(pageRequest, {
    done: `The mail server took a message for ${actor.person.email}. See whether it arrives.`,
  });
}

async function sendMailPage(
  { app, actor, response }: PageRequest,
  more: Partial<MailSettingsPageProps>,
  status = 200,
): Promise<void> {
  const current = await readMailSettings(app, actor);
  sendPage(
    response,
    h(MailSettingsPage, { pageFrame: buildPageFrame(response, 'people'), current, ...more }),
    status,
  );
}
