import { z } from 'zod';
import { requestableRoles } from '../../core/access/access-requests.ts';
import { id, personSchema, time } from '../http/schemas.ts';

/** By which people name a matter that they do not see. */
export const matterNumberSchema = z
  .string('the number of the matter is needed')
  .trim()
  .min(1, 'the number of the matter is needed')
  .max(300);
const role = z.enum(requestableRoles);

export const newAccessRequestSchema = z.object({
  number: matterNumberSchema,
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
