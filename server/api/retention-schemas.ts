import { z } from 'zod';
import { id, time } from './schemas.js';

export const binEntrySchema = z
  .object({
    id,
    filename: z.string(),
    bytes: z.int(),
    version: z.int(),
    deletedAt: time,
    deletedBy: z.object({ id, name: z.string() }),
    restorableUntil: time,
  })
  .meta({ id: 'BinEntry' });
