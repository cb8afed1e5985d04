import { z } from 'zod';
import { personRoles } from '../../core/actor.ts';
import { id, namedReferenceSchema, time } from '../http/schemas.ts';

export const personSchema = z
  .object({ id, email: z.string(), name: z.string(), role: z.enum(personRoles) })
  .meta({ id: 'Person' });

export const staffMemberSchema = personSchema
  .extend({
    disabled: z.boolean(),
    hasPassword: z.boolean().describe('false until who was invited has chosen one'),
  })
  .meta({ id: 'Staff' });

export const personChangeSchema = z.object({
  role: z.enum(personRoles).optional(),
  disabled: z.boolean().optional().describe('true: out everywhere at once'),
});

export const newPersonSchema = z.object({
  email: z.email('is not an e-mail address').max(254),
  name: z.string().trim().max(200).optional(),
  role: z.enum(personRoles).optional(),
  password: z
    .string()
    .max(200)
    .optional()
    .describe('left out: one is made and returned once as temporaryPassword'),
  invite: z.boolean().optional().describe('they choose the password themselves, by a link'),
});

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

export const ownerlessMatterSchema = z
  .object({
    matterId: id,
    number: z.string(),
    owners: z.array(namedReferenceSchema).describe('by name: who left, or are auditors now'),
  })
  .meta({ id: 'OwnerlessMatter' });

export const matterReassignmentSchema = z.object({
  to: z.string('choose a colleague').min(1, 'choose a colleague').max(100),
  matters: z
    .array(z.string().max(100))
    .min(1, 'choose a matter')
    .max(1000)
    .optional()
    .describe('left out: all'),
});

export const firmRulesSchema = z
  .object({
    secondFactorRequired: z.boolean().describe('who has no second factor can only set one up; keys go on'),
    breakGlass: z
      .enum(['off', 'administrators', 'everybody'])
      .describe('who may see a matter of others for some hours, with a reason'),
  })
  .meta({ id: 'FirmRules' });

/** What is left out stays as it is. */
export const firmRulesChangeSchema = firmRulesSchema.partial();
