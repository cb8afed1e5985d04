import { z } from 'zod';

const time = z.iso.datetime();
const count = z.int().nonnegative();

/**
 * What the host's bash reads of a command's JSON, with `jq`. The commands answer more; what stands here is a promise: the compiler
 * holds a command to it, and test/ops runs the scripts on answers that are made of these schemas.
 */
export const answers = {
  'restore-backup': z.object({
    snapshot: z.string().regex(/^[0-9a-f]+$/),
    time,
    target: z.string(),
    bytes: count,
    documents: count,
    /** Objects that did not come back. */
    missing: z.array(z.string()),
    /** How far the WAL goes on from the backup. */
    logUntil: time.nullable(),
  }),
  'verify-restored': z.object({
    madeAt: time,
    documents: count,
    objects: count,
    bytes: count,
    auditEvents: count,
    /** Ids of documents without their original. */
    lost: z.array(z.string()),
    /** One sentence each. */
    faults: z.array(z.string()),
  }),
  status: z.object({ ready: z.boolean() }),
  doctor: z.object({
    findings: z.array(z.object({ check: z.string(), ok: z.boolean(), says: z.string() })).min(1),
  }),
  'create-administrator': z.union([
    z.object({ email: z.string(), exists: z.literal(true) }),
    z.object({ email: z.string(), password: z.string() }),
  ]),
  'reset-password': z.object({ email: z.string(), password: z.string() }),
} as const;

/** What every command answers with `--json` when it fails or refuses. */
export const errorAnswer = z.object({
  error: z.string(),
  exitCode: z.union([z.literal(1), z.literal(2), z.literal(3)]),
});
export type ErrorAnswer = z.infer<typeof errorAnswer>;

/** The JSON that a command answers: at least what bash reads of it. */
export type Answer<Name> = Record<string, unknown> &
  (Name extends keyof typeof answers ? z.infer<(typeof answers)[Name]> : unknown);
