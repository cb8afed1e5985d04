import { z } from 'zod';
import { openSession } from '../../core/auth/sessions/open-session.ts';
import { closeSession } from '../../core/auth/sessions/session.ts';
import { confirmByPassword } from '../../core/auth/sessions/confirm-by-password.ts';
import { confirmByPasskey } from '../../core/auth/passkeys/confirm-by-passkey.ts';
import { clearSessionCookie, setSessionCookie, signInOrigin } from '../http/session.ts';
import { route } from '../http/route.ts';
import { passkeyAssertionSchema } from '../account/passkeys-schemas.ts';
import { personSchema } from '../http/schemas.ts';

export const signInRoutes = [
  route({
    method: 'post',
    path: '/api/session',
    summary: 'Sign in',
    access: 'public',
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
    responses: { 200: { description: 'you', schema: z.object({ person: personSchema }) } },
    handle: async ({ actor }) => ({ status: 200, body: { person: actor.person } }),
  }),
  route({
    method: 'delete',
    path: '/api/session',
    summary: 'Sign out',
    access: 'signed-in',
    responses: { 204: { description: 'signed out' } },
    handle: async ({ app, actor, response }) => {
      await closeSession(app, actor);
      clearSessionCookie(response);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/session/confirm',
    summary: 'Confirm with your password or a passkey that it is you; dangerous acts ask for it',
    access: 'signed-in',
    body: z.union([
      z.object({ password: z.string().max(1000) }),
      z.object({ passkey: passkeyAssertionSchema }),
    ]),
    responses: { 204: { description: 'confirmed for a quarter of an hour' } },
    handle: async ({ app, actor, body }) => {
      if ('passkey' in body) await confirmByPasskey(app, actor, body.passkey);
      else await confirmByPassword(app, actor, body.password);
      return { status: 204 };
    },
  }),
];
