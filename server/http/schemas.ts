import { z } from 'zod';
import { personRoles } from '../../core/actor.ts';
import { stepNames } from '../../core/documents/journey.ts';

/** The shapes that programs rely on (docs/design.md, "The outside face"). They check what comes in and describe what goes out. */
export const time = z.iso.datetime().describe('RFC 3339, UTC');
export const id = z.string().describe('opaque');

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

const singleLine = (what: string) =>
  z
    .string(`${what} must be text`)
    .trim()
    .min(1, `${what} must not be empty`)
    .max(300, `${what} has at most 300 characters`);

export const newMatterSchema = z.object({
  client: singleLine('the client'),
  number: singleLine('the number'),
  name: singleLine('the name'),
  access: z.enum(['members', 'firm']).default('members'),
});

export const membershipRoleSchema = z.enum(['owner', 'editor', 'viewer']);

export const matterSchema = z
  .object({
    id,
    client: z.string(),
    number: z.string(),
    name: z.string(),
    access: z.enum(['members', 'firm']),
    createdAt: time,
    role: membershipRoleSchema.nullable().describe('your own part; null where it is open to the firm'),
  })
  .meta({ id: 'Matter' });

export const memberSchema = z
  .object({ person: personSchema, role: membershipRoleSchema })
  .meta({ id: 'Member' });

/** Control characters are in no password that anybody types, and would end the line on which it is handed on. */
export const failedJobSchema = z
  .object({
    id,
    documentId: id,
    step: z.enum(stepNames as [string, ...string[]]),
    attempts: z.int(),
    reason: z.string().nullable(),
    requestedAt: time,
    gaveUpAt: time,
  })
  .meta({ id: 'DeadLetter' });

export const failedJobClosingSchema = z.object({
  note: z.string('the note must be text').trim().min(1, 'a note is needed: say why it is closed').max(500),
});

export const searchResultSchema = z
  .object({
    total: z.int(),
    totalIsExact: z.boolean(),
    hits: z.array(
      z.object({
        documentId: id,
        matterId: id,
        matterName: z.string(),
        filename: z.string(),
        version: z.int(),
        newest: z.boolean(),
        page: z.int(),
        snippet: z.string().describe('HTML-escaped; matches stand in <mark>'),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'SearchResult' });

/** How much of a list to give, and from where on. */
export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('how many at once'),
  cursor: z.string().max(500).optional().describe('nextCursor of the answer before'),
});

/** Which versions a list of documents shows. */
export const documentsQuerySchema = listQuerySchema.extend({
  versions: z.enum(['newest', 'all']).default('newest').describe('the newest of each, or every version'),
});

export function listOf(item: z.ZodType) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
