import { createMatter, getMatter, listMatters } from '../../core/matters/matters.ts';
import { route } from '../http/route.ts';
import { listOf, listQuerySchema } from '../http/schemas.ts';
import { matterDetailSchema, matterSchema, newMatterSchema } from './schemas.ts';

export const matterRoutes = [
  route({
    method: 'get',
    path: '/api/matters',
    summary: 'The matters you may see',
    access: 'signed-in',
    needsProof: 'none',
    query: listQuerySchema,
    responses: { 200: { description: 'newest first', schema: listOf(matterSchema) } },
    handle: async ({ app, actor, query }) => ({ status: 200, body: await listMatters(app, actor, query) }),
  }),
  route({
    method: 'post',
    path: '/api/matters',
    summary: 'Open a matter; you are its first owner',
    access: 'signed-in',
    needsProof: 'none',
    sample: 'no matter: opens a new one, and a number that is taken is answered alike whatever matter has it',
    body: newMatterSchema,
    responses: { 201: { description: 'opened', schema: matterSchema } },
    handle: async ({ app, actor, body, response }) => {
      const matter = await createMatter(app, actor, body);
      response.location(`/api/matters/${matter.id}`);
      return { status: 201, body: matter };
    },
  }),
  route({
    method: 'get',
    path: '/api/matters/:id',
    summary: 'One matter',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    responses: { 200: { description: 'the matter', schema: matterDetailSchema } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: await getMatter(app, actor, params.id),
    }),
  }),
];
