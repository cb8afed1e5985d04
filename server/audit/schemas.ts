import { z } from 'zod';
import { auditEventNames } from '../../core/audit/events.ts';
import { id, inputTime, listQuerySchema, time } from '../http/schemas.ts';

const filterField = (what: string) => z.string().trim().max(320).optional().describe(what);

/** What to look for in the audit log. */
export const auditFilterSchema = z.object({
  person: filterField('an id or an e-mail address'),
  matter: filterField('an id or a number'),
  document: filterField('an id'),
  event: z.enum(auditEventNames).optional().describe('of one kind only'),
  key: filterField('the id of the API key a program came with'),
  from: inputTime.optional(),
  to: inputTime.optional().describe('RFC 3339, UTC; that moment itself left out'),
});

export const auditPeriodSchema = auditFilterSchema.pick({ from: true, to: true });

export const auditQuerySchema = listQuerySchema.extend(auditFilterSchema.shape);

export const auditRowSchema = z
  .object({
    seq: z
      .int()
      .describe(
        'its number in the chain; rows of a matter behind a wall are left out, or shown without matter, document, request and reason',
      ),
    at: time,
    event: z.string(),
    person: z.object({ id, name: z.string(), email: z.string() }).nullable(),
    matter: z.object({ id, number: z.string() }).nullable(),
    documentId: id.nullable(),
    requestId: z.string(),
    detail: z.record(z.string(), z.unknown()).describe('`key`: the id of the API key a program did it with'),
    hash: z.string(),
  })
  .meta({ id: 'AuditRow' });

export const dayHeadSchema = z
  .object({ day: z.iso.date(), seq: z.int(), hash: z.string() })
  .meta({ id: 'DayHead' });
