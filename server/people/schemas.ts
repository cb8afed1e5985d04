import { z } from 'zod';
import { id, personSchema, time } from '../http/schemas.ts';

export const passwordLinkSchema = z
  .object({
    expiresAt: time,
    mailed: z.boolean(),
    link: z.string().nullable().describe('to be handed over, this once; null when it was mailed'),
    problem: z.string().nullable().describe('why it could not be mailed'),
  })
  .meta({ id: 'PasswordLink' });

export const createdPersonSchema = personSchema.extend({
  temporaryPassword: z.string().optional(),
  invitation: passwordLinkSchema.optional(),
});

export const solelyOwnedMatterSchema = z
  .object({
    matterId: id,
    number: z.string(),
    name: z.string().nullable().describe('null: you do not see it'),
  })
  .meta({ id: 'RestingMatter' });

export const matterReassignmentSchema = z.object({
  to: z.string('choose a colleague').min(1, 'choose a colleague').max(100),
  matters: z
    .array(z.string().max(100))
    .min(1, 'choose a matter')
    .max(1000)
    .optional()
    .describe('left out: all'),
});
