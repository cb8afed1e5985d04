import { noticeRoutes } from './notices-routes.ts';
import { passkeyRoutes } from './passkeys-routes.ts';
import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKey } from '../../core/auth/api-keys/api-keys.ts';
import { changePassword } from '../../core/auth/passwords/change-password.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../core/auth/sessions/own-sessions.ts';
import {
  addAuthenticatorApp,
  startAuthenticatorSetup,
  removeAuthenticatorApp,
} from '../../core/auth/second-factor/second-factor.ts';
import { setSessionToken } from '../http/session.ts';
import { route } from '../http/route.ts';
import {
  apiKeySchema,
  newApiKeySchema,
  otherSessionsSchema,
  passwordChangeSchema,
  newSecondFactorSchema,
  secondFactorSetupSchema,
  sessionSchema,
} from './schemas.ts';
import { listOf } from '../http/schemas.ts';

/** What everybody does for themselves. */
export const accountRoutes = [
  route({
    method: 'put',
    path: '/api/password',
    summary: 'Give yourself a new password; your other sessions and your API keys end',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    sample: 'no matter: your own account',
    body: passwordChangeSchema,
    responses: { 204: { description: 'changed; the __Host-session cookie is another one from now on' } },
    handle: async ({ app, actor, body, response }) => {
      setSessionToken(response, await changePassword(app, actor, body));
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/sessions',
    summary: 'Where you are signed in',
    access: 'signed-in',
    needsProof: 'in person',
    responses: { 200: { description: 'last used first', schema: listOf(sessionSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listOwnSessions(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/sessions',
    summary: 'Sign out everywhere else; your API keys end, too',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: your own sessions',
    query: otherSessionsSchema,
    responses: {
      200: { description: 'how many', schema: z.object({ ended: z.int(), keysEnded: z.int() }) },
    },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: await endOtherSessions(app, actor, query),
    }),
  }),
  route({
    method: 'delete',
    path: '/api/sessions/:id',
    summary: 'End one of your sessions',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: your own sessions',
    responses: { 204: { description: 'ended' } },
    handle: async ({ app, actor, params }) => {
      await endOwnSession(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/keys',
    summary: 'Your API keys',
    access: 'signed-in',
    needsProof: 'in person',
    responses: { 200: { description: 'newest first', schema: listOf(apiKeySchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listApiKeys(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/keys',
    summary: 'Make an API key with which a program acts as you',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: your own keys',
    body: newApiKeySchema,
    responses: {
      201: { description: 'the key, shown this once', schema: apiKeySchema.extend({ key: z.string() }) },
    },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await createApiKey(app, actor, body) }),
  }),
  route({
    method: 'delete',
    path: '/api/keys/:id',
    summary: 'Revoke one of your API keys',
    access: 'signed-in',
    needsProof: 'in person',
    sample: 'no matter: your own keys',
    responses: { 204: { description: 'revoked' } },
    handle: async ({ app, actor, params }) => {
      await revokeApiKey(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/second-factor/setup',
    summary: 'What to set up an authenticator app with; nothing is kept before its first code came',
    access: 'signed-in',
    needsProof: 'fresh',
    duringSetup: true,
    sample: 'no matter: your own account',
    responses: { 200: { description: 'a new seed', schema: secondFactorSetupSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await startAuthenticatorSetup(app, actor) }),
  }),
  route({
    method: 'put',
    path: '/api/second-factor',
    summary: 'Signing in takes a code from now on',
    access: 'signed-in',
    needsProof: 'fresh',
    duringSetup: true,
    sample: 'no matter: your own account',
    body: newSecondFactorSchema,
    responses: {
      200: {
        description: 'recovery codes, shown this once',
        schema: z.object({ recoveryCodes: z.array(z.string()) }),
      },
    },
    handle: async ({ app, actor, body }) => ({
      status: 200,
      body: { recoveryCodes: await addAuthenticatorApp(app, actor, body) },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/second-factor',
    summary: 'Signing in takes the password alone again',
    access: 'signed-in',
    needsProof: 'fresh',
    duringSetup: true,
    sample: 'no matter: your own account',
    responses: { 204: { description: 'removed' } },
    handle: async ({ app, actor }) => {
      await removeAuthenticatorApp(app, actor);
      return { status: 204 };
    },
  }),
  ...passkeyRoutes,
  ...noticeRoutes,
];
