import { z } from 'zod';
import { reassignMatters, listSolelyOwnedMatters } from '../../core/people/reassign-matters.ts';
import { listOwnerlessMatters } from '../../core/people/list-ownerless-matters.ts';
import { createPasswordLink, revokePasswordLink } from '../../core/people/password-links.ts';
import { route } from '../http/route.ts';
import {
  matterReassignmentSchema,
  ownerlessMatterSchema,
  passwordLinkSchema,
  solelyOwnedMatterSchema,
} from './schemas.ts';
import { listOf } from '../http/schemas.ts';

/** What administrators do for one person. */
export const personRoutes = [
  route({
    method: 'post',
    path: '/api/people/:id/password-link',
    summary:
      'A link to choose a password: an invitation, or for a new one; the one before opens nothing any more (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: a person',
    responses: { 201: { description: 'mailed, or to be handed over', schema: passwordLinkSchema } },
    handle: async ({ app, actor, params }) => ({
      status: 201,
      body: await createPasswordLink(app, actor, params.id),
    }),
  }),
  route({
    method: 'delete',
    path: '/api/people/:id/password-link',
    summary: 'Take a link back (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: a person',
    responses: { 204: { description: 'it opens nothing any more' } },
    handle: async ({ app, actor, params }) => {
      await revokePasswordLink(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/ownerless-matters',
    summary: 'Matters that nobody who works here owns, by number (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    responses: { 200: { description: 'by number', schema: listOf(ownerlessMatterSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listOwnerlessMatters(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'get',
    path: '/api/people/:id/matters',
    summary: 'Matters for which nobody else answers, by number (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    sample: 'no matter: those for which nobody else answers, by number',
    responses: { 200: { description: 'at most 500', schema: listOf(solelyOwnedMatterSchema) } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: { items: await listSolelyOwnedMatters(app, actor, params.id), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/people/:id/matters',
    summary: 'Give the matters of somebody who left to a colleague (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: those for which nobody else answers, by number',
    body: matterReassignmentSchema,
    responses: { 200: { description: 'done', schema: z.object({ given: z.int() }) } },
    handle: async ({ app, actor, params, body }) => {
      const input = { fromPersonId: params.id, toPersonId: body.to, matterIds: body.matters };
      return { status: 200, body: { given: await reassignMatters(app, actor, input) } };
    },
  }),
];
