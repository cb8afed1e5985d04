import { h } from 'preact';
import { z } from 'zod';
import { listDayHeads } from '../../core/audit/day-heads.ts';
import { exportFingerprint, exportLog } from '../../core/audit/export-log.ts';
import { readLog } from '../../core/audit/read-log.ts';
import { auditEventNames } from '../../core/audit/events.ts';
import { authorize } from '../../core/access/authorize.ts';
import { listEverybody } from '../../core/people/people.ts';
import { auditFilterSchema } from '../api/audit-schemas.ts';
import type { AuditAsked } from '../pages/audit-filters.tsx';
import { AuditPage } from '../pages/audit.tsx';
import { sendAuditExport } from '../http/send-audit-export.ts';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readFields, refusalOf, type Visit } from './visit.ts';

const rowsOnPage = 100;

const day = z.union([z.literal(''), z.iso.date('is not a day')]).transform((text) => text || undefined);
/** The days of a form as moments: from the first's beginning to the last's end. */
const moments = z.object({ from: day, to: day }).transform(({ from, to }) => ({
  from: from && `${from}T00:00:00Z`,
  to: to && new Date(Date.parse(`${to}T00:00:00Z`) + 24 * 3_600_000).toISOString(),
}));

/** A field that was left empty asks for nothing. */
function readFilter({ from, to, ...named }: AuditAsked) {
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value.trim() !== ''));
  return { ...readFields(given, auditFilterSchema), ...readFields({ from, to }, moments) };
}

export async function showAudit({ app, who, request, response }: Visit): Promise<void> {
  await authorize(app, who, 'read the audit log');
  const filled: AuditAsked = {
    person: asked(request, 'person'),
    matter: asked(request, 'matter'),
    document: asked(request, 'document'),
    event: asked(request, 'event'),
    key: asked(request, 'key'),
    from: asked(request, 'from'),
    to: asked(request, 'to'),
  };
  let rows: Awaited<ReturnType<typeof readLog>> = { items: [], nextCursor: null };
  const refusal = await refusalOf(async () => {
    const cursor = asked(request, 'cursor') || undefined;
    rows = await readLog(app, who, { ...readFilter(filled), limit: rowsOnPage, cursor });
  });
  const [heads, people] = [await listDayHeads(app, who), await listEverybody(app, who, 1_000)];
  const view = h(AuditPage, {
    chrome: chromeOf(response, 'audit'),
    rows,
    heads,
    people,
    events: auditEventNames,
    filled,
    fingerprint: exportFingerprint(app),
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}

/** The rows of the days that were chosen, or all, to be kept and proven elsewhere. */
export async function downloadAudit({ app, who, request, response }: Visit): Promise<void> {
  const span = readFields({ from: asked(request, 'from'), to: asked(request, 'to') }, moments);
  await sendAuditExport(response, await exportLog(app, who, span));
}
