import { z } from 'zod';
import { requestableRoles } from '../../core/access/access-requests.ts';
import { id, requiredText, time } from '../http/schemas.ts';
import { personSchema } from '../people/schemas.ts';

/** By which people name a matter that they do not see. */
export const matterNumberSchema = requiredText('the number of the matter', 300);
const role = z.enum(requestableRoles);

export const newAccessRequestSchema = z.object({
  number: matterNumberSchema,
  role: role.default('viewer'),
  reason: requiredText('a reason', 1_000, 'the owners decide by it'),
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
