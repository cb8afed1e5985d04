import { h } from 'preact';
import { z } from 'zod';
import { mayOwnMatters } from '../../core/access/policy.ts';
import { reassignMatters, listSolelyOwnedMatters } from '../../core/people/reassign-matters.ts';
import {
  createPasswordLink,
  getPasswordLinkState,
  revokePasswordLink,
} from '../../core/people/password-links.ts';
import { listOwnerlessMatters } from '../../core/people/list-ownerless-matters.ts';
import { listColleaguesByName, readPerson } from '../../core/people/people.ts';
import { OwnerlessMattersPage } from './views/ownerless-matters-page.tsx';
import { PersonPage, type PersonPageProps } from './views/person-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const personPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/ownerless-matters',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    handle: showOwnerlessMatters,
  }),
  pageRoute({
    method: 'get',
    path: '/people/:id',
    access: 'signed-in',
    needsProof: 'none',
    sample: 'no matter: a person, and those for which nobody else answers by number',
    handle: showPersonPage,
  }),
  pageRoute({
    method: 'post',
    path: '/people/:id/link',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: ({ id }) => `/people/${id}`,
    sample: 'no matter: a person',
    handle: createPasswordLinkFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/people/:id/link/withdraw',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: ({ id }) => `/people/${id}`,
    sample: 'no matter: a person',
    handle: revokePasswordLinkFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/people/:id/matters',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: ({ id }) => `/people/${id}`,
    sample: 'no matter: those for which nobody else answers, by number',
    handle: reassignMattersFromForm,
  }),
];

async function showOwnerlessMatters({ app, actor, response }: PageRequest): Promise<void> {
  const matters = await listOwnerlessMatters(app, actor);
  sendPage(response, h(OwnerlessMattersPage, { pageFrame: buildPageFrame(response, 'people'), matters }));
}

async function showPersonPage(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const reassigned = Number(queryValue(pageRequest.request, 'given'));
  const done =
    queryValue(pageRequest.request, 'done') === 'withdrawn' ? 'The link opens nothing any more.' : undefined;
  await sendPersonPage(pageRequest, {
    ...(Number.isInteger(reassigned) &&
      reassigned > 0 && {
        done: reassigned === 1 ? 'A colleague owns it now.' : `A colleague owns ${reassigned} matters now.`,
      }),
    ...(done !== undefined && { done }),
  });
}

/** Answers with the page itself instead of sending on: a link is shown this once, and stands in no address. */
async function createPasswordLinkFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params } = pageRequest;
  let link: PersonPageProps['link'];
  const problem = await problemFrom(async () => {
    link = await createPasswordLink(app, actor, params.id);
  });
  if (problem) return sendPersonPage(pageRequest, { problem: problem.detail }, problem.status);
  await sendPersonPage(pageRequest, { ...(link && { link }) }, 201);
}

async function revokePasswordLinkFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await revokePasswordLink(app, actor, params.id);
  redirectTo(response, `/people/${params.id}?done=withdrawn`);
}

/** A box that is ticked alone comes as a text, several as a list. */
const matterReassignmentFormSchema = z.object({
  to: z.string('choose a colleague').min(1, 'choose a colleague').max(100),
  matter: z.union(
    [
      z
        .string()
        .max(100)
        .transform((one) => [one]),
      z.array(z.string().max(100)).max(1000),
    ],
    'choose a matter',
  ),
});

async function reassignMattersFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  let reassigned = 0;
  const problem = await problemFrom(async () => {
    const { to, matter } = parseForm(request, matterReassignmentFormSchema);
    reassigned = await reassignMatters(app, actor, {
      fromPersonId: params.id,
      toPersonId: to,
      matterIds: matter,
    });
  });
  if (!problem) return redirectTo(response, `/people/${params.id}?given=${reassigned}`);
  await sendPersonPage(pageRequest, { problem: problem.detail }, problem.status);
}

async function sendPersonPage(
  { app, actor, params, response }: PageRequest<{ id: string }>,
  more: Partial<PersonPageProps>,
  status = 200,
): Promise<void> {
  const person = await readPerson(app, actor, params.id);
  const [linkState, matters, people] = await Promise.all([
    getPasswordLinkState(app, actor, params.id),
    listSolelyOwnedMatters(app, actor, params.id),
    listColleaguesByName(app, actor),
  ]);
  const possibleOwners = people.filter(
    (each) => each.id !== params.id && each.id !== actor.person.id && mayOwnMatters(each),
  );
  const pageFrame = buildPageFrame(response, 'people');
  sendPage(
    response,
    h(PersonPage, { pageFrame, person, linkState, soleOwnedMatters: matters, possibleOwners, ...more }),
    status,
  );
}
