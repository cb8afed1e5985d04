import { h } from 'preact';
import { z } from 'zod';
import {
  createGroup,
  joinGroup,
  leaveGroup,
  listGroupMembers,
  listGroups,
} from '../../core/access/groups.ts';
import { listColleagues } from '../../core/people/people.ts';
import { newGroupSchema } from '../api/access-schemas.ts';
import { GroupsPage } from '../pages/groups.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { readForm, refusalOf, sendOn, type Visit } from './visit.ts';

const peopleAtMost = 1000;
const personForm = z.object({ person: z.string('choose a person').min(1, 'choose a person').max(100) });

export async function showGroups(visit: Visit): Promise<void> {
  await sendGroups(visit);
}

export async function makeGroup(visit: Visit): Promise<void> {
  await acting(visit, async () => {
    await createGroup(visit.app, visit.who, readForm(visit.request, newGroupSchema).name);
  });
}

export async function joinOne(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, () =>
    joinGroup(app, who, { groupId: id, personId: readForm(request, personForm).person }),
  );
}

export async function leaveOne(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, () =>
    leaveGroup(app, who, { groupId: id, personId: readForm(request, personForm).person }),
  );
}

async function acting(visit: Visit, act: () => Promise<void>): Promise<void> {
  const refusal = await refusalOf(act);
  if (refusal) return sendGroups(visit, refusal);
  sendOn(visit.response, '/admin/groups');
}

async function sendGroups(
  { app, who, response }: Visit,
  refusal?: { detail: string; status: number },
): Promise<void> {
  const groups = await listGroups(app, who);
  const filled = [];
  for (const group of groups) filled.push({ ...group, members: await listGroupMembers(app, who, group.id) });
  const people = await listColleagues(app, who, peopleAtMost);
  const view = h(GroupsPage, {
    chrome: chromeOf(response, 'people'),
    groups: filled,
    people: people.toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}
