import { z } from 'zod';
import { id, namedReferenceSchema, requiredText, time } from '../http/schemas.ts';

const onRecord = 'it stands on record';

export const newHoldSchema = z.object({
  name: requiredText('a name', 300, onRecord),
  reason: requiredText('a reason', 1_000, onRecord),
  covers: z
    .array(z.object({ matterId: z.string().max(100), documentId: z.string().max(100).optional() }))
    .min(1, 'a hold covers at least one matter or document')
    .max(100)
    .describe('whole matters, or single documents of them with all versions and their family'),
});

export const releaseHoldSchema = z.object({ reason: requiredText('a reason', 1_000, onRecord) });

export const holdSchema = z
  .object({
    id,
    name: z.string(),
    reason: z.string(),
    issuedBy: namedReferenceSchema,
    issuedAt: time,
    releasedAt: time.nullable(),
    releasedBecause: z.string().nullable(),
    covers: z
      .array(
        z.object({
          matterId: id,
          matterNumber: z.string(),
          documentId: id.nullable(),
          filename: z.string().nullable().describe('where you see the document'),
        }),
      )
      .describe('of the matters that you tend'),
  })
  .meta({ id: 'Hold' });
