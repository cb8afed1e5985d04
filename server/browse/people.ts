import { h } from 'preact';
import { z } from 'zod';
import { authorize } from '../../core/access/authorize.ts';
import { personRoles } from '../../core/auth/signed-in.ts';
import { changeFirmRules, readFirmRules } from '../../core/auth/firm-rules.ts';
import { changePerson } from '../../core/people/change-person.ts';
import { createPerson, listPeople } from '../../core/people/people.ts';
import { newPersonSchema } from '../api/schemas.ts';
import { PeoplePage, type PeoplePageProps } from '../pages/people.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Visit } from './visit.ts';

const personForm = newPersonSchema
  .pick({ email: true, name: true, role: true })
  .extend({ way: z.enum(['link', 'password']).default('password') });

export async function showPeople(visit: Visit): Promise<void> {
  await authorize(visit.app, visit.who, 'manage people');
  await sendPeople(visit, {});
}

/** Answers with the page itself instead of sending on: the link or password is shown this once, and stands in no address. */
export async function addPerson(visit: Visit): Promise<void> {
  const { app, who, request } = visit;
  await authorize(app, who, 'manage people');
  let added: PeoplePageProps['added'];
  const refusal = await refusalOf(async () => {
    const { email, name, role, way } = readForm(request, personForm);
    const invite = way === 'link';
    added = await createPerson(app, who, { email, invite, ...(name && { name }), ...(role && { role }) });
  });
  if (!refusal) return sendPeople(visit, { ...(added && { added }) }, 201);
  const filled = (request.body ?? {}) as NonNullable<PeoplePageProps['filled']>;
  await sendPeople(visit, { problem: refusal.detail, filled }, refusal.status);
}

const rulesForm = z.object({
  secondFactorRequired: z.stringbool().optional(),
  breakGlass: z.enum(['off', 'administrators', 'everybody']).optional(),
});

export async function alterRules({ app, who, request, response }: Visit): Promise<void> {
  await changeFirmRules(app, who, readForm(request, rulesForm));
  sendOn(response, '/people');
}

const changeForm = z.object({ role: z.enum(personRoles).optional(), disabled: z.stringbool().optional() });

export async function alterPerson(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  await authorize(app, who, 'manage people');
  const refusal = await refusalOf(async () => {
    await changePerson(app, who, { id, ...readForm(request, changeForm) });
  });
  if (!refusal) return sendOn(response, '/people');
  await sendPeople(visit, { refused: refusal.detail }, refusal.status);
}

async function sendPeople(
  { app, who, request, response }: Visit,
  more: Partial<PeoplePageProps>,
  status = 200,
): Promise<void> {
  const rules = await readFirmRules(app, who);
  const people = await listPeople(app, who, { limit: 200, cursor: asked(request, 'cursor') || undefined });
  sendPage(response, h(PeoplePage, { chrome: chromeOf(response, 'people'), people, rules, ...more }), status);
}
