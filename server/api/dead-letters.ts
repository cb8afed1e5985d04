import { z } from 'zod';
import {
  closeDeadLetter,
  listDeadLetters,
  requeueAllDeadLetters,
  requeueDeadLetter,
} from '../../core/documents/dead-letters.ts';
import { route } from '../http/route.ts';
import { closingNoteSchema, deadLetterSchema, listOf, listQuerySchema } from './schemas.ts';

export const deadLetterRoutes = [
  route({
    method: 'get',
    path: '/api/dead-letters',
    summary: 'Steps that were given up after their last attempt (administrators)',
    access: 'signed-in',
    query: listQuerySchema,
    answers: { 200: { description: 'newest first', schema: listOf(deadLetterSchema) } },
    handle: async ({ app, who, query }) => ({ status: 200, body: await listDeadLetters(app, who, query) }),
  }),
  route({
    method: 'post',
    path: '/api/dead-letters/requeue',
    summary: 'Try all of them again (administrators)',
    access: 'signed-in',
    answers: { 202: { description: 'asked for', schema: z.object({ requeued: z.int() }) } },
    handle: async ({ app, who }) => ({
      status: 202,
      body: { requeued: await requeueAllDeadLetters(app, who) },
    }),
  }),
  route({
    method: 'post',
    path: '/api/dead-letters/:id/requeue',
    summary: 'Try one of them again (administrators)',
    access: 'signed-in',
    answers: { 202: { description: 'asked for' } },
    handle: async ({ app, who, params }) => {
      await requeueDeadLetter(app, who, params['id'] ?? '');
      return { status: 202 };
    },
  }),
  route({
    method: 'post',
    path: '/api/dead-letters/:id/close',
    summary: 'Take one of them off the list, with a note (administrators)',
    access: 'signed-in',
    body: closingNoteSchema,
    answers: { 204: { description: 'closed' } },
    handle: async ({ app, who, params, body }) => {
      await closeDeadLetter(app, who, { id: params['id'] ?? '', note: body.note });
      return { status: 204 };
    },
  }),
];
