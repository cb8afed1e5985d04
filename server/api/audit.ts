import { listDayHeads } from '../../core/audit/day-heads.js';
import { readLog } from '../../core/audit/read-log.js';
import { route } from '../http/route.js';
import { auditQuerySchema, auditRowSchema, dayHeadSchema } from './audit-schemas.js';
import { listOf } from './schemas.js';

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
];
