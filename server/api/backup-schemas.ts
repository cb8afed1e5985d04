import { z } from 'zod';
import { requestKinds } from '../../core/backups/ask-ops.js';

const time = z.iso.datetime();

/** What somebody asked the operator's process to do. */
export const opsRequestSchema = z
  .object({
    id: z.string(),
    kind: z.enum(requestKinds),
    state: z.enum(['asked', 'running', 'done', 'failed']),
    askedBy: z.string(),
    askedAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    reason: z.string().nullable().describe('why it failed'),
  })
  .meta({ id: 'OpsRequest' });
