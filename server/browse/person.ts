import { h } from 'preact';
import { z } from 'zod';
import { handOnMatters, mattersRestingOn } from '../../core/people/hand-on-matters.ts';
import { givePasswordLink, linkStateOf, withdrawPasswordLink } from '../../core/people/password-links.ts';
import { listColleagues, readPerson } from '../../core/people/people.ts';
import { PersonPage, type PersonPageProps } from '../pages/person.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Visit } from './visit.ts';

const peopleAtMost = 1000;

export async function showPerson(visit: Visit): Promise<void> {
  const given = Number(asked(visit.request, 'given'));
  const done = asked(visit.request, 'done') === 'withdrawn' ? 'The link opens nothing any more.' : undefined;
  await sendPerson(visit, {
    ...(Number.isInteger(given) &&
      given > 0 && {
        done: given === 1 ? 'A colleague owns it now.' : `A colleague owns ${given} matters now.`,
      }),
    ...(done !== undefined && { done }),
  });
}

/** Answers with the page itself instead of sending on: a link is shown this once, and stands in no address. */
export async function giveLink(visit: Visit): Promise<void> {
  const { app, who, id } = visit;
  let link: PersonPageProps['link'];
  const refusal = await refusalOf(async () => {
    link = await givePasswordLink(app, who, id);
  });
  if (refusal) return sendPerson(visit, { problem: refusal.detail }, refusal.status);
  await sendPerson(visit, { ...(link && { link }) }, 201);
}

export async function withdrawLink({ app, who, id, response }: Visit): Promise<void> {
  await withdrawPasswordLink(app, who, id);
  sendOn(response, `/people/${id}?done=withdrawn`);
}

/** A box that is ticked alone comes as a text, several as a list. */
const handingOnForm = z.object({
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

export async function handOn(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  let given = 0;
  const refusal = await refusalOf(async () => {
    const { to, matter } = readForm(request, handingOnForm);
    given = await handOnMatters(app, who, { leaverId: id, heirId: to, matterIds: matter });
  });
  if (!refusal) return sendOn(response, `/people/${id}?given=${given}`);
  await sendPerson(visit, { problem: refusal.detail }, refusal.status);
}

async function sendPerson(
  { app, who, id, response }: Visit,
  more: Partial<PersonPageProps>,
  status = 200,
): Promise<void> {
  const person = await readPerson(app, who, id);
  const [linkState, matters, people] = await Promise.all([
    linkStateOf(app, who, id),
    mattersRestingOn(app, who, id),
    listColleagues(app, who, peopleAtMost),
  ]);
  const heirs = people
    .filter((each) => each.id !== id && each.id !== who.person.id && each.role !== 'auditor')
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const chrome = chromeOf(response, 'people');
  sendPage(response, h(PersonPage, { chrome, person, linkState, matters, heirs, ...more }), status);
}
