import { z } from 'zod';
import { stepNames } from '../../core/documents/journey.ts';
import { id, time } from '../http/schemas.ts';

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
