import { h } from 'preact';
import { z } from 'zod';
import { listDayHeads } from '../../core/audit-log/list-day-heads.ts';
import { getExportFingerprint, exportAuditLog } from '../../core/audit-log/export-audit-log.ts';
import { readAuditLog } from '../../core/audit-log/read-audit-log.ts';
import { auditEventNames } from '../../core/audit/events.ts';
import { authorize } from '../../core/access/authorize.ts';
import { dayBounds } from '../../core/platform/calendar-day.ts';
import { listPeopleForAuditors } from '../../core/people/people.ts';
import { auditFilterSchema } from './schemas.ts';
import type { AuditFilterValues } from './views/audit-filters.tsx';
import { AuditLogPage } from './views/audit-log-page.tsx';
import { sendAuditExport } from './send-audit-export.ts';
import { inputDay } from '../http/schemas.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  queryValue,
  parseFields,
  problemFrom,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const auditPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/audit',
    access: 'signed-in',
    needsProof: 'none',
    handle: showAuditPage,
  }),
  pageRoute({
    method: 'get',
    path: '/audit/export',
    access: 'signed-in',
    needsProof: 'none',
    handle: downloadAuditExport,
  }),
];

const maxRows = 100;

const optionalDaySchema = z.union([z.literal(''), inputDay]).transform((text) => text || undefined);
/** The days of a form as moments: from the first's beginning to the last's end. */
const periodSchema = z
  .object({ from: optionalDaySchema, to: optionalDaySchema })
  .transform(({ from, to }) => ({
    from: from && dayBounds(from).start.toISOString(),
    to: to && dayBounds(to).end.toISOString(),
  }));

/** A field that was left empty asks for nothing. */
function parseAuditFilter({ from, to, ...named }: AuditFilterValues) {
  const filledFields = Object.fromEntries(Object.entries(named).filter(([, value]) => value.trim() !== ''));
  return { ...parseFields(filledFields, auditFilterSchema), ...parseFields({ from, to }, periodSchema) };
}

async function showAuditPage({ app, actor, request, response }: PageRequest): Promise<void> {
  await authorize(app, actor, 'read the audit log');
  const fields: AuditFilterValues = {
    person: queryValue(request, 'person'),
    matter: queryValue(request, 'matter'),
    document: queryValue(request, 'document'),
    event: queryValue(request, 'event'),
    key: queryValue(request, 'key'),
    from: queryValue(request, 'from'),
    to: queryValue(request, 'to'),
  };
  let rows: Awaited<ReturnType<typeof readAuditLog>> = { items: [], nextCursor: null };
  const problem = await problemFrom(async () => {
    const cursor = optionalQueryValue(request, 'cursor');
    rows = await readAuditLog(app, actor, { ...parseAuditFilter(fields), limit: maxRows, cursor });
  });
  const [heads, people] = [await listDayHeads(app, actor), await listPeopleForAuditors(app, actor, 1_000)];
  const view = h(AuditLogPage, {
    pageFrame: buildPageFrame(response, 'audit'),
    rows,
    heads,
    people,
    events: auditEventNames,
    filled: fields,
    fingerprint: getExportFingerprint(app),
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}

/** The rows of the days that were chosen, or all, to be kept and proven elsewhere. */
async function downloadAuditExport({ app, actor, request, response }: PageRequest): Promise<void> {
  const span = parseFields(
    { from: queryValue(request, 'from'), to: queryValue(request, 'to') },
    periodSchema,
  );
  await sendAuditExport(response, await exportAuditLog(app, actor, span));
}
