import { z } from 'zod';
import {
  addPasskey,
  createRegistrationOptions,
  listPasskeys,
  removePasskey,
} from '../../core/auth/passkeys/passkeys.ts';
import { renewRecoveryCodes } from '../../core/auth/second-factor/renew-recovery-codes.ts';
import { route } from '../http/route.ts';
import {
  newPasskeySchema,
  passkeyOptionsSchema,
  passkeySchema,
  recoveryCodesSchema,
} from './passkeys-schemas.ts';
import { listOf } from '../http/schemas.ts';

/** Passkeys (WebAuthn): everything a browser needs to make, use and remove them. */
export const passkeyRoutes = [
  route({
    method: 'get',
    path: '/api/passkeys',
    summary: 'Your passkeys',
    access: 'signed-in',
    needsProof: 'in person',
    duringSetup: true,
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
    needsProof: 'fresh',
    duringSetup: true,
    sample: 'no matter: your own passkeys',
    responses: { 200: { description: 'for navigator.credentials.create', schema: passkeyOptionsSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await createRegistrationOptions(app, actor) }),
  }),
  route({
    method: 'post',
    path: '/api/passkeys',
    summary: 'Add a passkey; the first second factor brings recovery codes and ends your other sessions',
    access: 'signed-in',
    needsProof: 'fresh',
    duringSetup: true,
    sample: 'no matter: your own passkeys',
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
    needsProof: 'fresh',
    sample: 'no matter: your own passkeys',
    responses: { 204: { description: 'removed' } },
    handle: async ({ app, actor, params }) => {
      await removePasskey(app, actor, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/recovery-codes',
    summary: 'Make new recovery codes; the old ones end',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: your own account',
    responses: {
      201: { description: 'made', schema: z.object({ recoveryCodes: recoveryCodesSchema }) },
    },
    handle: async ({ app, actor }) => ({
      status: 201,
      body: { recoveryCodes: await renewRecoveryCodes(app, actor) },
    }),
  }),
];
