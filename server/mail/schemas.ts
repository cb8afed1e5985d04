import { z } from 'zod';
import { mailSecurities } from '../../core/platform/send-mail.ts';

/** A name or an address, nothing that could be a path or carry a port. */
const host = z
  .string('name the mail server')
  .trim()
  .min(1, 'name the mail server')
  .max(253)
  // A name without a colon, or an address of IPv6, which has two at least.
  .regex(
    /^(?:[A-Za-z0-9.-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*)$/,
    'is the name of a mail server and nothing else, such as mail.firm.example; the port has a field of its own',
  );

export const newMailServerSchema = z.object({
  host,
  port: z.coerce.number('a port is a number').int().min(1).max(65_535),
  security: z
    .enum(mailSecurities)
    .describe(
      'tls: from the first byte (465); starttls: required (587); plain: none, on purpose, without a password',
    ),
  user: z.string().trim().max(300).optional(),
  password: z
    .string()
    .max(1000)
    .optional()
    .describe('left out: the one that is kept, for the same server and user'),
  from: z.email('is not an e-mail address').max(254),
});

export const mailServerSchema = z
  .object({
    host: z.string(),
    port: z.int(),
    security: z.enum(mailSecurities),
    user: z.string().nullable(),
    hasPassword: z.boolean(),
    from: z.string(),
  })
  .meta({ id: 'MailServer' });
