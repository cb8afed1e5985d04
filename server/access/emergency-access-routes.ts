import {
  startEmergencyAccess,
  endEmergencyAccess,
  listEmergencyAccess,
  acknowledgeEmergencyAccess,
} from '../../core/access/emergency-access.ts';
import { route } from '../http/route.ts';
import { emergencyAccessSchema, newEmergencyAccessSchema } from './emergency-access-schemas.ts';
import { listOf } from '../http/schemas.ts';

/** Coming to see a matter of others for some hours, as the firm's rule lets it. */
export const emergencyAccessRoutes = [
  route({
    method: 'get',
    path: '/api/break-glass',
    summary:
      'Who saw your matters by breaking the glass (owners; administrators: all), and yours while it runs',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
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
    needsProof: 'fresh',
    discloses: 'emergency access',
    sample: ({ number }) => ({ json: { number, hours: '1', reason: 'a court date that nobody knew of' } }),
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
    needsProof: 'in person',
    discloses: 'matter administration',
    sample: ({ emergencyAccessId }) => ({ params: { id: emergencyAccessId } }),
    responses: { 204: { description: 'it is over' } },
    handle: async ({ app, actor, params }) => {
      await endEmergencyAccess(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/break-glass/:id/note',
    summary: 'Take note of it (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ emergencyAccessId }) => ({ params: { id: emergencyAccessId } }),
    responses: { 204: { description: 'noted' } },
    handle: async ({ app, actor, params }) => {
      await acknowledgeEmergencyAccess(app, actor, params.id);
      return { status: 204 };
    },
  }),
];
