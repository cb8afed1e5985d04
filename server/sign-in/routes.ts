import { z } from 'zod';
import { openSession } from '../../core/auth/sessions/open-session.ts';
import { closeSession } from '../../core/auth/sessions/session.ts';
import { confirmByPassword } from '../../core/auth/sessions/confirm-by-password.ts';
import { confirmByPasskey, createConfirmOptions } from '../../core/auth/passkeys/confirm-by-passkey.ts';
import {
  createSignInOptions,
  openSessionByPasskey,
} from '../../core/auth/passkeys/open-session-by-passkey.ts';
import { clearSession, setSessionCookie, setSessionToken, signInOrigin } from '../http/session.ts';
import { route } from '../http/route.ts';
import { passkeyAssertionSchema, passkeyOptionsSchema } from '../account/passkeys-schemas.ts';
import { ssoRoutes } from './single-sign-on-routes.ts';
import { personSchema } from '../people/schemas.ts';

/** A second request of one sign-in: the ticket says that the password was right. */
const ticket = z.string().max(1000).optional().describe('of the sign-in page, when the password came first');

export const signInRoutes = [
  route({
    method: 'post',
    path: '/api/session',
    summary: 'Sign in',
    access: 'public',
    needsProof: 'none',
    duringSetup: true,
    inReadOnlyCopy: true,
    sample: 'no matter: signing in',
    body: z.object({
      email: z.string().max(320),
      password: z.string().max(1000),
      code: z.string().max(100).optional().describe('of the authenticator app, or a recovery code'),
    }),
    responses: { 204: { description: 'signed in; the __Host-session cookie is set' } },
    handle: async ({ app, body, request, response }) => {
      setSessionCookie(response, await openSession(app, { ...body, ...signInOrigin(request) }));
      return { status: 204 };
    },
  }),
  route({
    method: 'get',
    path: '/api/session',
    summary: 'Who is signed in',
    access: 'signed-in',
    needsProof: 'none',
    duringSetup: true,
    responses: { 200: { description: 'you', schema: z.object({ person: personSchema }) } },
    handle: async ({ actor }) => ({ status: 200, body: { person: actor.person } }),
  }),
  route({
    method: 'delete',
    path: '/api/session',
    summary: 'Sign out',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    inReadOnlyCopy: true,
    sample: 'no matter: signing out',
    responses: { 204: { description: 'signed out' } },
    handle: async ({ app, actor, response }) => {
      await closeSession(app, actor);
      clearSession(response);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/session/confirm',
    summary: 'Confirm with your password or a passkey that it is you; dangerous acts ask for it',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
    inReadOnlyCopy: true,
    sample: 'no matter: your own session',
    body: z.union([
      z.object({ password: z.string().max(1000) }),
      z.object({ passkey: passkeyAssertionSchema }),
    ]),
    responses: {
      204: {
        description:
          'confirmed for a quarter of an hour; the __Host-session cookie is another one from now on',
      },
    },
    handle: async ({ app, actor, body, response }) => {
      const token =
        'passkey' in body
          ? await confirmByPasskey(app, actor, body.passkey)
          : await confirmByPassword(app, actor, body.password);
      setSessionToken(response, token);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/session/passkey/question',
    summary: 'What to ask a passkey with in order to sign in',
    access: 'public',
    needsProof: 'none',
    inReadOnlyCopy: true,
    sample: 'no matter: signing in',
    body: z.object({ ticket }),
    responses: { 200: { description: 'for navigator.credentials.get', schema: passkeyOptionsSchema } },
    handle: async ({ app, body }) => ({ status: 200, body: await createSignInOptions(app, body) }),
  }),
  route({
    method: 'post',
    path: '/api/session/passkey',
    summary: 'Sign in with a passkey, which stands for the password and the code',
    access: 'public',
    needsProof: 'none',
    inReadOnlyCopy: true,
    sample: 'no matter: signing in',
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
    needsProof: 'in person',
    duringSetup: true,
    inReadOnlyCopy: true,
    sample: 'no matter: your own session',
    responses: { 200: { description: 'for navigator.credentials.get', schema: passkeyOptionsSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await createConfirmOptions(app, actor) }),
  }),
  ...ssoRoutes,
];
