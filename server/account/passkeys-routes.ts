import { z } from 'zod';
import { createConfirmOptions } from '../../core/auth/passkeys/confirm-by-passkey.ts';
import {
  createSignInOptions,
  openSessionByPasskey,
} from '../../core/auth/passkeys/open-session-by-passkey.ts';
import {
  addPasskey,
  createRegistrationOptions,
  listPasskeys,
  removePasskey,
} from '../../core/auth/passkeys/passkeys.ts';
import { renewRecoveryCodes } from '../../core/auth/second-factor/renew-recovery-codes.ts';
import { route } from '../http/route.ts';
import { setSessionCookie, signInOrigin } from '../http/session.ts';
import {
  newPasskeySchema,
  passkeyAssertionSchema,
  passkeyOptionsSchema,
  passkeySchema,
  recoveryCodesSchema,
} from './passkeys-schemas.ts';
import { listOf } from '../http/schemas.ts';

const ticket = z.string().max(1000).optional().describe('of the sign-in page, when the password came first');

/** Passkeys (WebAuthn): everything a browser needs to make, use and remove them. */
export const passkeyRoutes = [
  route({
    method: 'post',
    path: '/api/session/passkey/question',
    summary: 'What to ask a passkey with in order to sign in',
    access: 'public',
    body: z.object({ ticket }),
    responses: { 200: { description: 'for navigator.credentials.get', schema: passkeyOptionsSchema } },
    handle: async ({ app, body }) => ({ status: 200, body: await createSignInOptions(app, body) }),
  }),
  route({
    method: 'post',
    path: '/api/session/passkey',
    summary: 'Sign in with a passkey, which stands for the password and the code',
    access: 'public',
    body: z.object({ passkey: passkeyAssertionSchema, ticket }),
    responses: { 204: { description: 'signed in; the __Host-session cookie is set' } },
    handle: async ({ app, body, request, response }) => {
      setSessionCookie(response, await openSessionByPasskey(app, { ...body, ...signInOrigin(request) }));
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/session/confirm/question',
    summary: 'What to ask a passkey with in order to confirm that it is you',
    access: 'signed-in',
    responses: { 200: { description: 'for navigator.credentials.get', schema: passkeyOptionsSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await createConfirmOptions(app, actor) }),
  }),
  route({
    method: 'get',
    path: '/api/passkeys',
    summary: 'Your passkeys',
    access: 'signed-in',
    responses: { 200: { description: 'newest first', schema: listOf(passkeySchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listPasskeys(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/passkeys/question',
    summary: 'What to make a passkey with',
    access: 'signed-in',
    responses: { 200: { description: 'for navigator.credentials.create', schema: passkeyOptionsSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await createRegistrationOptions(app, actor) }),
  }),
  route({
    method: 'post',
    path: '/api/passkeys',
    summary: 'Add a passkey; the first second factor brings recovery codes and ends your other sessions',
    access: 'signed-in',
    body: newPasskeySchema,
    responses: {
      201: { description: 'added', schema: passkeySchema.extend({ recoveryCodes: recoveryCodesSchema }) },
    },
    handle: async ({ app, actor, body }) => ({ status: 201, body: await addPasskey(app, actor, body) }),
  }),
  route({
    method: 'delete',
    path: '/api/passkeys/:id',
    summary: 'Remove one of your passkeys',
    access: 'signed-in',
    responses: { 204: { description: 'removed' } },
    handle: async ({ app, actor, params }) => {
      await removePasskey(app, actor, params['id'] ?? '');
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/recovery-codes',
    summary: 'Make new recovery codes; the old ones end',
    access: 'signed-in',
    responses: {
      201: { description: 'made', schema: z.object({ recoveryCodes: recoveryCodesSchema }) },
    },
    handle: async ({ app, actor }) => ({
      status: 201,
      body: { recoveryCodes: await renewRecoveryCodes(app, actor) },
    }),
  }),
];
