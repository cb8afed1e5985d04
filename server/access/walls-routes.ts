import { z } from 'zod';
import { notifyAuditorsOfWall } from '../../core/audit-log/notify-auditors-of-wall.ts';
import { liftWall, listWalls, raiseWall } from '../../core/access/walls.ts';
import { route } from '../http/route.ts';
import { listOf } from '../http/schemas.ts';
import { liftWallSchema, newWallSchema, wallSchema } from './schemas.ts';

/** The walls that shut people out of a matter. */
export const wallRoutes = [
  route({
    method: 'get',
    path: '/api/walls',
    summary: 'The walls around a matter (its owners), or all of them (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    sample: ({ id }) => ({ query: `?matter=${id}` }),
    query: z.object({ matter: z.string().max(100).optional().describe('of one matter only') }),
    responses: { 200: { description: 'newest first, those of the past too', schema: listOf(wallSchema) } },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: { items: await listWalls(app, actor, { matterId: query.matter }), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/walls',
    summary: 'Shut a person or a group out of a matter, whatever they were given (owners, administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ id, personId }) => ({ json: { personId, reason: 'conflict', matterId: id } }),
    body: newWallSchema,
    responses: { 201: { description: 'it stands', schema: wallSchema } },
    handle: async ({ app, actor, body }) => ({
      status: 201,
      body: await raiseWall(app, actor, body, notifyAuditorsOfWall),
    }),
  }),
  route({
    method: 'post',
    path: '/api/walls/:id/lift',
    summary: 'End a wall; it stays on record (owners, administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ liftedWallId }) => ({ params: { id: liftedWallId }, json: { reason: 'conflict' } }),
    body: liftWallSchema,
    responses: { 200: { description: 'lifted', schema: wallSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await liftWall(app, actor, { wallId: params.id, reason: body.reason }),
    }),
  }),
];
