import { z } from 'zod';
import { handOnMatters, mattersRestingOn } from '../../core/people/hand-on-matters.ts';
import { givePasswordLink, withdrawPasswordLink } from '../../core/people/password-links.ts';
import { route } from '../http/route.ts';
import { handingOnSchema, passwordLinkSchema, restingMatterSchema } from './person-schemas.ts';
import { listOf } from './schemas.ts';

/** What administrators do for one person. */
export const personRoutes = [
  route({
    method: 'post',
    path: '/api/people/:id/password-link',
    summary:
      'A link to choose a password: an invitation, or for a new one; the one before opens nothing any more (administrators)',
    access: 'signed-in',
    answers: { 201: { description: 'mailed, or to be handed over', schema: passwordLinkSchema } },
    handle: async ({ app, who, params }) => ({
      status: 201,
      body: await givePasswordLink(app, who, params['id'] ?? ''),
    }),
  }),
  route({
    method: 'delete',
    path: '/api/people/:id/password-link',
    summary: 'Take a link back (administrators)',
    access: 'signed-in',
    answers: { 204: { description: 'it opens nothing any more' } },
    handle: async ({ app, who, params }) => {
      await withdrawPasswordLink(app, who, params['id'] ?? '');
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/people/:id/matters',
    summary: 'Matters for which nobody else answers, by number (administrators)',
    access: 'signed-in',
    answers: { 200: { description: 'at most 500', schema: listOf(restingMatterSchema) } },
    handle: async ({ app, who, params }) => ({
      status: 200,
      body: { items: await mattersRestingOn(app, who, params['id'] ?? ''), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/people/:id/matters',
    summary: 'Give the matters of somebody who left to a colleague (administrators)',
    access: 'signed-in',
    body: handingOnSchema,
    answers: { 200: { description: 'done', schema: z.object({ given: z.int() }) } },
    handle: async ({ app, who, params, body }) => {
      const wish = { leaverId: params['id'] ?? '', heirId: body.to, matterIds: body.matters };
      return { status: 200, body: { given: await handOnMatters(app, who, wish) } };
    },
  }),
];
