import { z } from 'zod';
import { explainAccess } from '../../core/access/explain-access.ts';
import { listGroupGrants, removeGroupGrant, setGroupGrant } from '../../core/access/group-grants.ts';
import { listMembers, removeMember, setMemberRole } from '../../core/access/members.ts';
import { route } from '../http/route.ts';
import { accessExplanationSchema, groupGrantSchema, memberSchema, membershipRoleSchema } from './schemas.ts';
import { listOf } from '../http/schemas.ts';

/** Who has a part in a matter, by name and by group. */
export const memberRoutes = [
  route({
    method: 'get',
    path: '/api/matters/:id/members',
    summary: 'Who belongs to a matter',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    responses: { 200: { description: 'all of them', schema: listOf(memberSchema) } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: { items: await listMembers(app, actor, params.id), nextCursor: null },
    }),
  }),
  route({
    method: 'put',
    path: '/api/matters/:id/members/:personId',
    summary: 'Give a person a part in a matter (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ id, personId }) => ({ params: { id, personId }, json: { role: 'viewer' } }),
    body: z.object({ role: membershipRoleSchema }),
    responses: { 200: { description: 'their part', schema: memberSchema } },
    handle: async ({ app, actor, params, body }) => {
      const change = { matterId: params.id, personId: params.personId, role: body.role };
      return { status: 200, body: await setMemberRole(app, actor, change) };
    },
  }),
  route({
    method: 'delete',
    path: '/api/matters/:id/members/:personId',
    summary: 'Take away the part a person was given (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ id, personId }) => ({ params: { id, personId } }),
    responses: { 204: { description: 'they have none of their own' } },
    handle: async ({ app, actor, params }) => {
      await removeMember(app, actor, { matterId: params.id, personId: params.personId });
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/access/:personId',
    summary: 'Why a person can or cannot see a matter, with the deciding rule (owners, administrators)',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    sample: ({ id, personId }) => ({ params: { id, personId } }),
    responses: { 200: { description: 'the rules', schema: accessExplanationSchema } },
    handle: async ({ app, actor, params }) => {
      const input = { matterId: params.id, personId: params.personId };
      return { status: 200, body: await explainAccess(app, actor, input) };
    },
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/groups',
    summary: 'The groups that have a part in a matter',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    responses: { 200: { description: 'all of them', schema: listOf(groupGrantSchema) } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: { items: await listGroupGrants(app, actor, params.id), nextCursor: null },
    }),
  }),
  route({
    method: 'put',
    path: '/api/matters/:id/groups/:groupId',
    summary: 'Give everybody in a group a part in a matter (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ id, groupId }) => ({ params: { id, groupId }, json: { role: 'viewer' } }),
    body: z.object({ role: membershipRoleSchema }),
    responses: { 200: { description: 'their part', schema: groupGrantSchema } },
    handle: async ({ app, actor, params, body }) => {
      const change = { matterId: params.id, groupId: params.groupId, role: body.role };
      return { status: 200, body: await setGroupGrant(app, actor, change) };
    },
  }),
  route({
    method: 'delete',
    path: '/api/matters/:id/groups/:groupId',
    summary: 'Take away the part a group was given (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ id, groupId }) => ({ params: { id, groupId } }),
    responses: { 204: { description: 'it has none' } },
    handle: async ({ app, actor, params }) => {
      await removeGroupGrant(app, actor, { matterId: params.id, groupId: params.groupId });
      return { status: 204 };
    },
  }),
];
