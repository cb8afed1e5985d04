import { h } from 'preact';
import { z } from 'zod';
import { listGroups } from '../../core/access/groups.ts';
import { findMatterToAdminister } from '../../core/access/matter-administration.ts';
import { dayBounds } from '../../core/platform/calendar-day.ts';
import { notifyAuditorsOfWall } from '../../core/audit-log/notify-auditors-of-wall.ts';
import { liftWall, listWalls, raiseWall } from '../../core/access/walls.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { listColleaguesByName } from '../../core/people/people.ts';
import { liftWallSchema, newWallSchema } from './schemas.ts';
import { inputDay } from '../http/schemas.ts';
import { WallsPage } from './views/walls-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const wallPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/matters/:id/walls',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showWallsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/walls',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: ({ id }) => `/matters/${id}/walls`,
    sample: ({ id, personId }) => ({
      params: { id },
      form: { against: `person ${personId}`, reason: 'conflict' },
    }),
    handle: raiseWallFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/walls/lift',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: ({ id }) => `/matters/${id}/walls`,
    sample: ({ id, liftedWallId }) => ({ params: { id }, form: { wall: liftedWallId, reason: 'conflict' } }),
    handle: liftWallFromForm,
  }),
  pageRoute({
    method: 'get',
    path: '/admin/walls',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    handle: showWallsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/walls',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/walls',
    sample: 'no matter: names one by number; post /matters/:id/walls is asked for it',
    handle: raiseWallFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/walls/lift',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/walls',
    sample: 'no matter: the same act as post /matters/:id/walls/lift',
    handle: liftWallFromForm,
  }),
];

/** Of one matter for its owners (`:id` in the address), of all for administrators. */
async function showWallsPage(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  await sendWallsPage(pageRequest);
}

const wallFormSchema = newWallSchema.pick({ reason: true }).extend({
  number: z.string().trim().max(300).optional(),
  against: z.string().regex(/^(person|group) \S{1,100}$/, 'choose whom the wall is against'),
  until: z.union([z.literal(''), inputDay]).optional(),
});

async function raiseWallFromForm(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { number, against, reason, until } = parseForm(request, wallFormSchema);
    const [kind, named] = against.split(' ', 2);
    const wall = {
      matterId:
        params.id ?? (await findMatterToAdminister(app, actor, { what: 'walls', named: number ?? '' })),
      ...(kind === 'person' ? { personId: named } : { groupId: named }),
      reason,
      ...(until && { endsAt: dayBounds(until).lastMoment.toISOString() }),
    };
    await raiseWall(app, actor, wall, notifyAuditorsOfWall);
  });
}

const liftWallFormSchema = liftWallSchema.extend({ wall: z.string().max(100) });

async function liftWallFromForm(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { wall, reason } = parseForm(request, liftWallFormSchema);
    await liftWall(app, actor, { wallId: wall, reason });
  });
}

async function submit(pageRequest: PageRequest<{ id?: string }>, act: () => Promise<void>): Promise<void> {
  const { response, params } = pageRequest;
  const problem = await problemFrom(act);
  if (problem) return sendWallsPage(pageRequest, problem);
  redirectTo(response, params.id ? `/matters/${params.id}/walls` : '/admin/walls');
}

async function sendWallsPage(
  pageRequest: PageRequest<{ id?: string }>,
  problem?: { detail: string; status: number },
): Promise<void> {
  const { app, actor, params, response } = pageRequest;
  const walls = await listWalls(app, actor, params.id ? { matterId: params.id } : {});
  const matter = params.id ? await getMatter(app, actor, params.id) : null;
  const [people, groups] = [await listColleaguesByName(app, actor), await listGroups(app, actor)];
  const pageFrame = buildPageFrame(response, matter ? 'matters' : 'people');
  const view = h(WallsPage, {
    pageFrame,
    matter,
    walls,
    people,
    groups,
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}
