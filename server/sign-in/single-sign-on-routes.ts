import { z } from 'zod';
import {
  updateSsoSettings,
  readSsoSettings,
  testSsoSettings,
} from '../../core/auth/single-sign-on/sso-settings.ts';
import { route } from '../http/route.ts';
import { ssoSettingsSchema, newSsoSettingsSchema } from './single-sign-on-schemas.ts';

/** Where the firm's people may sign in besides here. */
export const ssoRoutes = [
  route({
    method: 'get',
    path: '/api/single-sign-on',
    summary: 'Where the firm’s people may sign in besides here (administrators)',
    access: 'signed-in',
    needsProof: 'in person',
    responses: { 200: { description: 'the settings', schema: ssoSettingsSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await readSsoSettings(app, actor) }),
  }),
  route({
    method: 'put',
    path: '/api/single-sign-on',
    summary: 'Change where the firm’s people may sign in besides here (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: settings of the firm',
    body: newSsoSettingsSchema,
    responses: { 200: { description: 'the settings', schema: ssoSettingsSchema } },
    handle: async ({ app, actor, body }) => ({
      status: 200,
      body: await updateSsoSettings(app, actor, body),
    }),
  }),
  route({
    method: 'post',
    path: '/api/single-sign-on/try',
    summary: 'Ask the provider whether it is what the settings say (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: settings of the firm',
    responses: {
      200: {
        description: 'what was found',
        schema: z.object({ works: z.boolean(), detail: z.string() }),
      },
    },
    handle: async ({ app, actor }) => ({ status: 200, body: await testSsoSettings(app, actor) }),
  }),
];
