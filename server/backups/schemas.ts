import { z } from 'zod';
import { operatorRequestKinds } from '../../core/backups/operator-requests.ts';
import { id, namedReferenceSchema, time } from '../http/schemas.ts';

/** How many backups and rehearsals are listed, the newest first. */
export const maxListedBackups = 50;

/** What somebody asked the operator's process to do. */
export const operatorRequestSchema = z
  .object({
    id: z.string(),
    kind: z.enum(operatorRequestKinds),
    state: z.enum(['asked', 'running', 'done', 'failed']),
    askedBy: z.string(),
    askedAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    reason: z.string().nullable().describe('why it failed'),
  })
  .meta({ id: 'OpsRequest' });

/** An order to bring a matter, or one document of it, out of a backup. */
export const newRestoreSchema = z.object({
  matter: z
    .string('say which matter')
    .trim()
    .min(1, 'say which matter')
    .max(300)
    .describe('its number or its id'),
  documentId: z.string().trim().max(100).optional().describe('one document of it; left out: all of them'),
  snapshot: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'is not the id of a backup')
    .optional()
    .describe('the set to take it from (`sets` of GET /api/backups); left out: the newest'),
});

export const restoreSchema = operatorRequestSchema
  .omit({ kind: true, askedBy: true })
  .extend({
    matterId: id,
    matterNumber: z.string(),
    documentId: id.nullable(),
    snapshot: z.string().nullable().describe('null: the newest'),
    askedBy: namedReferenceSchema,
    reason: z.string().nullable().describe('why it failed, or what could not be brought back'),
    restoredMatterId: id.nullable().describe('the matter it came back into, where you may see that'),
  })
  .meta({ id: 'Restore' });

const runFields = {
  state: z.enum(['running', 'done', 'failed']),
  startedAt: time,
  endedAt: time.nullable(),
  bytes: z.int().nullable(),
  documents: z.int().nullable(),
  reason: z.string().nullable().describe('why it failed'),
};
const targetResultSchema = z.object({ name: z.string(), ok: z.boolean(), reason: z.string().nullable() });
const seconds = z.number().nullable();

/** Backups, their rehearsals and places, and what would be lost and how long it would take now. */
export const backupsSchema = z
  .object({
    backups: z.array(
      z.object({ ...runFields, kind: z.enum(['full', 'incremental']), places: z.array(targetResultSchema) }),
    ),
    rehearsals: z.array(z.object({ ...runFields, seconds, place: z.string().nullable() })),
    sets: z
      .array(z.object({ snapshot: z.string(), madeAt: time }))
      .describe('what a matter can be restored from (POST /api/restores), newest first'),
    requests: z.array(operatorRequestSchema),
    places: z.array(
      z.object({
        name: z.string(),
        location: z.string(),
        lastSet: time.nullable(),
        unusual: z
          .boolean()
          .describe('unusually many objects were gone or different in a set, and nobody has looked yet'),
        unusualSince: time.nullable().describe('when the first such set was stored'),
        failure: z.string().nullable(),
        lockedUntil: time.nullable(),
        logUntil: time.nullable(),
        logFailure: z.string().nullable(),
        lastCheck: time.nullable(),
        checkFailure: z.string().nullable(),
        lastPrune: time.nullable().describe('when what is kept no longer was last removed there'),
        pruneFailure: z.string().nullable(),
        pruneNeeds: z
          .string()
          .nullable()
          .describe('what removing needs where the place itself lets nothing be removed; no fault'),
        recoveryKeyProven: time.nullable(),
        lastProven: time.nullable().describe('when a rehearsal last brought a set back from there'),
      }),
    ),
    planned: z.array(z.object({ name: z.string(), at: time })),
    recoveryPoint: z.object({
      until: time.nullable().describe('everything until then can be brought back'),
      seconds,
      objectiveSeconds: z.int(),
      goalSeconds: z.int(),
    }),
    recoveryTime: z.object({
      seconds: seconds.describe('measured by the last rehearsal that proved a set'),
      provenAt: time.nullable(),
      documents: z.int().nullable(),
      objectiveSeconds: z.int(),
    }),
    recoveryKey: z.object({ provenAt: time.nullable(), due: z.boolean() }),
  })
  .meta({ id: 'Backups' });
