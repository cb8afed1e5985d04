import { z } from 'zod';
import { findingKinds } from '../../core/analysis/finding.ts';
import { listFindings } from '../../core/analysis/list-findings.ts';
import { retryWithPassword } from '../../core/documents/pipeline/retry-with-password.ts';
import { compareDocuments } from '../../core/documents/versions/compare-documents.ts';
import { listNearDuplicates } from '../../core/documents/versions/find-near-duplicates.ts';
import { listNotFullyRead } from '../../core/documents/read/list-not-fully-read.ts';
import {
  getDocument,
  getPage,
  listDocuments,
  openOriginal,
} from '../../core/documents/read/read-documents.ts';
import { retryStep } from '../../core/documents/pipeline/retry-step.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { streamMatterEvents } from './stream-matter-events.ts';
import { readIdempotencyKey } from './read-idempotency-key.ts';
import { takeUpload } from './receive-uploads.ts';
import { route } from '../http/route.ts';
import { chooseRange, sendOriginal } from './send-original.ts';
import {
  changesSchema,
  documentDetailSchema,
  documentPasswordSchema,
  documentSchema,
  findingSchema,
  matterFilterSchema,
  nearDuplicateSchema,
  notFullyReadSchema,
  pageSchema,
  parsePageNumber,
  documentsQuerySchema,
} from './schemas.ts';
import { listOf, listQuerySchema } from '../http/schemas.ts';

export const documentRoutes = [
  route({
    method: 'get',
    path: '/api/unread',
    summary: 'The documents that are not fully searchable, and what of each is missing',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ query: `?matter=${id}` }),
    query: listQuerySchema.extend({ matter: matterFilterSchema }),
    responses: { 200: { description: 'newest first', schema: listOf(notFullyReadSchema) } },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: await listNotFullyRead(app, actor, query),
    }),
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/documents',
    summary: 'The documents of a matter',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    query: documentsQuerySchema,
    responses: { 200: { description: 'newest first', schema: listOf(documentSchema) } },
    handle: async ({ app, actor, params, query }) => ({
      status: 200,
      body: await listDocuments(app, actor, { ...query, matterId: params.id }),
    }),
  }),
  route({
    method: 'post',
    path: '/api/matters/:id/documents',
    summary: 'Upload one file, streamed: the raw bytes, or a form with one file',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id }, query: '?filename=x', file: true }),
    query: z.object({
      filename: z.string().max(8_000).optional().describe('needed with raw bytes; a form carries its own'),
      bulk: z.enum(['true', 'false']).optional().describe('one of many: lets single files go first'),
      replaces: z.string().max(100).optional().describe('the document of which this is a new version'),
    }),
    acceptsFile: true,
    takesIdempotencyKey: true,
    cleans: ['filename'],
    responses: { 201: { description: 'durable and accepted', schema: documentSchema } },
    handle: async ({ app, actor, params, query, request, response }) => {
      const key = readIdempotencyKey(request);
      const { bulk, filename, replaces } = query;
      const document = await takeUpload(request, filename, (file) =>
        storeOriginal(app, actor, { matterId: params.id, bulk: bulk === 'true', replaces, key, ...file }),
      );
      response.location(`/api/documents/${document.id}`);
      return { status: 201, body: document };
    },
  }),
  route({
    method: 'get',
    path: '/api/matters/:id/events',
    summary: 'Changes in a matter as they happen (server-sent events)',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    responses: { 200: { description: 'event: document', mediaType: 'text/event-stream' } },
    handle: async ({ app, actor, params, request, response }) =>
      streamMatterEvents({ app, actor, request, response }, params.id),
  }),
  route({
    method: 'get',
    path: '/api/documents/:id',
    summary: 'One document with its history',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    responses: { 200: { description: 'the document', schema: documentDetailSchema } },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: await getDocument(app, actor, params.id),
    }),
  }),
  route({
    method: 'get',
    path: '/api/documents/:id/near-duplicates',
    summary: 'Nearly the same documents among those that you see, in any matter',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    responses: {
      200: {
        description: 'the most similar first, twenty at most',
        schema: z.object({
          items: z.array(nearDuplicateSchema),
          more: z.int().describe('how many there are besides, or at least so many'),
        }),
      },
    },
    handle: async ({ app, actor, params }) => ({
      status: 200,
      body: await listNearDuplicates(app, actor, params.id),
    }),
  }),
  route({
    method: 'get',
    path: '/api/documents/:id/original',
    summary: 'The bytes as they came; Range and If-Range are understood (RFC 9110)',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    responses: {
      200: { description: 'the file', mediaType: '*/*' },
      206: { description: 'a part of it', mediaType: '*/*' },
    },
    handle: async ({ app, actor, params, request, response }) => {
      const original = await openOriginal(app, actor, {
        documentId: params.id,
        chooseRange: (whole) => chooseRange(request, whole),
      });
      return sendOriginal(response, original);
    },
  }),
  route({
    method: 'get',
    path: '/api/documents/:id/pages/:n',
    summary: 'The text of one page',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId, n: '1' } }),
    responses: { 200: { description: 'the page', schema: pageSchema } },
    handle: async ({ app, actor, params }) => {
      const number = parsePageNumber(params.n) ?? 0;
      return { status: 200, body: await getPage(app, actor, { documentId: params.id, number }) };
    },
  }),
  route({
    method: 'get',
    path: '/api/documents/:id/changes',
    summary: 'What it says otherwise than an earlier version or another document, page by page',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId }, query: `?from=${documentId}` }),
    query: z.object({
      from: z.string().max(100).optional().describe('left out: the version before'),
    }),
    responses: { 200: { description: 'by words', schema: changesSchema } },
    handle: async ({ app, actor, params, query }) => ({
      status: 200,
      body: await compareDocuments(app, actor, { ...query, documentId: params.id }),
    }),
  }),
  route({
    method: 'get',
    path: '/api/documents/:id/findings',
    summary: 'Citations, courts, parties, dates, amounts and addresses in it, each with page and span',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    query: listQuerySchema.extend({
      kind: z.enum(findingKinds).optional().describe('of one kind only'),
      page: z.coerce.number().int().min(1).max(10_000_000).optional().describe('of one page only'),
    }),
    responses: { 200: { description: 'in the order of the text', schema: listOf(findingSchema) } },
    handle: async ({ app, actor, params, query }) => ({
      status: 200,
      body: await listFindings(app, actor, { ...query, documentId: params.id }),
    }),
  }),
  route({
    method: 'post',
    path: '/api/documents/:id/password',
    summary: 'Have a locked document read with its password, which is kept nowhere',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId }, json: { password: 'x' } }),
    body: documentPasswordSchema,
    responses: { 202: { description: 'asked for', schema: documentDetailSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 202,
      body: await retryWithPassword(app, actor, { documentId: params.id, ...body }),
    }),
  }),
  route({
    method: 'post',
    path: '/api/documents/:id/retry',
    summary: 'Try the failed step again',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    responses: { 202: { description: 'asked for', schema: documentDetailSchema } },
    handle: async ({ app, actor, params }) => ({
      status: 202,
      body: await retryStep(app, actor, params.id),
    }),
  }),
];
