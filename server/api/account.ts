import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKey } from '../../core/auth/api-key.ts';
import { changePassword } from '../../core/auth/change-password.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../core/auth/own-sessions.ts';
import { addSecondFactor, beginSecondFactor, removeSecondFactor } from '../../core/auth/second-factor.ts';
import { route } from '../http/route.ts';
import {
  keySchema,
  newKeySchema,
  passwordChangeSchema,
  secondFactorSchema,
  secondFactorSetupSchema,
  sessionSchema,
} from './account-schemas.ts';
import { listOf } from './schemas.ts';

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
  route({
    method: 'post',
    path: '/api/second-factor/setup',
    summary: 'What to set up an authenticator app with; nothing is kept before its first code came',
    access: 'signed-in',
    answers: { 200: { description: 'a new seed', schema: secondFactorSetupSchema } },
    handle: async ({ app, who }) => ({ status: 200, body: await beginSecondFactor(app, who) }),
  }),
  route({
    method: 'put',
    path: '/api/second-factor',
    summary: 'Signing in takes a code from now on',
    access: 'signed-in',
    body: secondFactorSchema,
    answers: {
      200: {
        description: 'recovery codes, shown this once',
        schema: z.object({ recoveryCodes: z.array(z.string()) }),
      },
    },
    handle: async ({ app, who, body }) => ({
      status: 200,
      body: { recoveryCodes: await addSecondFactor(app, who, body) },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/second-factor',
    summary: 'Signing in takes the password alone again',
    access: 'signed-in',
    answers: { 204: { description: 'removed' } },
    handle: async ({ app, who }) => {
      await removeSecondFactor(app, who);
      return { status: 204 };
    },
  }),
];
