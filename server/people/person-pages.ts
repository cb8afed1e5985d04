import { h } from 'preact';
import { z } from 'zod';
import { reassignMatters, listSolelyOwnedMatters } from '../../core/people/reassign-matters.ts';
import {
  createPasswordLink,
  getPasswordLinkState,
  revokePasswordLink,
} from '../../core/people/password-links.ts';
import { listColleagues, readPerson } from '../../core/people/people.ts';
import { PersonPage, type PersonPageProps } from './views/person-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { queryValue, parseForm, problemFrom, redirectTo, type PageRequest } from '../http/page-route.ts';

const maxPeople = 1000;

export async function showPersonPage(pageRequest: PageRequest): Promise<void> {
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
export async function createPasswordLinkFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id } = pageRequest;
  let link: PersonPageProps['link'];
  const problem = await problemFrom(async () => {
    link = await createPasswordLink(app, actor, id);
  });
  if (problem) return sendPersonPage(pageRequest, { problem: problem.detail }, problem.status);
  await sendPersonPage(pageRequest, { ...(link && { link }) }, 201);
}

export async function revokePasswordLinkFromForm({ app, actor, id, response }: PageRequest): Promise<void> {
  await revokePasswordLink(app, actor, id);
  redirectTo(response, `/people/${id}?done=withdrawn`);
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

export async function reassignMattersFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  let reassigned = 0;
  const problem = await problemFrom(async () => {
    const { to, matter } = parseForm(request, matterReassignmentFormSchema);
    reassigned = await reassignMatters(app, actor, { fromPersonId: id, toPersonId: to, matterIds: matter });
  });
  if (!problem) return redirectTo(response, `/people/${id}?given=${reassigned}`);
  await sendPersonPage(pageRequest, { problem: problem.detail }, problem.status);
}

async function sendPersonPage(
  { app, actor, id, response }: PageRequest,
  more: Partial<PersonPageProps>,
  status = 200,
): Promise<void> {
  const person = await readPerson(app, actor, id);
  const [linkState, matters, people] = await Promise.all([
    getPasswordLinkState(app, actor, id),
    listSolelyOwnedMatters(app, actor, id),
    listColleagues(app, actor, maxPeople),
  ]);
  const possibleOwners = people
    .filter((each) => each.id !== id && each.id !== actor.person.id && each.role !== 'auditor')
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const pageFrame = buildPageFrame(response, 'people');
  sendPage(
    response,
    h(PersonPage, { pageFrame, person, linkState, soleOwnedMatters: matters, possibleOwners, ...more }),
    status,
  );
}
