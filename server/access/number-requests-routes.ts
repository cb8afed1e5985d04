import { answerNumberRequest, listNumberRequests } from '../../core/matters/number-requests.ts';
import { route } from '../http/route.ts';
import { listOf } from '../http/schemas.ts';
import { numberAnswerSchema, numberRequestSchema } from './number-requests-schemas.ts';

/** What becomes of numbers that could not be given. */
export const numberRequestRoutes = [
  route({
    method: 'get',
    path: '/api/number-requests',
    needsProof: 'in person',
    summary: 'Who wanted a number for a matter that was not free (administrators, in person)',
    access: 'signed-in',
    discloses: 'matter administration',
    responses: { 200: { description: 'oldest first', schema: listOf(numberRequestSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listNumberRequests(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/number-requests/:id/answer',
    needsProof: 'fresh',
    summary:
      'Give the matter of such a request another number, or let it keep its own (administrators, in person)',
    access: 'signed-in',
    discloses: 'matter administration',
    sample: 'no matter: a request; test/api/matter-numbers.test.ts asks it about one behind a wall',
    body: numberAnswerSchema,
    responses: { 204: { description: 'answered; it leaves the list' } },
    handle: async ({ app, actor, params, body }) => {
      await answerNumberRequest(app, actor, { requestId: params.id, matterNumber: body.matterNumber });
      return { status: 204 };
    },
  }),
];
