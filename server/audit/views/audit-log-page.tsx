import type { DayHead } from '../../../core/audit-log/list-day-heads.ts';
import type { AuditRow } from '../../../core/audit-log/read-audit-log.ts';
import type { PersonView } from '../../../core/actor.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { AuditExportSection } from './audit-export-section.tsx';
import { AuditFilters, type AuditFilterValues } from './audit-filters.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type AuditLogPageProps = {
  pageFrame: PageFrame;
  rows: ListPage<AuditRow>;
  heads: DayHead[];
  people: PersonView[];
  events: readonly string[];
  filled: AuditFilterValues;
  /** Of the key that signs exports. */
  fingerprint: string;
  problem?: string;
};

/** The audit log for auditors: who did what, when, in which matter; no name of a matter, a client or a document. */
export function AuditLogPage(props: AuditLogPageProps) {
  const { pageFrame, rows, heads, filled, problem } = props;
  return (
    <Page title="Audit log" pageFrame={pageFrame} problem={problem} wide>
      <p class="hint">
        Matters are shown by their number, documents by their id. Where a row number is missing, a wall keeps
        you from the matter; walls, holds, emergency access and reassigned matters behind it are shown without
        the matter and the reason. That you look is recorded, too.
      </p>
      <AuditFilters {...props} />
      <ListTable
        id="audit"
        label="Audit log"
        columns={auditColumns}
        rows={rows.items}
        empty="No row matches these filters."
      />
      <MoreLink path="/audit" query={filled} nextCursor={rows.nextCursor} label="Older rows" />
      <DayHeadsSection heads={heads} />
      <AuditExportSection fingerprint={props.fingerprint} />
    </Page>
  );
}

const auditColumns: Column<AuditRow>[] = [
  { title: 'Row', cell: ({ seq }) => seq },
  { title: 'Time', look: 'time', cell: ({ at }) => <Timestamp at={at} /> },
  {
    title: 'Actor',
    cell: ({ person }) => (person ? <SafeText of={person.name || person.id} /> : 'the appliance'),
  },
  { title: 'Event', look: 'number', isRowHeader: true, cell: ({ event }) => event },
  {
    title: 'Matter',
    look: 'number',
    cell: ({ matter }) => (matter ? <SafeText of={matter.number || matter.id} /> : null),
  },
  { title: 'Document', cell: ({ documentId }) => (documentId ? <code>{documentId}</code> : null) },
  { title: 'Details', cell: ({ detail }) => <AuditDetail detail={detail} /> },
];

function AuditDetail({ detail: { key, ...detail } }: { detail: AuditRow['detail'] }) {
  return (
    <>
      <SafeText of={formatDetail(detail)} />
      {typeof key === 'string' ? (
        <p>
          with the API key <a href={`/audit?${new URLSearchParams({ key }).toString()}`}>{key}</a>
        </p>
      ) : null}
    </>
  );
}

function formatDetail(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}

const dayHeadColumns: Column<DayHead>[] = [
  { title: 'Day (UTC)', isRowHeader: true, cell: ({ day }) => day },
  { title: 'Last row', cell: ({ seq }) => seq },
  { title: 'Its sum (SHA-256)', look: 'hash', cell: ({ hash }) => hash },
];

function DayHeadsSection({ heads }: { heads: DayHead[] }) {
  return (
    <Section id="heads" title="The chain at the end of each day">
      <p class="hint">
        Keep these sums outside the appliance. If a row is changed, removed or added later, the row or the sum
        of its day and of every later day changes.
      </p>
      <ListTable id="day-heads" label="Last row of each day" columns={dayHeadColumns} rows={heads} />
    </Section>
  );
}
