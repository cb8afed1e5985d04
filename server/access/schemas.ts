import { z } from 'zod';
import { id, namedReferenceSchema, inputTime, requiredText, time } from '../http/schemas.ts';
import { personSchema } from '../people/schemas.ts';

export const membershipRoleSchema = z.enum(['owner', 'editor', 'viewer']);

export const memberSchema = z
  .object({ person: personSchema, role: membershipRoleSchema })
  .meta({ id: 'Member' });

export const groupSchema = namedReferenceSchema.meta({ id: 'Group' });

export const newGroupSchema = z.object({
  name: z.string('the name must be text').trim().min(1, 'the group needs a name').max(200),
});

export const groupGrantSchema = z
  .object({ group: groupSchema, role: membershipRoleSchema })
  .meta({ id: 'GroupPart' });

const requiredReason = requiredText('a reason', 1_000, 'say why, for those who ask later');

export const newWallSchema = z.object({
  matterId: z.string().max(100),
  personId: z.string().max(100).optional(),
  groupId: z.string().max(100).optional(),
  reason: requiredReason,
  startsAt: inputTime.optional().describe('left out: now'),
  endsAt: inputTime.optional().describe('left out: until it is lifted'),
});

export const liftWallSchema = z.object({ reason: requiredReason });

export const wallSchema = z
  .object({
    id,
    matterId: id,
    matterNumber: z.string(),
    person: personSchema.nullable(),
    group: groupSchema.nullable(),
    reason: z.string(),
    startsAt: time,
    endsAt: time.nullable(),
    raisedAt: time,
    liftedAt: time.nullable(),
    liftedBecause: z.string().nullable(),
  })
  .meta({ id: 'Wall' });

export const accessExplanationSchema = z
  .object({
    sees: z.boolean(),
    rules: z
      .array(
        z.object({
          rule: z.enum(['left', 'auditor', 'wall', 'member', 'group', 'firm', 'glass']),
          role: membershipRoleSchema.nullable(),
          through: z.string().nullable().describe('the group'),
          until: time.nullable(),
        }),
      )
      .describe('the deciding one first'),
    sentence: z.string(),
  })
  .meta({ id: 'AccessExplanation' });
