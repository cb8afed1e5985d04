import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKey } from '../../core/auth/api-key.js';
import { changePassword } from '../../core/auth/change-password.js';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../core/auth/own-sessions.js';
import { route } from '../http/route.js';
import { keySchema, newKeySchema, passwordChangeSchema, sessionSchema } from './account-schemas.js';
import { listOf } from './schemas.js';

/** What everybody does for themselves. */
export const accountRoutes = [
  route({
    method: 'put',
    path: '/api/password',
    summary: 'Give yourself a new password; your other sessions end',
    access: 'signed-in',
    body: passwordChangeSchema,
    answers: { 204: { description: 'changed' } },
    handle: async ({ app, who, body }) => {
      await changePassword(app, who, body);
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/sessions',
    summary: 'Where you are signed in',
    access: 'signed-in',
    answers: { 200: { description: 'last used first', schema: listOf(sessionSchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listOwnSessions(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/sessions',
    summary: 'Sign out everywhere else',
    access: 'signed-in',
    answers: { 200: { description: 'done', schema: z.object({ ended: z.int() }) } },
    handle: async ({ app, who }) => ({ status: 200, body: { ended: await endOtherSessions(app, who) } }),
  }),
  route({
    method: 'delete',
    path: '/api/sessions/:id',
    summary: 'End one of your sessions',
    access: 'signed-in',
    answers: { 204: { description: 'ended' } },
    handle: async ({ app, who, params }) => {
      await endOwnSession(app, who, params['id'] ?? '');
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/keys',
    summary: 'Your API keys',
    access: 'signed-in',
    answers: { 200: { description: 'newest first', schema: listOf(keySchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listApiKeys(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/keys',
    summary: 'Make an API key with which a program acts as you',
    access: 'signed-in',
    body: newKeySchema,
    answers: {
      201: { description: 'the key, shown this once', schema: keySchema.extend({ key: z.string() }) },
    },
    handle: async ({ app, who, body }) => ({ status: 201, body: await createApiKey(app, who, body) }),
  }),
  route({
    method: 'delete',
    path: '/api/keys/:id',
    summary: 'Revoke one of your API keys',
    access: 'signed-in',
    answers: { 204: { description: 'revoked' } },
    handle: async ({ app, who, params }) => {
      await revokeApiKey(app, who, params['id'] ?? '');
      return { status: 204 };
    },
  }),
];
