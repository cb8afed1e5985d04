import { binRoutes } from './bin-routes.ts';
import {
  updateRetentionSchedule,
  createRetentionSchedule,
  listRetentionSchedules,
} from '../../core/retention/retention-schedules.ts';
import { closeMatter, getClosing, reopenMatter } from '../../core/retention/close-matter.ts';
import { approveDisposal, proposeDisposal, withdrawDisposal } from '../../core/retention/disposals.ts';
import {
  listDisposals,
  listExpiredMatters,
  getDisposalCertificate,
} from '../../core/retention/read-disposals.ts';
import { route } from '../http/route.ts';
import {
  certificateSchema,
  closingSchema,
  disposalSchema,
  expiredMatterSchema,
  newClosingSchema,
  newDisposalSchema,
  newScheduleSchema,
  scheduleSchema,
  disposalWithdrawalSchema,
} from './schemas.ts';
import { listOf } from '../http/schemas.ts';

/** Closing matters, how long they are kept then, and how they go at last. */
export const retentionRoutes = [
  route({
    method: 'get',
    path: '/api/retention-schedules',
    summary: 'How long closed matters are kept',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'the shortest first', schema: listOf(scheduleSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listRetentionSchedules(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/retention-schedules',
    summary: 'Make a retention schedule (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: a schedule of the firm',
    body: newScheduleSchema,
    responses: { 201: { description: 'made', schema: scheduleSchema } },
    handle: async ({ app, actor, body }) => ({
      status: 201,
      body: await createRetentionSchedule(app, actor, body),
    }),
  }),
  route({
    method: 'put',
    path: '/api/retention-schedules/:id',
    summary: 'Change a retention schedule, for matters closed already as well (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: a schedule of the firm',
    body: newScheduleSchema,
    responses: { 200: { description: 'changed', schema: scheduleSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await updateRetentionSchedule(app, actor, { id: params.id, ...body }),
    }),
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/closing',
    summary: 'When a matter was closed and when its retention is over',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    responses: { 200: { description: 'null while it is open', schema: closingSchema.nullable() } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: await getClosing(app, actor, params.id),
    }),
  }),
  route({
    method: 'put',
    path: '/api/matters/:id/closing',
    summary: 'Close a matter; its retention runs from now (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ id }) => ({ params: { id }, json: { scheduleId: 'none' } }),
    body: newClosingSchema,
    responses: { 200: { description: 'closed', schema: closingSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await closeMatter(app, actor, { matterId: params.id, ...body }),
    }),
  }),
  route({
    method: 'delete',
    path: '/api/matters/:id/closing',
    summary: 'Open a closed matter again; a disposal under way is withdrawn (owners)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: ({ id }) => ({ params: { id } }),
    responses: { 204: { description: 'open' } },
    handle: async ({ app, actor, params }) => {
      await reopenMatter(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/expired-matters',
    summary: 'Matters whose retention is over, of those you own; of all for administrators',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    responses: { 200: { description: 'the longest first', schema: listOf(expiredMatterSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listExpiredMatters(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'get',
    path: '/api/disposals',
    summary: 'The disposals of matters you own; of all for administrators',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    responses: { 200: { description: 'newest first, decided ones too', schema: listOf(disposalSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listDisposals(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/disposals',
    summary: 'Propose to dispose of all that is in an expired matter (owners, administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ id }) => ({ json: { matterId: id, reason: 'conflict' } }),
    body: newDisposalSchema,
    responses: { 201: { description: 'proposed', schema: disposalSchema } },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await proposeDisposal(app, actor, body) }),
  }),
  route({
    method: 'get',
    path: '/api/disposals/:id',
    summary: 'The certificate: what went, when, by whom, with hashes (owners, administrators)',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    sample: ({ disposalId }) => ({ params: { id: disposalId } }),
    responses: { 200: { description: 'whole once it is done', schema: certificateSchema } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: await getDisposalCertificate(app, actor, params.id),
    }),
  }),
  route({
    method: 'post',
    path: '/api/disposals/:id/approve',
    summary: 'Approve what somebody else proposed, having just confirmed that it is you',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ disposalId }) => ({ params: { id: disposalId } }),
    responses: { 200: { description: 'it is being carried out', schema: disposalSchema } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: await approveDisposal(app, actor, params.id),
    }),
  }),
  route({
    method: 'post',
    path: '/api/disposals/:id/withdraw',
    summary: 'Stop a disposal; what has gone by then stays gone',
    access: 'signed-in',
    needsProof: 'fresh',
    discloses: 'matter administration',
    sample: ({ disposalId }) => ({ params: { id: disposalId }, json: { reason: 'conflict' } }),
    body: disposalWithdrawalSchema,
    responses: { 200: { description: 'withdrawn', schema: disposalSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await withdrawDisposal(app, actor, { disposalId: params.id, ...body }),
    }),
  }),
  ...binRoutes,
];
