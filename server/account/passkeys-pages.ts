import { h } from 'preact';
import { getPasskeySite } from '../../core/auth/passkeys/passkey-site.ts';
import { addPasskey, listPasskeys, removePasskey } from '../../core/auth/passkeys/passkeys.ts';
import { renewRecoveryCodes } from '../../core/auth/second-factor/renew-recovery-codes.ts';
import { newPasskeyFormSchema } from './passkeys-schemas.ts';
import { PasskeysPage, type PasskeysPageProps } from './views/passkeys-page.tsx';
import { RecoveryCodesPage } from './views/second-factor-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const passkeyPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/account/passkeys',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    handle: showPasskeysPage,
  }),
  pageRoute({
    method: 'post',
    path: '/account/passkeys',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    duringSetup: true,
    confirmReturnsTo: () => '/account/passkeys',
    sample: 'no matter: your own passkeys',
    handle: addPasskeyFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/passkeys/:id/remove',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/account/passkeys',
    sample: 'no matter: your own passkeys',
    handle: removePasskeyFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/recovery-codes',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own account',
    handle: renewRecoveryCodesFromForm,
  }),
];

const pagePath = '/account/passkeys';

const doneNotices: Record<string, string> = {
  added: 'The passkey was added: you can sign in with it from now on.',
  removed: 'The passkey was removed here. Delete it in your device or security key as well.',
};

async function showPasskeysPage(pageRequest: PageRequest): Promise<void> {
  if (pageRequest.actor.passwordTemporaryUntil) return redirectTo(pageRequest.response, '/account/password');
  const done = doneNotices[queryValue(pageRequest.request, 'done')];
  sendPage(
    pageRequest.response,
    h(PasskeysPage, { ...(await getPasskeysPageProps(pageRequest)), ...(done && { done }) }),
  );
}

/** With the first second factor the page itself answers: the recovery codes are shown this once, and stand in no address. */
async function addPasskeyFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  let codes: string[] = [];
  const problem = await problemFrom(async () => {
    codes = (await addPasskey(app, actor, parseForm(request, newPasskeyFormSchema))).recoveryCodes;
  });
  if (problem) return showPasskeysProblem(pageRequest, problem);
  if (codes.length === 0) return redirectTo(response, `${pagePath}?done=added`);
  const message = 'From now on, signing in takes your passkey. Your other sessions have ended.';
  sendPage(
    response,
    h(RecoveryCodesPage, { pageFrame: buildPageFrame(response, 'account'), codes, message }),
    201,
  );
}

async function removePasskeyFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, response } = pageRequest;
  const problem = await problemFrom(() => removePasskey(app, actor, params.id));
  if (problem) return showPasskeysProblem(pageRequest, problem);
  redirectTo(response, `${pagePath}?done=removed`);
}

async function renewRecoveryCodesFromForm({ app, actor, response }: PageRequest): Promise<void> {
  const codes = await renewRecoveryCodes(app, actor);
  const message = 'These are your recovery codes from now on. The ones you had no longer work.';
  sendPage(
    response,
    h(RecoveryCodesPage, { pageFrame: buildPageFrame(response, 'account'), codes, message }),
    201,
  );
}

async function showPasskeysProblem(pageRequest: PageRequest, problem: FormProblem): Promise<void> {
  const page = h(PasskeysPage, { ...(await getPasskeysPageProps(pageRequest)), problem: problem.detail });
  sendFormProblem(pageRequest.response, page, problem);
}

async function getPasskeysPageProps({ app, actor, response }: PageRequest): Promise<PasskeysPageProps> {
  const origin = getPasskeySite(app)?.origin;
  const passkeys = await listPasskeys(app, actor);
  return {
    pageFrame: buildPageFrame(response, 'account'),
    passkeys,
    ...(origin !== undefined && { origin }),
  };
}
