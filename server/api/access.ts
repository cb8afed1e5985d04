import { z } from 'zod';
import {
  createGroup,
  joinGroup,
  leaveGroup,
  listGroupMembers,
  listGroups,
} from '../../core/access/groups.ts';
import { liftWall, listWalls, raiseWall } from '../../core/access/walls.ts';
import { route } from '../http/route.ts';
import { groupSchema, liftWallSchema, newGroupSchema, newWallSchema, wallSchema } from './access-schemas.ts';
import { listOf, personSchema } from './schemas.ts';

/** Groups of people, and the walls that shut people out. */
export const accessRoutes = [
  route({
    method: 'get',
    path: '/api/groups',
    summary: 'The groups of the firm',
    access: 'signed-in',
    answers: { 200: { description: 'by name', schema: listOf(groupSchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listGroups(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/groups',
    summary: 'Make a group (administrators)',
    access: 'signed-in',
    body: newGroupSchema,
    answers: { 201: { description: 'made', schema: groupSchema } },
    handle: async ({ app, who, body }) => ({ status: 201, body: await createGroup(app, who, body.name) }),
  }),
  route({
    method: 'get',
    path: '/api/groups/:id/members',
    summary: 'Who is in a group (administrators)',
    access: 'signed-in',
    answers: { 200: { description: 'all of them', schema: listOf(personSchema) } },
    handle: async ({ app, who, params }) => ({
      status: 200,
      body: { items: await listGroupMembers(app, who, params['id'] ?? ''), nextCursor: null },
    }),
  }),
  route({
    method: 'put',
    path: '/api/groups/:id/members/:personId',
    summary: 'Put a person into a group (administrators)',
    access: 'signed-in',
    answers: { 204: { description: 'in it' } },
    handle: async ({ app, who, params }) => {
      await joinGroup(app, who, { groupId: params['id'] ?? '', personId: params['personId'] ?? '' });
      return { status: 204 };
    },
  }),
  route({
    method: 'delete',
    path: '/api/groups/:id/members/:personId',
    summary: 'Take a person out of a group; nobody does it to themselves (administrators)',
    access: 'signed-in',
    answers: { 204: { description: 'out of it' } },
    handle: async ({ app, who, params }) => {
      await leaveGroup(app, who, { groupId: params['id'] ?? '', personId: params['personId'] ?? '' });
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/walls',
    summary: 'The walls around a matter (its owners), or all of them (administrators)',
    access: 'signed-in',
    query: z.object({ matter: z.string().max(100).optional().describe('of one matter only') }),
    answers: { 200: { description: 'newest first, those of the past too', schema: listOf(wallSchema) } },
    handle: async ({ app, who, query }) => ({
      status: 200,
      body: { items: await listWalls(app, who, { matterId: query.matter }), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/walls',
    summary: 'Shut a person or a group out of a matter, whatever they were given (owners, administrators)',
    access: 'signed-in',
    body: newWallSchema,
    answers: { 201: { description: 'it stands', schema: wallSchema } },
    handle: async ({ app, who, body }) => ({ status: 201, body: await raiseWall(app, who, body) }),
  }),
  route({
    method: 'post',
    path: '/api/walls/:id/lift',
    summary: 'End a wall; it stays on record (owners, administrators)',
    access: 'signed-in',
    body: liftWallSchema,
    answers: { 200: { description: 'lifted', schema: wallSchema } },
    handle: async ({ app, who, params, body }) => ({
      status: 200,
      body: await liftWall(app, who, { wallId: params['id'] ?? '', reason: body.reason }),
    }),
  }),
];
