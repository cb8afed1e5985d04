import { z } from 'zod';

const id = z.string().regex(/^[0-9a-f-]{36}$/);

/** What the proof of a wall is told on standard input by `ops access-canaries`, which may read the matter: the server may not. */
export const canariesSchema = z.object({
  person: z.object({
    id,
    email: z.string(),
    name: z.string(),
    role: z.enum(['administrator', 'member', 'auditor']),
  }),
  /** Why the person is not to see the matter, in a sentence. */
  rule: z.string(),
  /** Administrators raise walls around matters they have no part in: by number, and seeing nothing else of them. */
  administersMatters: z.boolean(),
  /** The firm's rule lets the person see the matter for some hours with a reason: no wall stands between them. */
  hasEmergencyAccess: z.boolean(),
  target: z.object({
    id,
    documentId: id,
    binnedId: id,
    liftedWallId: id,
    releasedHoldId: id,
    disposalId: id,
    emergencyAccessId: id,
    requestId: id,
    number: z.string(),
    personId: id,
    groupId: id,
  }),
  /** What belongs to this matter alone, and must show nowhere: ids, names, hashes. */
  secrets: z.array(z.string().min(6)),
  /** Runs of words that stand in this matter alone: a search for one must count nothing. */
  phrases: z.array(z.string()),
});

export type Canaries = z.infer<typeof canariesSchema>;
