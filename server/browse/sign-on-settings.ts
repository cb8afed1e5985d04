import { h } from 'preact';
import { z } from 'zod';
import { requireConfirmed } from '../../core/auth/confirm.ts';
import { personRoles } from '../../core/auth/signed-in.ts';
import { changeSignOn, tellSignOn, trySignOn } from '../../core/auth/sign-on-settings.ts';
import { Problem } from '../../core/platform/errors.ts';
import { signOnWishSchema } from '../api/sign-on-schemas.ts';
import { SignOnSettingsPage, type SignOnSettingsPageProps } from '../pages/sign-on-settings.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { readFields, readForm, refusalOf, sendOn, type Visit } from './visit.ts';

const here = '/admin/single-sign-on';
const text = z.string().max(20_000).default('');
/** What a browser sends: lists are lines or words, a box that is not ticked is not sent. */
const signOnForm = z.object({
  mode: text,
  name: text,
  shape: text,
  issuer: text,
  clientId: text,
  clientSecret: text,
  emailDomains: text,
  groupClaims: text,
  groupRoles: text,
  secondFactorValues: text,
  createsPeople: z.literal('yes').optional(),
  emergency: z.union([z.string(), z.array(z.string())]).default([]),
});
type SignOnForm = z.infer<typeof signOnForm>;

/** Asks first that they confirm who they are: what is typed into so long a form must not be lost to that question. */
export async function showSignOn(visit: Visit): Promise<void> {
  requireConfirmed(visit.who);
  await sendSettings(visit, {});
}

export async function saveSignOn(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const form = readForm(request, signOnForm);
  const refusal = await refusalOf(async () => {
    await changeSignOn(app, who, readFields(wishOf(form), signOnWishSchema));
    sendOn(response, `${here}?done=saved`);
  });
  if (refusal) await sendSettings(visit, { problem: refusal.detail, filled: form }, refusal.status);
}

export async function tryOne(visit: Visit): Promise<void> {
  const { app, who } = visit;
  let tried: SignOnSettingsPageProps['tried'];
  const refusal = await refusalOf(async () => {
    tried = await trySignOn(app, who);
  });
  await sendSettings(
    visit,
    { ...(tried && { tried }), ...(refusal && { problem: refusal.detail }) },
    refusal?.status,
  );
}

function wishOf(form: SignOnForm): unknown {
  const { emergency, createsPeople, clientSecret, ...rest } = form;
  return {
    ...rest,
    ...(clientSecret !== '' && { clientSecret }),
    emailDomains: words(form.emailDomains),
    groupClaims: words(form.groupClaims),
    secondFactorValues: words(form.secondFactorValues),
    groupRoles: lines(form.groupRoles).map(groupRole),
    createsPeople: createsPeople === 'yes',
    emergencyAdministrators: [emergency].flat(),
  };
}

/** @throws Problem `invalid-request` */
function groupRole(line: string): { group: string; role: string } {
  const at = line.lastIndexOf('=');
  const [group, role] = [line.slice(0, Math.max(at, 0)).trim(), line.slice(at + 1).trim()];
  if (group !== '' && (personRoles as readonly string[]).includes(role)) return { group, role };
  throw new Problem(
    'invalid-request',
    `Each line names a group, then "=", then ${personRoles.join(', ')}. The line "${line.slice(0, 100)}" does not.`,
  );
}

const words = (typed: string) => typed.split(/[\s,]+/).filter(Boolean);
const lines = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

async function sendSettings(
  { app, who, request, response }: Visit,
  more: Partial<SignOnSettingsPageProps>,
  status = 200,
): Promise<void> {
  const { settings, candidates } = await tellSignOn(app, who);
  const view = h(SignOnSettingsPage, {
    chrome: chromeOf(response, 'people'),
    returnAddress: `${app.config.origin}/single-sign-on/back`,
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
