import { z } from 'zod';
import { changeSignOn, tellSignOn, trySignOn } from '../../core/auth/sign-on-settings.ts';
import { route } from '../http/route.ts';
import { signOnViewSchema, signOnWishSchema } from './sign-on-schemas.ts';

/** Where the firm's people may sign in besides here. */
export const signOnRoutes = [
  route({
    method: 'get',
    path: '/api/single-sign-on',
    summary: 'Where the firm’s people may sign in besides here (administrators)',
    access: 'signed-in',
    answers: { 200: { description: 'the settings', schema: signOnViewSchema } },
    handle: async ({ app, who }) => ({ status: 200, body: await tellSignOn(app, who) }),
  }),
  route({
    method: 'put',
    path: '/api/single-sign-on',
    summary: 'Change where the firm’s people may sign in besides here (administrators)',
    access: 'signed-in',
    body: signOnWishSchema,
    answers: { 200: { description: 'the settings', schema: signOnViewSchema } },
    handle: async ({ app, who, body }) => ({ status: 200, body: await changeSignOn(app, who, body) }),
  }),
  route({
    method: 'post',
    path: '/api/single-sign-on/try',
    summary: 'Ask the provider whether it is what the settings say (administrators)',
    access: 'signed-in',
    answers: {
      200: {
        description: 'what was found',
        schema: z.object({ works: z.boolean(), detail: z.string() }),
      },
    },
    handle: async ({ app, who }) => ({ status: 200, body: await trySignOn(app, who) }),
  }),
];
