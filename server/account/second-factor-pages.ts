import { h } from 'preact';
import qrcode from 'qrcode-generator';
import {
  addAuthenticatorApp,
  startAuthenticatorSetup,
  removeAuthenticatorApp,
  type AuthenticatorSetup,
} from '../../core/auth/second-factor/second-factor.ts';
import { newSecondFactorSchema } from './schemas.ts';
import { RecoveryCodesPage, SecondFactorPage } from './views/second-factor-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  sendFormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const secondFactorPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/account/second-factor',
    access: 'signed-in',
    needsProof: 'fresh',
    duringSetup: true,
    handle: showSecondFactorPage,
  }),
  pageRoute({
    method: 'post',
    path: '/account/second-factor',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    duringSetup: true,
    confirmReturnsTo: () => '/account/second-factor',
    sample: 'no matter: your own account',
    handle: addAuthenticatorAppFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/account/second-factor/remove',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/account',
    sample: 'no matter: your own account',
    handle: removeAuthenticatorAppFromForm,
  }),
];

async function showSecondFactorPage({ app, actor, response }: PageRequest): Promise<void> {
  const setup = await startAuthenticatorSetup(app, actor);
  const pageFrame = buildPageFrame(response, 'account');
  sendPage(response, h(SecondFactorPage, { pageFrame, setup, qrCodeUrl: renderQrCode(setup) }));
}

/** Answers with the page itself instead of sending on: the codes are shown this once, and stand in no address. */
async function addAuthenticatorAppFromForm({ app, actor, request, response }: PageRequest): Promise<void> {
  const pageFrame = buildPageFrame(response, 'account');
  let codes: string[] = [];
  const problem = await problemFrom(async () => {
    codes = await addAuthenticatorApp(app, actor, parseForm(request, newSecondFactorSchema));
  });
  const message =
    'From now on, signing in takes a code of your authenticator app. Your other sessions have ended.';
  if (!problem) return sendPage(response, h(RecoveryCodesPage, { pageFrame, codes, message }), 201);
  const setup = await startAuthenticatorSetup(app, actor);
  const page = h(SecondFactorPage, {
    pageFrame,
    setup,
    qrCodeUrl: renderQrCode(setup),
    problem: problem.detail,
  });
  sendFormProblem(response, page, problem);
}

async function removeAuthenticatorAppFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await removeAuthenticatorApp(app, actor);
  redirectTo(response, '/account?done=factor');
}

function renderQrCode({ address }: AuthenticatorSetup): string {
  const qr = qrcode(0, 'M');
  qr.addData(address);
  qr.make();
  const svg = qr.createSvgTag({ cellSize: 4, margin: 16, scalable: true });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
