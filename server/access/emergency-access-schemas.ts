import { z } from 'zod';
import { emergencyAccessHours } from '../../core/access/emergency-access.ts';
import { requestableRoles } from '../../core/access/access-requests.ts';
import { id, personSchema, time } from '../http/schemas.ts';

const number = z
  .string('the number of the matter is needed')
  .trim()
  .min(1, 'the number of the matter is needed')
  .max(300);
const role = z.enum(requestableRoles);

export const newAccessRequestSchema = z.object({
  number,
  role: role.default('viewer'),
  reason: z
    .string('a reason is needed')
    .trim()
    .min(1, 'a reason is needed: the owners decide by it')
    .max(1_000),
});

export const accessGrantSchema = z.object({ role });

export const submittedAccessRequestSchema = z
  .object({ id, state: z.literal('open') })
  .meta({ id: 'AskedForAccess' });

const accessRequestFields = { id, number: z.string(), role, reason: z.string(), askedAt: time };

export const ownAccessRequestSchema = z
  .object({
    ...accessRequestFields,
    state: z.enum(['open', 'granted', 'declined']).describe('declined too when nobody answered for 14 days'),
  })
  .meta({ id: 'OwnAccessRequest' });

export const incomingAccessRequestSchema = z
  .object({ ...accessRequestFields, matterId: id, person: personSchema })
  .meta({ id: 'AccessRequest' });

export const newEmergencyAccessSchema = z.object({
  number,
  hours: z.coerce.number().pipe(
    z.union(
      emergencyAccessHours.map((hours) => z.literal(hours)),
      'choose 1, 4 or 8 hours',
    ),
  ),
  reason: z
    .string('a reason is needed')
    .trim()
    .min(20, 'say why in 20 characters or more: the owners read it')
    .max(1_000),
});

export const emergencyAccessSchema = z
  .object({
    id,
    matterId: id,
    matterNumber: z.string(),
    person: personSchema,
    reason: z.string(),
    begunAt: time,
    until: time.describe('when it ends, or was ended'),
    running: z.boolean(),
    seenAt: time.nullable().describe('when an owner took note'),
    owned: z.boolean().describe('the matter is one of yours'),
  })
  .meta({ id: 'BrokenGlass' });
