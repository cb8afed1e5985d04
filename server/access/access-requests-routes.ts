import {
  createAccessRequest,
  declineAccessRequest,
  grantAccessRequest,
  listOwnAccessRequests,
  listIncomingAccessRequests,
} from '../../core/access/access-requests.ts';
import { route } from '../http/route.ts';
import { listOf } from '../http/schemas.ts';
import {
  accessGrantSchema,
  incomingAccessRequestSchema,
  newAccessRequestSchema,
  ownAccessRequestSchema,
  submittedAccessRequestSchema,
} from './access-requests-schemas.ts';

/** Coming to see a matter of others by asking its owners. */
export const accessRequestRoutes = [
  route({
    method: 'get',
    path: '/api/access-requests',
    summary: 'What you asked for, and what became of it',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'newest first', schema: listOf(ownAccessRequestSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listOwnAccessRequests(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/access-requests',
    summary:
      'Ask the owners of a matter for a part in it; the answer is the same where there is no such matter',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ number }) => ({ json: { number, role: 'viewer', reason: 'conflict' } }),
    body: newAccessRequestSchema,
    responses: { 201: { description: 'asked', schema: submittedAccessRequestSchema } },
    handle: async ({ app, actor, body }) => ({
      status: 201,
      body: await createAccessRequest(app, actor, body),
    }),
  }),
  route({
    method: 'get',
    path: '/api/access-requests/waiting',
    summary: 'The open requests for matters you own',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'oldest first', schema: listOf(incomingAccessRequestSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listIncomingAccessRequests(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/access-requests/:id/grant',
    summary: 'Give a part in your matter to who asked for it (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ requestId }) => ({ params: { id: requestId }, json: { role: 'viewer' } }),
    body: accessGrantSchema,
    responses: { 204: { description: 'they see it' } },
    handle: async ({ app, actor, params, body }) => {
      await grantAccessRequest(app, actor, { requestId: params.id, role: body.role });
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/access-requests/:id/decline',
    summary: 'Tell who asked that they get no part in your matter (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ requestId }) => ({ params: { id: requestId } }),
    responses: { 204: { description: 'they are told' } },
    handle: async ({ app, actor, params }) => {
      await declineAccessRequest(app, actor, { requestId: params.id });
      return { status: 204 };
    },
  }),
];
