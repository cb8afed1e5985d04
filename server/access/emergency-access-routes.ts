import {
  createAccessRequest,
  declineAccessRequest,
  grantAccessRequest,
  listOwnAccessRequests,
  listIncomingAccessRequests,
} from '../../core/access/access-requests.ts';
import {
  startEmergencyAccess,
  endEmergencyAccess,
  listEmergencyAccess,
  acknowledgeEmergencyAccess,
} from '../../core/access/emergency-access.ts';
import { route } from '../http/route.ts';
import {
  submittedAccessRequestSchema,
  newEmergencyAccessSchema,
  emergencyAccessSchema,
  accessGrantSchema,
  newAccessRequestSchema,
  ownAccessRequestSchema,
  incomingAccessRequestSchema,
} from './emergency-access-schemas.ts';
import { listOf } from '../http/schemas.ts';

/** Coming to see a matter of others: by asking its owners, or for some hours by breaking the glass. */
export const emergencyAccessRoutes = [
  route({
    method: 'get',
    path: '/api/access-requests',
    summary: 'What you asked for, and what became of it',
    access: 'signed-in',
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
    body: accessGrantSchema,
    responses: { 204: { description: 'they see it' } },
    handle: async ({ app, actor, params, body }) => {
      await grantAccessRequest(app, actor, { requestId: params['id'] ?? '', role: body.role });
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/access-requests/:id/decline',
    summary: 'Tell who asked that they get no part in your matter (owners)',
    access: 'signed-in',
    responses: { 204: { description: 'they are told' } },
    handle: async ({ app, actor, params }) => {
      await declineAccessRequest(app, actor, { requestId: params['id'] ?? '' });
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/break-glass',
    summary:
      'Who saw your matters by breaking the glass (owners; administrators: all), and yours while it runs',
    access: 'signed-in',
    responses: { 200: { description: 'newest first', schema: listOf(emergencyAccessSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listEmergencyAccess(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/break-glass',
    summary: 'See a matter of others for some hours, as the firm’s rule allows; its owners are told why',
    access: 'signed-in',
    body: newEmergencyAccessSchema,
    responses: { 201: { description: 'you see it now', schema: emergencyAccessSchema } },
    handle: async ({ app, actor, body }) => ({
      status: 201,
      body: await startEmergencyAccess(app, actor, body),
    }),
  }),
  route({
    method: 'post',
    path: '/api/break-glass/:id/end',
    summary: 'End it before its time (whose it is, owners, administrators)',
    access: 'signed-in',
    responses: { 204: { description: 'it is over' } },
    handle: async ({ app, actor, params }) => {
      await endEmergencyAccess(app, actor, params['id'] ?? '');
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/break-glass/:id/note',
    summary: 'Take note of it (owners)',
    access: 'signed-in',
    responses: { 204: { description: 'noted' } },
    handle: async ({ app, actor, params }) => {
      await acknowledgeEmergencyAccess(app, actor, params['id'] ?? '');
      return { status: 204 };
    },
  }),
];
