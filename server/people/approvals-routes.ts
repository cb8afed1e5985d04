import { z } from 'zod';
import { approveRequest, declineRequest, listApprovals } from '../../core/auth/approvals.ts';
import { id, listOf, time } from '../http/schemas.ts';
import { route } from '../http/route.ts';
import { personSchema } from './schemas.ts';

const approvalSchema = z
  .object({
    id,
    kind: z.string(),
    lines: z.array(z.string()).describe('what it changes'),
    askedBy: personSchema,
    about: personSchema.nullable(),
    askedAt: time,
    freeFrom: time.nullable().describe('nobody else can approve: from then on the asker may do it alone'),
    approvedBy: personSchema.nullable(),
    usable: z.boolean().describe('the asker may do it now, once, by the same request'),
    endsAt: time,
  })
  .meta({ id: 'Approval' });

/** What one administrator does only when a second one has approved it. */
export const approvalRoutes = [
  route({
    method: 'get',
    path: '/api/approvals',
    summary: 'What waits for a second administrator, or was approved and not done yet (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'newest first', schema: listOf(approvalSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listApprovals(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/approvals/:id/approve',
    summary: 'Approve what another administrator asked for; they do it again (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: an act of an administrator',
    responses: { 204: { description: 'approved' } },
    handle: async ({ app, actor, params }) => {
      await approveRequest(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/approvals/:id/decline',
    summary: 'Decline what an administrator asked for, or withdraw your own (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: an act of an administrator',
    responses: { 204: { description: 'declined' } },
    handle: async ({ app, actor, params }) => {
      await declineRequest(app, actor, params.id);
      return { status: 204 };
    },
  }),
];
