import { z } from 'zod';
import { acknowledgeNotice, listAccountNotices } from '../../core/auth/account-notices.ts';
import { trustProvider } from '../../core/auth/single-sign-on/identity-link.ts';
import { id, listOf, listQuerySchema, time } from '../http/schemas.ts';
import { route } from '../http/route.ts';

const accountNoticeSchema = z
  .object({
    id,
    kind: z.string(),
    text: z.string(),
    madeAt: time,
    acknowledgedAt: time.nullable(),
    staysUntil: time.nullable().describe('your pages show it until then, although it was acknowledged'),
  })
  .meta({ id: 'AccountNotice' });

/** What people are told of their own way in, and what they alone agree to. */
export const noticeRoutes = [
  route({
    method: 'get',
    path: '/api/account-notices',
    summary: 'What was done to your way in by others',
    access: 'signed-in',
    needsProof: 'in person',
    query: listQuerySchema,
    responses: { 200: { description: 'newest first', schema: listOf(accountNoticeSchema) } },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: await listAccountNotices(app, actor, query),
    }),
  }),
  route({
    method: 'post',
    path: '/api/account-notices/:id/acknowledge',
    summary:
      'Acknowledge what you were told: your pages no longer show it, or for some days more where it is about your way in',
    access: 'signed-in',
    needsProof: 'in person',
    sample: 'no matter: your own account',
    responses: { 204: { description: 'acknowledged' } },
    handle: async ({ app, actor, params }) => {
      await acknowledgeNotice(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'put',
    path: '/api/second-factor/provider',
    summary: 'Let the second factor of the firm’s provider stand for your own, or no longer',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: your own account',
    body: z.object({ trusted: z.boolean() }),
    responses: { 204: { description: 'noted' } },
    handle: async ({ app, actor, body }) => {
      await trustProvider(app, actor, body.trusted);
      return { status: 204 };
    },
  }),
];
