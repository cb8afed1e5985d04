import { z } from 'zod';
import { isPlausibleTime, timeRangeSentence } from '../../core/platform/plausible-time.ts';

/** What the schemas of every feature are made of (docs/design.md, "The outside face"). They check what comes in and describe what goes out. */
export const time = z.iso.datetime().describe('RFC 3339, UTC');
/** A moment and a day (of a form) that come in. */
export const inputTime = time
  .refine(isPlausibleTime, timeRangeSentence)
  .describe('RFC 3339, UTC, in the years 1900 to 2200');
export const inputDay = z.iso.date('is not a day').refine(isPlausibleTime, timeRangeSentence);
export const id = z.string().describe('opaque');
/** Somebody or something by its name. */
export const namedReferenceSchema = z.object({ id, name: z.string() });

/** Text that must be there; `why` says in the refusal what it is needed for. */
export function requiredText(what: string, max: number, why = '') {
  const missing = `${what} is needed`;
  return z
    .string(missing)
    .trim()
    .min(1, why === '' ? missing : `${missing}: ${why}`)
    .max(max);
}

/** How much of a list to give, and from where on. */
export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('how many at once'),
  cursor: z.string().max(500).optional().describe('nextCursor of the answer before'),
});

export function listOf(item: z.ZodType) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
