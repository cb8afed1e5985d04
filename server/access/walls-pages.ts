import { h } from 'preact';
import { z } from 'zod';
import { listGroups } from '../../core/access/groups.ts';
import { liftWall, listWalls, findMatterByNumber, raiseWall } from '../../core/access/walls.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { listColleagues } from '../../core/people/people.ts';
import { liftWallSchema, newWallSchema } from './schemas.ts';
import { WallsPage } from './views/walls-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { parseForm, problemFrom, redirectTo, type PageRequest } from '../http/page-route.ts';

/** A choice of colleagues; a firm larger than this names them through the API. */
const maxPeople = 1000;

/** Of one matter for its owners (`:id` in the address), of all for administrators. */
export async function showWallsPage(pageRequest: PageRequest): Promise<void> {
  await sendWallsPage(pageRequest);
}

const wallFormSchema = newWallSchema.pick({ reason: true }).extend({
  number: z.string().trim().max(300).optional(),
  against: z.string().regex(/^(person|group) \S{1,100}$/, 'choose whom the wall is against'),
  until: z.union([z.literal(''), z.iso.date('is not a day')]).optional(),
});

export async function raiseWallFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { number, against, reason, until } = parseForm(request, wallFormSchema);
    const [kind, named] = against.split(' ', 2);
    await raiseWall(app, actor, {
      matterId: id || (await findMatterByNumber(app, actor, number ?? '')),
      ...(kind === 'person' ? { personId: named } : { groupId: named }),
      reason,
      ...(until && { endsAt: `${until}T23:59:59.999Z` }),
    });
  });
}

const liftWallFormSchema = liftWallSchema.extend({ wall: z.string().max(100) });

export async function liftWallFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { wall, reason } = parseForm(request, liftWallFormSchema);
    await liftWall(app, actor, { wallId: wall, reason });
  });
}

async function submit(pageRequest: PageRequest, act: () => Promise<void>): Promise<void> {
  const problem = await problemFrom(act);
  if (problem) return sendWallsPage(pageRequest, problem);
  redirectTo(pageRequest.response, pageRequest.id ? `/matters/${pageRequest.id}/walls` : '/admin/walls');
}

async function sendWallsPage(
  pageRequest: PageRequest,
  problem?: { detail: string; status: number },
): Promise<void> {
  const { app, actor, id, response } = pageRequest;
  const walls = await listWalls(app, actor, id ? { matterId: id } : {});
  const matter = id ? await getMatter(app, actor, id) : null;
  const [people, groups] = [await listColleagues(app, actor, maxPeople), await listGroups(app, actor)];
  const pageFrame = buildPageFrame(response, matter ? 'matters' : 'people');
  const view = h(WallsPage, {
    pageFrame,
    matter,
    walls,
    people: people.toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    groups,
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}
