import { h } from 'preact';
import { z } from 'zod';
import { personRoles } from '../../core/actor.ts';
import {
  updateSsoSettings,
  readSsoSettings,
  testSsoSettings,
} from '../../core/auth/single-sign-on/sso-settings.ts';
import { callbackPath } from '../../core/auth/single-sign-on/sso-flow.ts';
import { Problem } from '../../core/platform/errors.ts';
import { newSsoSettingsSchema } from './single-sign-on-schemas.ts';
import {
  SingleSignOnSettingsPage,
  type SingleSignOnSettingsPageProps,
} from './views/single-sign-on-settings-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  parseFields,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const ssoSettingsPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/single-sign-on',
    access: 'signed-in',
    needsProof: 'fresh',
    handle: showSsoSettingsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/single-sign-on',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/single-sign-on',
    sample: 'no matter: settings of the firm',
    handle: saveSsoSettingsFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/single-sign-on/try',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/admin/single-sign-on',
    sample: 'no matter: settings of the firm',
    handle: testSsoSettingsFromForm,
  }),
];

const pagePath = '/admin/single-sign-on';
const textField = z.string().max(20_000).default('');
/** What a browser sends: lists are lines or words, a box that is not ticked is not sent. */
const ssoSettingsFormSchema = z.object({
  mode: textField,
  name: textField,
  shape: textField,
  issuer: textField,
  clientId: textField,
  clientSecret: textField,
  emailDomains: textField,
  groupClaims: textField,
  groupRoles: textField,
  secondFactorValues: textField,
  createsPeople: z.literal('yes').optional(),
  emergency: z.union([z.string(), z.array(z.string())]).default([]),
});
type SsoSettingsForm = z.infer<typeof ssoSettingsFormSchema>;

async function showSsoSettingsPage(pageRequest: PageRequest): Promise<void> {
  await sendSsoSettingsPage(pageRequest, {});
}

async function saveSsoSettingsFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request, response } = pageRequest;
  const form = parseForm(request, ssoSettingsFormSchema);
  const problem = await problemFrom(async () => {
    await updateSsoSettings(app, actor, parseFields(toNewSsoSettings(form), newSsoSettingsSchema));
    redirectTo(response, `${pagePath}?done=saved`);
  });
  if (problem)
    await sendSsoSettingsPage(pageRequest, { problem: problem.detail, filled: form }, problem.status);
}

async function testSsoSettingsFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor } = pageRequest;
  let testResult: SingleSignOnSettingsPageProps['testResult'];
  const problem = await problemFrom(async () => {
    testResult = await testSsoSettings(app, actor);
  });
  await sendSsoSettingsPage(
    pageRequest,
    { ...(testResult && { testResult }), ...(problem && { problem: problem.detail }) },
    problem?.status,
  );
}

function toNewSsoSettings(form: SsoSettingsForm): unknown {
  const { emergency, createsPeople, clientSecret, ...rest } = form;
  return {
    ...rest,
    ...(clientSecret !== '' && { clientSecret }),
    emailDomains: splitWords(form.emailDomains),
    groupClaims: splitWords(form.groupClaims),
    secondFactorValues: splitWords(form.secondFactorValues),
    groupRoles: splitLines(form.groupRoles).map(parseGroupRole),
    createsPeople: createsPeople === 'yes',
    emergencyAdministrators: [emergency].flat(),
  };
}

/** @throws Problem `invalid-request` */
function parseGroupRole(line: string): { group: string; role: string } {
  const at = line.lastIndexOf('=');
  const [group, role] = [line.slice(0, Math.max(at, 0)).trim(), line.slice(at + 1).trim()];
  if (group !== '' && (personRoles as readonly string[]).includes(role)) return { group, role };
  throw new Problem(
    'invalid-request',
    `Each line names a group, then "=", then ${personRoles.join(', ')}. The line "${line.slice(0, 100)}" does not.`,
  );
}

const splitWords = (typed: string) => typed.split(/[\s,]+/).filter(Boolean);
const splitLines = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

async function sendSsoSettingsPage(
  { app, actor, request, response }: PageRequest,
  more: Partial<SingleSignOnSettingsPageProps>,
  status = 200,
): Promise<void> {
  const { settings, candidates } = await readSsoSettings(app, actor);
  const view = h(SingleSignOnSettingsPage, {
    pageFrame: buildPageFrame(response, 'people'),
    returnAddress: `${app.config.origin}${callbackPath}`,
    candidates,
    filled: {
      ...(settings && {
        ...settings,
        emailDomains: settings.emailDomains.join(' '),
        groupClaims: settings.groupClaims.join(' '),
        secondFactorValues: settings.secondFactorValues.join(' '),
        groupRoles: settings.groupRoles.map(({ group, role }) => `${group} = ${role}`).join('\n'),
        ...(settings.createsPeople ? { createsPeople: 'yes' as const } : { createsPeople: undefined }),
      }),
    },
    hasSecret: settings !== null,
    ...(request.query['done'] === 'saved' && { saved: true }),
    ...more,
  });
  sendPage(response, view, status);
}
