import { z } from 'zod';
import { id, namedReferenceSchema, requiredText, time } from '../http/schemas.ts';

export const binEntrySchema = z
  .object({
    id,
    filename: z.string(),
    bytes: z.int(),
    version: z.int(),
    deletedAt: time,
    deletedBy: namedReferenceSchema,
    restorableUntil: time
      .nullable()
      .describe('null while the matter is closed, which keeps its bin as it is'),
  })
  .meta({ id: 'BinEntry' });

export const newScheduleSchema = z.object({
  name: requiredText('a name', 100),
  years: z.int('years are a whole number').min(1, 'at least one year').max(100, 'at most 100 years'),
});

export const scheduleSchema = newScheduleSchema.extend({ id }).meta({ id: 'RetentionSchedule' });

export const closingSchema = z
  .object({ closedAt: time, schedule: scheduleSchema, expiresAt: time })
  .meta({ id: 'Closing' });

export const newClosingSchema = z.object({
  scheduleId: z.string('choose a retention schedule').min(1, 'choose a retention schedule').max(100),
});

const requiredReason = requiredText('a reason', 1_000);

export const newDisposalSchema = z.object({ matterId: z.string().max(100), reason: requiredReason });

export const disposalWithdrawalSchema = z.object({ reason: requiredReason });

export const expiredMatterSchema = z
  .object({
    id,
    number: z.string(),
    schedule: z.string(),
    closedAt: time,
    expiredAt: time,
    held: z.boolean().describe('a legal hold covers something in it: nothing of it goes'),
  })
  .meta({ id: 'ExpiredMatter' });

export const disposalSchema = z
  .object({
    id,
    matterId: id,
    matterNumber: z.string(),
    reason: z.string(),
    proposedBy: namedReferenceSchema,
    proposedAt: time,
    approvedBy: namedReferenceSchema.nullable(),
    approvedAt: time.nullable(),
    withdrawnAt: time.nullable(),
    withdrawnBecause: z.string().nullable(),
    doneAt: time.nullable(),
  })
  .meta({ id: 'Disposal' });

export const certificateSchema = disposalSchema
  .extend({
    documents: z
      .array(
        z.object({
          id,
          filename: z.string(),
          sha256: z.string(),
          bytes: z.int(),
          filedAt: time,
          purgedAt: time,
          removedAt: time
            .nullable()
            .describe(
              'when the bytes went from the storage; null while a backup or another document needs them',
            ),
        }),
      )
      .describe('what went, oldest first'),
  })
  .meta({ id: 'DisposalCertificate' });
