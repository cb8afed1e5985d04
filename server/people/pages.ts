import { approvalPages } from './approvals-pages.ts';
import { personPages } from './person-pages.ts';
import { h } from 'preact';
import { z } from 'zod';
import { authorize, authorizeReading } from '../../core/access/authorize.ts';
import { personRoles } from '../../core/actor.ts';
import { updateFirmRules, readFirmRules } from '../../core/auth/firm-rules.ts';
import { updatePerson } from '../../core/people/update-person.ts';
import { createPerson, listPeople } from '../../core/people/people.ts';
import { newPersonSchema } from './schemas.ts';
import { PeoplePage, type PeoplePageProps } from './views/people-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const peoplePages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/people',
    access: 'signed-in',
    needsProof: 'none',
    handle: showPeoplePage,
  }),
  pageRoute({
    method: 'post',
    path: '/people',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: () => '/people',
    sample: 'no matter: a person',
    handle: addPersonFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/people/rules',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/people',
    sample: 'no matter: the rules of the firm',
    handle: updateFirmRulesFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/people/:id',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/people',
    sample: 'no matter: a person',
    handle: updatePersonFromForm,
  }),
  ...personPages,
  ...approvalPages,
];

const personFormSchema = newPersonSchema
  .pick({ email: true, name: true, role: true })
  .extend({ way: z.enum(['link', 'password']).default('password') });

async function showPeoplePage(pageRequest: PageRequest): Promise<void> {
  await authorizeReading(pageRequest.app, pageRequest.actor, 'manage people');
  await sendPeoplePage(pageRequest, {});
}

/** Answers with the page itself instead of sending on: the link or password is shown this once, and stands in no address. */
async function addPersonFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await authorize(app, actor, 'add members');
  let added: PeoplePageProps['added'];
  const problem = await problemFrom(async () => {
    const { email, name, role, way } = parseForm(request, personFormSchema);
    const invite = way === 'link';
    added = await createPerson(app, actor, { email, invite, ...(name && { name }), ...(role && { role }) });
  });
  if (!problem) return sendPeoplePage(pageRequest, { ...(added && { added }) }, 201);
  const filled = (request.body ?? {}) as NonNullable<PeoplePageProps['filled']>;
  await sendPeoplePage(pageRequest, { problem: problem.detail, filled }, problem.status);
}

const firmRulesFormSchema = z.object({
  secondFactorRequired: z.stringbool().optional(),
  breakGlass: z.enum(['off', 'administrators', 'everybody']).optional(),
});

async function updateFirmRulesFromForm({ app, actor, request, response }: PageRequest): Promise<void> {
  await updateFirmRules(app, actor, parseForm(request, firmRulesFormSchema));
  redirectTo(response, '/people');
}

const personChangeFormSchema = z.object({
  role: z.enum(personRoles).optional(),
  disabled: z.stringbool().optional(),
});

async function updatePersonFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  await authorize(app, actor, 'manage people');
  const problem = await problemFrom(async () => {
    await updatePerson(app, actor, { id: params.id, ...parseForm(request, personChangeFormSchema) });
  });
  if (!problem) return redirectTo(response, '/people');
  await sendPeoplePage(pageRequest, { listProblem: problem.detail }, problem.status);
}

async function sendPeoplePage(
  { app, actor, request, response }: PageRequest,
  more: Partial<PeoplePageProps>,
  status = 200,
): Promise<void> {
  const rules = await readFirmRules(app, actor);
  const people = await listPeople(app, actor, {
    limit: 200,
    cursor: optionalQueryValue(request, 'cursor'),
  });
  sendPage(
    response,
    h(PeoplePage, { pageFrame: buildPageFrame(response, 'people'), people, rules, ...more }),
    status,
  );
}
