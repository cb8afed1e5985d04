import { h } from 'preact';
import { z } from 'zod';
import { listGroups } from '../../core/access/groups.ts';
import { liftWall, listWalls, matterByNumber, raiseWall } from '../../core/access/walls.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { listColleagues } from '../../core/people/people.ts';
import { liftWallSchema, newWallSchema } from '../api/access-schemas.ts';
import { WallsPage } from '../pages/walls.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { readForm, refusalOf, sendOn, type Visit } from './visit.ts';

/** A choice of colleagues; a firm larger than this names them through the API. */
const peopleAtMost = 1000;

/** Of one matter for its owners (`:id` in the address), of all for administrators. */
export async function showWalls(visit: Visit): Promise<void> {
  await sendWalls(visit);
}

const raiseForm = newWallSchema.pick({ reason: true }).extend({
  number: z.string().trim().max(300).optional(),
  against: z.string().regex(/^(person|group) \S{1,100}$/, 'choose whom the wall is against'),
  until: z.union([z.literal(''), z.iso.date('is not a day')]).optional(),
});

export async function raiseOne(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, async () => {
    const { number, against, reason, until } = readForm(request, raiseForm);
    const [kind, named] = against.split(' ', 2);
    await raiseWall(app, who, {
      matterId: id || (await matterByNumber(app, who, number ?? '')),
      ...(kind === 'person' ? { personId: named } : { groupId: named }),
      reason,
      ...(until && { endsAt: `${until}T23:59:59.999Z` }),
    });
  });
}

const liftForm = liftWallSchema.extend({ wall: z.string().max(100) });

export async function liftOne(visit: Visit): Promise<void> {
  const { app, who, request } = visit;
  await acting(visit, async () => {
    const { wall, reason } = readForm(request, liftForm);
    await liftWall(app, who, { wallId: wall, reason });
  });
}

async function acting(visit: Visit, act: () => Promise<void>): Promise<void> {
  const refusal = await refusalOf(act);
  if (refusal) return sendWalls(visit, refusal);
  sendOn(visit.response, visit.id ? `/matters/${visit.id}/walls` : '/admin/walls');
}

async function sendWalls(visit: Visit, refusal?: { detail: string; status: number }): Promise<void> {
  const { app, who, id, response } = visit;
  const walls = await listWalls(app, who, id ? { matterId: id } : {});
  const matter = id ? await getMatter(app, who, id) : null;
  const [people, groups] = [await listColleagues(app, who, peopleAtMost), await listGroups(app, who)];
  const chrome = chromeOf(response, matter ? 'matters' : 'people');
  const view = h(WallsPage, {
    chrome,
    matter,
    walls,
    people: people.toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    groups,
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}
