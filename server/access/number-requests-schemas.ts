import { z } from 'zod';
import { id, time } from '../http/schemas.ts';
import { newMatterNumberSchema } from '../matters/schemas.ts';
import { personSchema } from '../people/schemas.ts';

export const numberRequestSchema = z
  .object({
    id,
    number: z.string().describe('as it was typed'),
    person: personSchema.describe('who wanted it'),
    askedAt: time,
    matterId: id.describe('the matter that it is about'),
    matterNumber: z.string().describe('the number that this matter has now'),
  })
  .meta({ id: 'NumberRequest' });

export const numberAnswerSchema = z.object({
  matterNumber: newMatterNumberSchema
    .optional()
    .describe('the number that the matter is to have from now on; left out: it keeps its own'),
});
