import { h } from 'preact';
import { z } from 'zod';
import { confirmByPasskey } from '../../core/auth/passkeys/confirm-by-passkey.ts';
import { getIdentityLink } from '../../core/auth/single-sign-on/identity-link.ts';
import { confirmByPassword } from '../../core/auth/sessions/confirm-by-password.ts';
import { listPasskeys } from '../../core/auth/passkeys/passkeys.ts';
import { getPasskeySite } from '../../core/auth/passkeys/passkey-site.ts';
import { passkeyAssertionFormSchema } from '../account/passkeys-schemas.ts';
import { ConfirmPage, type ConfirmPageProps } from './views/confirm-page.tsx';
import { setSessionToken } from '../http/session.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { safeReturnPath } from './safe-return-path.ts';
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

export const confirmPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/confirm',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    handle: showConfirmPage,
  }),
  pageRoute({
    method: 'post',
    path: '/confirm',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    duringSetup: true,
    inReadOnlyCopy: true,
    confirmReturnsTo: () => '/matters',
    sample: 'no matter: your own session',
    handle: confirmWithPasswordFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/confirm/passkey',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    duringSetup: true,
    inReadOnlyCopy: true,
    confirmReturnsTo: () => '/matters',
    sample: 'no matter: your own session',
    handle: confirmWithPasskeyFromForm,
  }),
];

const nextSchema = z.string().max(4000).optional();
const passwordConfirmationFormSchema = z.object({
  password: z.string('Type your password').max(1000),
  next: nextSchema,
});
const passkeyConfirmationFormSchema = passkeyAssertionFormSchema.extend({ next: nextSchema });

async function showConfirmPage(pageRequest: PageRequest): Promise<void> {
  sendPage(
    pageRequest.response,
    h(ConfirmPage, await getConfirmPageProps(pageRequest, queryValue(pageRequest.request, 'next'))),
  );
}

async function confirmWithPasswordFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const form = parseForm(request, passwordConfirmationFormSchema);
  const problem = await problemFrom(async () =>
    setSessionToken(response, await confirmByPassword(app, actor, form.password)),
  );
  if (problem) return showConfirmProblem(pageRequest, form.next ?? '', problem);
  redirectTo(response, safeReturnPath(form.next));
}

async function confirmWithPasskeyFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const form = parseForm(request, passkeyConfirmationFormSchema);
  const problem = await problemFrom(async () =>
    setSessionToken(response, await confirmByPasskey(app, actor, form.passkey)),
  );
  if (problem) return showConfirmProblem(pageRequest, form.next ?? '', problem);
  redirectTo(response, safeReturnPath(form.next));
}

async function showConfirmProblem(pageRequest: PageRequest, to: string, problem: FormProblem): Promise<void> {
  const page = h(ConfirmPage, { ...(await getConfirmPageProps(pageRequest, to)), problem: problem.detail });
  sendFormProblem(pageRequest.response, page, problem);
}

/** A passkey is asked for only where it would be answered: by whoever has one that works here. */
async function getConfirmPageProps(
  { app, actor, response }: PageRequest,
  to: string,
): Promise<ConfirmPageProps> {
  const site = getPasskeySite(app);
  const passkeys = site ? await listPasskeys(app, actor) : [];
  const hasOne = passkeys.some((passkey) => passkey.site === site?.host);
  const signOn = await getIdentityLink(app, actor);
  return {
    pageFrame: buildPageFrame(response),
    next: to,
    ...(site && hasOne && { origin: site.origin }),
    ...(signOn?.linked && { providerName: signOn.name }),
  };
}
