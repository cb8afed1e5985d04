import { z } from 'zod';
import { listHolds, placeHold, releaseHold } from '../../core/holds/holds.ts';
import { route } from '../http/route.ts';
import { holdSchema, newHoldSchema, releaseHoldSchema } from './schemas.ts';
import { listOf } from '../http/schemas.ts';

/** Legal holds: what they cover stays, whoever wants it gone. */
export const holdRoutes = [
  route({
    method: 'get',
    path: '/api/holds',
    summary: 'The legal holds over a matter (its owners), or all of them (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    sample: ({ id }) => ({ query: `?matter=${id}` }),
    query: z.object({ matter: z.string().max(100).optional().describe('of one matter only') }),
    responses: { 200: { description: 'newest first, released ones too', schema: listOf(holdSchema) } },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: { items: await listHolds(app, actor, { matterId: query.matter }), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/holds',
    summary: 'Put matters or documents under legal hold (owners, administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ id }) => ({ json: { name: 'Preservation', reason: 'a claim', covers: [{ matterId: id }] } }),
    body: newHoldSchema,
    responses: { 201: { description: 'it stands', schema: holdSchema } },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await placeHold(app, actor, body) }),
  }),
  route({
    method: 'post',
    path: '/api/holds/:id/release',
    summary: 'End a legal hold; it stays on record (who issued it, administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ releasedHoldId }) => ({ params: { id: releasedHoldId }, json: { reason: 'conflict' } }),
    body: releaseHoldSchema,
    responses: { 200: { description: 'released', schema: holdSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await releaseHold(app, actor, { holdId: params.id, reason: body.reason }),
    }),
  }),
];
