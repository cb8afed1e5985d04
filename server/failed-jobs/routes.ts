import { z } from 'zod';
import {
  closeDeadLetter,
  listDeadLetters,
  requeueAllDeadLetters,
  requeueDeadLetter,
} from '../../core/documents/pipeline/dead-letters.ts';
import { route } from '../http/route.ts';
import { listOf, listQuerySchema } from '../http/schemas.ts';
import { failedJobClosingSchema, failedJobSchema } from './schemas.ts';

export const failedJobRoutes = [
  route({
    method: 'get',
    path: '/api/dead-letters',
    summary: 'Steps that were given up after their last attempt (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    query: listQuerySchema,
    responses: { 200: { description: 'newest first', schema: listOf(failedJobSchema) } },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: await listDeadLetters(app, actor, query),
    }),
  }),
  route({
    method: 'post',
    path: '/api/dead-letters/requeue',
    summary: 'Try all of them again (administrators)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: 'no matter: steps that failed, without names',
    responses: { 202: { description: 'asked for', schema: z.object({ requeued: z.int() }) } },
    handle: async ({ app, actor }) => ({
      status: 202,
      body: { requeued: await requeueAllDeadLetters(app, actor) },
    }),
  }),
  route({
    method: 'post',
    path: '/api/dead-letters/:id/requeue',
    summary: 'Try one of them again (administrators)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: 'no matter: a step that failed, without names',
    responses: { 202: { description: 'asked for' } },
    handle: async ({ app, actor, params }) => {
      await requeueDeadLetter(app, actor, params.id);
      return { status: 202 };
    },
  }),
  route({
    method: 'post',
    path: '/api/dead-letters/:id/close',
    summary: 'Take one of them off the list, with a note (administrators)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: 'no matter: a step that failed, without names',
    body: failedJobClosingSchema,
    responses: { 204: { description: 'closed' } },
    handle: async ({ app, actor, params, body }) => {
      await closeDeadLetter(app, actor, { id: params.id, note: body.note });
      return { status: 204 };
    },
  }),
];
