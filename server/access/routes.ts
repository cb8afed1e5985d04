import { z } from 'zod';
import {
  createGroup,
  addGroupMember,
  removeGroupMember,
  listGroupMembers,
  listGroups,
} from '../../core/access/groups.ts';
import { liftWall, listWalls, raiseWall } from '../../core/access/walls.ts';
import { route } from '../http/route.ts';
import { groupSchema, liftWallSchema, newGroupSchema, newWallSchema, wallSchema } from './schemas.ts';
import { listOf, personSchema } from '../http/schemas.ts';

/** Groups of people, and the walls that shut people out. */
export const groupAndWallRoutes = [
  route({
    method: 'get',
    path: '/api/groups',
    summary: 'The groups of the firm',
    access: 'signed-in',
    responses: { 200: { description: 'by name', schema: listOf(groupSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listGroups(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/groups',
    summary: 'Make a group (administrators)',
    access: 'signed-in',
    body: newGroupSchema,
    responses: { 201: { description: 'made', schema: groupSchema } },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await createGroup(app, actor, body.name) }),
  }),
  route({
    method: 'get',
    path: '/api/groups/:id/members',
    summary: 'Who is in a group (administrators)',
    access: 'signed-in',
    responses: { 200: { description: 'all of them', schema: listOf(personSchema) } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: { items: await listGroupMembers(app, actor, params['id'] ?? ''), nextCursor: null },
    }),
  }),
  route({
    method: 'put',
    path: '/api/groups/:id/members/:personId',
    summary: 'Put a person into a group (administrators)',
    access: 'signed-in',
    responses: { 204: { description: 'in it' } },
    handle: async ({ app, actor, params }) => {
      await addGroupMember(app, actor, { groupId: params['id'] ?? '', personId: params['personId'] ?? '' });
      return { status: 204 };
    },
  }),
  route({
    method: 'delete',
    path: '/api/groups/:id/members/:personId',
    summary: 'Take a person out of a group; nobody does it to themselves (administrators)',
    access: 'signed-in',
    responses: { 204: { description: 'out of it' } },
    handle: async ({ app, actor, params }) => {
      await removeGroupMember(app, actor, {
        groupId: params['id'] ?? '',
        personId: params['personId'] ?? '',
      });
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/walls',
    summary: 'The walls around a matter (its owners), or all of them (administrators)',
    access: 'signed-in',
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
    body: newWallSchema,
    responses: { 201: { description: 'it stands', schema: wallSchema } },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await raiseWall(app, actor, body) }),
  }),
  route({
    method: 'post',
    path: '/api/walls/:id/lift',
    summary: 'End a wall; it stays on record (owners, administrators)',
    access: 'signed-in',
    body: liftWallSchema,
    responses: { 200: { description: 'lifted', schema: wallSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await liftWall(app, actor, { wallId: params['id'] ?? '', reason: body.reason }),
    }),
  }),
];
