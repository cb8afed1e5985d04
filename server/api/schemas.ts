import { z } from 'zod';
import { findingKinds } from '../../core/analysis/finding.js';
import { documentStates, stepNames } from '../../core/documents/journey.js';

/** The shapes of DESIGN.md §10. They check what comes in and describe what goes out. */
const time = z.iso.datetime().describe('RFC 3339, UTC');
const id = z.string().describe('opaque');

export const personSchema = z
  .object({ id, email: z.string(), name: z.string(), role: z.enum(['administrator', 'member']) })
  .meta({ id: 'Person' });

export const newPersonSchema = z.object({
  email: z.email('is not an e-mail address').max(254),
  name: z.string().trim().max(200).optional(),
  role: z.enum(['administrator', 'member']).optional(),
  password: z
    .string()
    .max(200)
    .optional()
    .describe('left out: one is made and returned once as temporaryPassword'),
});

const line = (what: string) =>
  z
    .string(`${what} must be text`)
    .trim()
    .min(1, `${what} must not be empty`)
    .max(300, `${what} has at most 300 characters`);

export const newMatterSchema = z.object({
  client: line('the client'),
  number: line('the number'),
  name: line('the name'),
  access: z.enum(['members', 'firm']).default('members'),
});

export const membershipRoleSchema = z.enum(['owner', 'editor', 'viewer']);

export const matterSchema = z
  .object({
    id,
    client: z.string(),
    number: z.string(),
    name: z.string(),
    access: z.enum(['members', 'firm']),
    createdAt: time,
    role: membershipRoleSchema.nullable().describe('your own part; null where it is open to the firm'),
  })
  .meta({ id: 'Matter' });

export const memberSchema = z
  .object({ person: personSchema, role: membershipRoleSchema })
  .meta({ id: 'Member' });

/** Control characters are in no password that anybody types, and would end the line on which it is handed on. */
export const documentPasswordSchema = z.object({
  password: z
    .string()
    .min(1, 'must not be empty')
    .max(200, 'has at most 200 characters')
    .regex(/^\P{Cc}*$/u, 'must be a single line'),
});

const stateSchema = z.enum(documentStates as [string, ...string[]]);

export const documentSchema = z
  .object({
    id,
    matterId: id,
    parentId: id.nullable(),
    filename: z.string(),
    folder: z.string().nullable().describe('where it lay in its archive'),
    sha256: z.string(),
    bytes: z.int(),
    mediaType: z.string(),
    state: stateSchema,
    reason: z.string().nullable(),
    pageCount: z.int().nullable(),
    attempts: z.int(),
    kind: z
      .string()
      .nullable()
      .describe('motion, order, contract, letter, ...: what the analysis takes it for'),
    kindReason: z.string().nullable(),
    language: z.string().nullable().describe('BCP 47'),
    createdAt: time,
    changedAt: time,
    uploadedBy: z.object({ id, name: z.string() }),
    version: z.int(),
    newest: z.boolean().describe('false where a newer version has replaced it'),
  })
  .meta({ id: 'Document' });

const historySchema = z.object({
  step: z.enum(stepNames as [string, ...string[]]),
  state: z.enum(['requested', 'running', 'done', 'failed']),
  attempts: z.int(),
  reason: z.string().nullable(),
  requestedAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
});

const relativeSchema = z.object({
  id,
  filename: z.string(),
  folder: z.string().nullable(),
  state: stateSchema,
});

const threadEntrySchema = relativeSchema.omit({ folder: true }).extend({
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  sentAt: time.nullable(),
});

export const documentDetailSchema = documentSchema
  .extend({
    history: z.array(historySchema),
    retry: z
      .enum(stepNames as [string, ...string[]])
      .nullable()
      .describe('the step that may be tried again'),
    failedRedactions: z
      .array(z.int())
      .nullable()
      .describe('the page of each failed redaction; null for who neither owns nor edits the matter'),
    family: z.object({
      parent: relativeSchema.nullable(),
      children: z.array(relativeSchema).describe('the first thousand'),
      childCount: z.int(),
    }),
    thread: z.array(threadEntrySchema).describe('the conversation of a message, in order of date'),
    versions: z
      .array(z.object({ id, version: z.int(), filename: z.string(), createdAt: time, state: stateSchema }))
      .describe('all of it, the first one first'),
    nearDuplicates: z
      .array(
        z.object({
          id,
          filename: z.string(),
          matterId: id,
          similarity: z.number().describe('0 to 1, estimated; 1 for the same bytes'),
        }),
      )
      .describe('nearly the same documents that you may see'),
  })
  .meta({ id: 'DocumentDetail' });

export const deadLetterSchema = z
  .object({
    id,
    documentId: id,
    step: z.enum(stepNames as [string, ...string[]]),
    attempts: z.int(),
    reason: z.string().nullable(),
    requestedAt: time,
    gaveUpAt: time,
  })
  .meta({ id: 'DeadLetter' });

export const closingNoteSchema = z.object({
  note: z.string('the note must be text').trim().min(1, 'a note is needed: say why it is closed').max(500),
});

export const pageSchema = z
  .object({
    number: z.int(),
    text: z.string(),
    engine: z.string(),
    confidence: z.number().describe('0 to 1'),
    label: z.string().nullable(),
    reason: z.string().nullable(),
    alternative: z
      .object({ text: z.string(), engine: z.string() })
      .nullable()
      .describe('the other reading of a page that has both a text layer and one by OCR'),
  })
  .meta({ id: 'Page' });

export const findingSchema = z
  .object({
    number: z.int(),
    page: z.int(),
    kind: z.enum(findingKinds),
    start: z.int().describe("the first character in the page's text, in UTF-16 code units"),
    end: z.int().describe('the first character behind it'),
    text: z.string(),
    detail: z
      .record(z.string(), z.unknown())
      .describe('what it says: a citation and what it refers to, an ISO date, an amount'),
  })
  .meta({ id: 'Finding' });

export const changesSchema = z
  .object({
    from: z.object({ id, version: z.int(), filename: z.string() }),
    to: z.object({ id, version: z.int(), filename: z.string() }),
    isWhole: z.boolean().describe('false where the documents are too long to be compared to their ends'),
    added: z.int().describe('words'),
    removed: z.int().describe('words'),
    pages: z.array(
      z.object({
        page: z.int().nullable().describe('of the newer one; null for a page that is only in the older one'),
        was: z.int().nullable().describe('of the older one, where the page is only there'),
        added: z.int(),
        removed: z.int(),
        tooLong: z.boolean().describe('there is too much on it to be compared'),
        parts: z
          .array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() }))
          .describe('empty where nothing changed'),
      }),
    ),
  })
  .meta({ id: 'Changes' });

export const searchResultSchema = z
  .object({
    total: z.int(),
    totalIsExact: z.boolean(),
    hits: z.array(
      z.object({
        documentId: id,
        matterId: id,
        matterName: z.string(),
        filename: z.string(),
        version: z.int(),
        newest: z.boolean(),
        page: z.int(),
        snippet: z.string().describe('HTML-escaped; matches stand in <mark>'),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'SearchResult' });

/** How much of a list to give, and from where on. */
export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** Which versions a list of documents shows. */
export const documentsQuerySchema = listQuerySchema.extend({
  versions: z.enum(['newest', 'all']).default('newest'),
});

export function listOf(item: z.ZodType) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
