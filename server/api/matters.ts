import { z } from 'zod';
import { createMatter, getMatter, listMatters, listMembers, setMember } from '../../core/matters/matters.js';
import { route } from '../http/route.js';
import {
  listOf,
  listQuerySchema,
  matterSchema,
  memberSchema,
  membershipRoleSchema,
  newMatterSchema,
} from './schemas.js';

export const matterRoutes = [
  route({
    method: 'get',
    path: '/api/matters',
    summary: 'The matters you may see',
    access: 'signed-in',
    query: listQuerySchema,
    answers: { 200: { description: 'newest first', schema: listOf(matterSchema) } },
    handle: async ({ app, who, query }) => ({ status: 200, body: await listMatters(app, who, query) }),
  }),
  route({
    method: 'post',
    path: '/api/matters',
    summary: 'Open a matter; you are its first owner',
    access: 'signed-in',
    body: newMatterSchema,
    answers: { 201: { description: 'opened', schema: matterSchema } },
    handle: async ({ app, who, body, response }) => {
      const matter = await createMatter(app, who, body);
      response.location(`/api/matters/${matter.id}`);
      return { status: 201, body: matter };
    },
  }),
  route({
    method: 'get',
    path: '/api/matters/:id',
    summary: 'One matter',
    access: 'signed-in',
    answers: { 200: { description: 'the matter', schema: matterSchema } },
    handle: async ({ app, who, params }) => ({
      status: 200,
      body: await getMatter(app, who, params['id'] ?? ''),
    }),
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/members',
    summary: 'Who belongs to a matter',
    access: 'signed-in',
    answers: { 200: { description: 'all of them', schema: listOf(memberSchema) } },
    handle: async ({ app, who, params }) => ({
      status: 200,
      body: { items: await listMembers(app, who, params['id'] ?? ''), nextCursor: null },
    }),
  }),
  route({
    method: 'put',
    path: '/api/matters/:id/members/:personId',
    summary: 'Give a person a part in a matter (owners)',
    access: 'signed-in',
    body: z.object({ role: membershipRoleSchema }),
    answers: { 200: { description: 'their part', schema: memberSchema } },
    handle: async ({ app, who, params, body }) => {
      const change = { matterId: params['id'] ?? '', personId: params['personId'] ?? '', role: body.role };
      return { status: 200, body: await setMember(app, who, change) };
    },
  }),
];
