import { exportAuditLog } from '../../core/audit-log/export-audit-log.ts';
import { listDayHeads } from '../../core/audit-log/list-day-heads.ts';
import { readAuditLog } from '../../core/audit-log/read-audit-log.ts';
import { sendAuditExport, sendAuditVerifier } from './send-audit-export.ts';
import { route } from '../http/route.ts';
import { auditQuerySchema, auditRowSchema, auditPeriodSchema, dayHeadSchema } from './schemas.ts';
import { listOf } from '../http/schemas.ts';

/** The audit log, for auditors. */
export const auditRoutes = [
  route({
    method: 'get',
    path: '/api/audit',
    summary: 'Who did what, newest first (auditors)',
    access: 'signed-in',
    needsProof: 'none',
    query: auditQuerySchema,
    responses: { 200: { description: 'rows of the audit log', schema: listOf(auditRowSchema) } },
    handle: async ({ app, actor, query }) => ({ status: 200, body: await readAuditLog(app, actor, query) }),
  }),
  route({
    method: 'get',
    path: '/api/audit/heads',
    summary: 'Where the audit log stood at the end of each day of the last month (auditors)',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'newest day first', schema: listOf(dayHeadSchema) } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: { items: await listDayHeads(app, actor), nextCursor: null },
    }),
  }),
  route({
    method: 'get',
    path: '/api/audit/export',
    summary: 'The audit log as signed JSON lines, whole or between two moments (auditors)',
    access: 'signed-in',
    needsProof: 'none',
    query: auditPeriodSchema,
    responses: { 200: { description: 'for verify-audit.mjs', mediaType: 'application/jsonl' } },
    handle: async ({ app, actor, query, response }) => {
      await sendAuditExport(response, await exportAuditLog(app, actor, query));
      return undefined;
    },
  }),
  route({
    method: 'get',
    path: '/api/audit/verifier',
    summary: 'The program that proves an export of the audit log whole: one file, for Node alone',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'verify-audit.mjs', mediaType: 'text/javascript' } },
    handle: async ({ response }) => {
      sendAuditVerifier(response);
      return undefined;
    },
  }),
];
