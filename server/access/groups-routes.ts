import {
  createGroup,
  addGroupMember,
  removeGroupMember,
  listGroupMembers,
  listGroups,
} from '../../core/access/groups.ts';
import { route } from '../http/route.ts';
import { groupSchema, newGroupSchema } from './schemas.ts';
import { listOf } from '../http/schemas.ts';
import { personSchema } from '../people/schemas.ts';

/** Groups of people. */
export const groupRoutes = [
  route({
    method: 'get',
    path: '/api/groups',
    summary: 'The groups of the firm',
    access: 'signed-in',
    needsProof: 'none',
    keyScope: 'groups',
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
    needsProof: 'fresh',
    keyScope: 'groups',
    sample: 'no matter: a group of the firm',
    body: newGroupSchema,
    responses: { 201: { description: 'made', schema: groupSchema } },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await createGroup(app, actor, body.name) }),
  }),
  route({
    method: 'get',
    path: '/api/groups/:id/members',
    summary: 'Who is in a group (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    keyScope: 'groups',
    sample: 'no matter: a group of the firm',
    responses: { 200: { description: 'all of them', schema: listOf(personSchema) } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: { items: await listGroupMembers(app, actor, params.id), nextCursor: null },
    }),
  }),
  route({
    method: 'put',
    path: '/api/groups/:id/members/:personId',
    summary: 'Put a person into a group (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    keyScope: 'groups',
    sample: 'no matter: a group of the firm',
    responses: { 204: { description: 'in it' } },
    handle: async ({ app, actor, params }) => {
      await addGroupMember(app, actor, { groupId: params.id, personId: params.personId });
      return { status: 204 };
    },
  }),
  route({
    method: 'delete',
    path: '/api/groups/:id/members/:personId',
    summary: 'Take a person out of a group; nobody does it to themselves (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    keyScope: 'groups',
    sample: 'no matter: a group of the firm',
    responses: { 204: { description: 'out of it' } },
    handle: async ({ app, actor, params }) => {
      await removeGroupMember(app, actor, {
        groupId: params.id,
        personId: params.personId,
      });
      return { status: 204 };
    },
  }),
];
