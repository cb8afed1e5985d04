import { z } from 'zod';
import { findingKinds } from '../../core/analysis/finding.ts';
import { documentStates, stepNames } from '../../core/documents/journey.ts';
import { id, listQuerySchema, namedReferenceSchema, time } from '../http/schemas.ts';

/** Control characters are in no password that anybody types, and would end the line on which it is handed on. */
export const documentPasswordSchema = z.object({
  password: z
    .string()
    .min(1, 'must not be empty')
    .max(200, 'has at most 200 characters')
    .regex(/^\P{Cc}*$/u, 'must be a single line'),
});

/** Which documents of a matter a list shows. */
export const documentsQuerySchema = listQuerySchema.extend({
  sha256: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal')
    .optional()
    .describe('only those with these very bytes: whether a file is here already'),
  versions: z.enum(['newest', 'all']).default('newest').describe('the newest of each, or every version'),
});

const stateSchema = z.enum(documentStates as [string, ...string[]]);

/** The shapes of a document, its pages and its findings that programs rely on (docs/design.md, "The outside face"). */
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
    uploadedBy: namedReferenceSchema,
    version: z.int(),
    newest: z.boolean().describe('false where a newer version has replaced it'),
    fullyRead: z.boolean().describe('searchable, and nothing of it is unread'),
  })
  .meta({ id: 'Document' });

const historyEntrySchema = z.object({
  step: z.enum(stepNames as [string, ...string[]]),
  state: z.enum(['requested', 'running', 'done', 'failed']),
  attempts: z.int(),
  reason: z.string().nullable(),
  requestedAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
});

const relatedDocumentSchema = z.object({
  id,
  filename: z.string(),
  folder: z.string().nullable(),
  state: stateSchema,
});

const threadEntrySchema = relatedDocumentSchema.omit({ folder: true }).extend({
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  sentAt: time.nullable(),
});

/** In one matter, where a list may go over all. */
export const matterFilterSchema = z.string().max(100).optional().describe('in one matter only');

/** A thing that was not read. */
const unreadSchema = z.object({
  what: z.string().describe('what is missing, in words'),
  page: z.int().nullable(),
  reason: z.string().describe('why'),
});

export const notFullyReadSchema = z
  .object({
    documentId: id,
    matterId: id,
    matterName: z.string(),
    filename: z.string(),
    state: stateSchema,
    unread: z.array(unreadSchema).describe('the first twenty'),
  })
  .meta({ id: 'NotFullyRead' });

export const documentDetailSchema = documentSchema
  .extend({
    history: z.array(historyEntrySchema),
    retry: z
      .enum(stepNames as [string, ...string[]])
      .nullable()
      .describe('the step that may be tried again'),
    failedRedactions: z
      .array(z.int())
      .nullable()
      .describe('the page of each failed redaction; null for who neither owns nor edits the matter'),
    unread: z
      .array(unreadSchema)
      .describe('what of it cannot be searched; empty where every word can be found'),
    family: z.object({
      parent: relatedDocumentSchema.nullable(),
      children: z.array(relatedDocumentSchema).describe('the first thousand'),
      childCount: z.int(),
    }),
    thread: z.array(threadEntrySchema).describe('the conversation of a message, in order of date'),
    versions: z
      .array(z.object({ id, version: z.int(), filename: z.string(), createdAt: time, state: stateSchema }))
      .describe('all of it, the first one first'),
  })
  .meta({ id: 'DocumentDetail' });

export const nearDuplicateSchema = z
  .object({
    id,
    filename: z.string(),
    matterId: id,
    similarity: z.number().describe('0 to 1, estimated; 1 for the same bytes'),
  })
  .meta({ id: 'NearDuplicate' });

/** The number of a page as an address has it, from 1; undefined for anything else. */
export function parsePageNumber(typed: string): number | undefined {
  return /^[1-9]\d{0,6}$/.test(typed) ? Number(typed) : undefined;
}

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
