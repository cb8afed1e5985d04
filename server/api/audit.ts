import { exportLog } from '../../core/audit/export-log.ts';
import { listDayHeads } from '../../core/audit/day-heads.ts';
import { readLog } from '../../core/audit/read-log.ts';
import { sendAuditExport, sendVerifier } from '../http/send-audit-export.ts';
import { route } from '../http/route.ts';
import { auditQuerySchema, auditRowSchema, auditSpanSchema, dayHeadSchema } from './audit-schemas.ts';
import { listOf } from './schemas.ts';

/** The audit log, for auditors. */
export const auditRoutes = [
  route({
    method: 'get',
    path: '/api/audit',
    summary: 'Who did what, newest first (auditors)',
    access: 'signed-in',
    query: auditQuerySchema,
    answers: { 200: { description: 'rows of the audit log', schema: listOf(auditRowSchema) } },
    handle: async ({ app, who, query }) => ({ status: 200, body: await readLog(app, who, query) }),
  }),
  route({
    method: 'get',
    path: '/api/audit/heads',
    summary: 'Where the audit log stood at the end of each day of the last month (auditors)',
    access: 'signed-in',
    answers: { 200: { description: 'newest day first', schema: listOf(dayHeadSchema) } },
    handle: async ({ app, who }) => ({
      status: 200,
      body: { items: await listDayHeads(app, who), nextCursor: null },
    }),
  }),
  route({
    method: 'get',
    path: '/api/audit/export',
    summary: 'The audit log as signed JSON lines, whole or between two moments (auditors)',
    access: 'signed-in',
    query: auditSpanSchema,
    answers: { 200: { description: 'for verify-audit.mjs', mediaType: 'application/jsonl' } },
    handle: async ({ app, who, query, response }) => {
      await sendAuditExport(response, await exportLog(app, who, query));
      return undefined;
    },
  }),
  route({
    method: 'get',
    path: '/api/audit/verifier',
    summary: 'The program that proves an export of the audit log whole: one file, for Node alone',
    access: 'signed-in',
    answers: { 200: { description: 'verify-audit.mjs', mediaType: 'text/javascript' } },
    handle: async ({ response }) => {
      await sendVerifier(response);
      return undefined;
    },
  }),
];
