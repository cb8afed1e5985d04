import {
  askForAccess,
  declineRequest,
  grantRequest,
  listOwnRequests,
  listPutRequests,
} from '../../core/access/access-requests.ts';
import {
  breakGlass,
  endBrokenGlass,
  listBrokenGlass,
  noteBrokenGlass,
} from '../../core/access/break-glass.ts';
import { route } from '../http/route.ts';
import {
  askedSchema,
  breakGlassSchema,
  brokenGlassSchema,
  grantSchema,
  newRequestSchema,
  ownRequestSchema,
  putRequestSchema,
} from './glass-schemas.ts';
import { listOf } from './schemas.ts';

/** Coming to see a matter of others: by asking its owners, or for some hours by breaking the glass. */
export const glassRoutes = [
  route({
    method: 'get',
    path: '/api/access-requests',
    summary: 'What you asked for, and what became of it',
    access: 'signed-in',
    answers: { 200: { description: 'newest first', schema: listOf(ownRequestSchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listOwnRequests(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/access-requests',
    summary:
      'Ask the owners of a matter for a part in it; the answer is the same where there is no such matter',
    access: 'signed-in',
    body: newRequestSchema,
    answers: { 201: { description: 'asked', schema: askedSchema } },
    handle: async ({ app, who, body }) => ({ status: 201, body: await askForAccess(app, who, body) }),
  }),
  route({
    method: 'get',
    path: '/api/access-requests/waiting',
    summary: 'The open requests for matters you own',
    access: 'signed-in',
    answers: { 200: { description: 'oldest first', schema: listOf(putRequestSchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listPutRequests(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/access-requests/:id/grant',
    summary: 'Give a part in your matter to who asked for it (owners)',
    access: 'signed-in',
    body: grantSchema,
    answers: { 204: { description: 'they see it' } },
    handle: async ({ app, who, params, body }) => {
      await grantRequest(app, who, { requestId: params['id'] ?? '', role: body.role });
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/access-requests/:id/decline',
    summary: 'Tell who asked that they get no part in your matter (owners)',
    access: 'signed-in',
    answers: { 204: { description: 'they are told' } },
    handle: async ({ app, who, params }) => {
      await declineRequest(app, who, { requestId: params['id'] ?? '' });
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/break-glass',
    summary:
      'Who saw your matters by breaking the glass (owners; administrators: all), and yours while it runs',
    access: 'signed-in',
    answers: { 200: { description: 'newest first', schema: listOf(brokenGlassSchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listBrokenGlass(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/break-glass',
    summary: 'See a matter of others for some hours, as the firm’s rule allows; its owners are told why',
    access: 'signed-in',
    body: breakGlassSchema,
    answers: { 201: { description: 'you see it now', schema: brokenGlassSchema } },
    handle: async ({ app, who, body }) => ({ status: 201, body: await breakGlass(app, who, body) }),
  }),
  route({
    method: 'post',
    path: '/api/break-glass/:id/end',
    summary: 'End it before its time (whose it is, owners, administrators)',
    access: 'signed-in',
    answers: { 204: { description: 'it is over' } },
    handle: async ({ app, who, params }) => {
      await endBrokenGlass(app, who, params['id'] ?? '');
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/break-glass/:id/note',
    summary: 'Take note of it (owners)',
    access: 'signed-in',
    answers: { 204: { description: 'noted' } },
    handle: async ({ app, who, params }) => {
      await noteBrokenGlass(app, who, params['id'] ?? '');
      return { status: 204 };
    },
  }),
];
