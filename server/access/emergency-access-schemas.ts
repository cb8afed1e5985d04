import { z } from 'zod';
import { emergencyAccessHours } from '../../core/access/emergency-access.ts';
import { matterNumberSchema } from './access-requests-schemas.ts';
import { id, time } from '../http/schemas.ts';
import { personSchema } from '../people/schemas.ts';

export const newEmergencyAccessSchema = z.object({
  number: matterNumberSchema,
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
