import { createMatter, getMatter, listMatters } from '../../core/matters/matters.ts';
import { route } from '../http/route.ts';
import { listOf, listQuerySchema, matterSchema, newMatterSchema } from './schemas.ts';

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
];
