import { z } from 'zod';
import { keyScopes } from '../../core/actor.ts';
import { id, inputTime, time } from '../http/schemas.ts';

const newPassword = z.string().max(1000);

export const passwordChangeSchema = z.object({
  current: z.string().max(1000),
  next: newPassword,
  keepKeys: z.boolean().optional().describe('your API keys go on; left out, they end with your sessions'),
});

/** Signing out everywhere else. */
export const otherSessionsSchema = z.object({
  keepKeys: z.stringbool().optional().describe('your API keys go on; left out, they end, too'),
});

export const sessionSchema = z
  .object({
    id,
    userAgent: z.string(),
    openedAt: time,
    lastUsedAt: time,
    isThis: z.boolean().describe('the session of whoever asks'),
  })
  .meta({ id: 'Session' });

export const newApiKeySchema = z.object({
  name: z.string().trim().min(1, 'give the key a name').max(100),
  readOnly: z.boolean().optional().describe('with it a program reads and changes nothing'),
  expiresAt: inputTime.optional(),
  perMinute: z.int().min(1).max(12_000).optional().describe('requests a minute'),
  scope: z
    .enum(keyScopes)
    .optional()
    .describe('what alone the key is for; "groups" keeps groups in step (administrators)'),
});

export const apiKeySchema = z
  .object({
    id,
    name: z.string(),
    readOnly: z.boolean(),
    perMinute: z.int().nullable(),
    scope: z.enum(keyScopes).nullable(),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const newSecondFactorSchema = z.object({
  setup: z.string('start from the picture').max(500).describe('as the setup gave it'),
  code: z.string('type the code').max(100),
});

export const secondFactorSetupSchema = z.object({
  seed: z.string().describe('base32, to type by hand'),
  address: z.string().describe('otpauth://, to show as a picture'),
  setup: z.string(),
});
