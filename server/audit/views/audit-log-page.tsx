import type { DayHead } from '../../../core/audit-log/list-day-heads.ts';
import type { AuditRow } from '../../../core/audit-log/read-audit-log.ts';
import type { PersonView } from '../../../core/actor.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { AuditExportSection } from './audit-export-section.tsx';
import { AuditFilters, type AuditFilterValues } from './audit-filters.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

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
  const more = new URLSearchParams({ ...filled, cursor: rows.nextCursor ?? '' });
  return (
    <Layout title="Audit log" pageFrame={pageFrame} wide>
      <h1>Audit log</h1>
      <p class="hint">
        Matters are shown by their number, documents by their id. Numbers that are missing from the list
        belong to matters from which a wall keeps you. That you look is recorded, too.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <AuditFilters {...props} />
      {rows.items.length === 0 ? <p class="empty">Nothing of this kind is recorded.</p> : null}
      {rows.items.length === 0 ? null : <AuditLogTable rows={rows.items} />}
      {rows.nextCursor ? (
        <p class="more">
          <a class="button" href={`/audit?${more.toString()}`}>
            Older ones
          </a>
        </p>
      ) : null}
      <DayHeadsSection heads={heads} />
      <AuditExportSection fingerprint={props.fingerprint} />
    </Layout>
  );
}

function AuditLogTable({ rows }: { rows: AuditRow[] }) {
  return (
    <div class="scroll">
      <table class="list" id="audit">
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Matter</th>
            <th scope="col">Document</th>
            <th scope="col">More</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AuditLogRow row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AuditLogRow({ row }: { row: AuditRow }) {
  const { seq, at, event, person, matter, documentId } = row;
  const { key, ...detail } = row.detail;
  return (
    <tr>
      <td data-label="Row">{seq}</td>
      <td class="moment" data-label="When">
        <Timestamp at={at} />
      </td>
      <td data-label="Who">{person ? <SafeText of={person.name || person.id} /> : 'the appliance'}</td>
      <th class="number" scope="row">
        {event}
      </th>
      <td class="number" data-label="Matter">
        {matter ? <SafeText of={matter.number || matter.id} /> : null}
      </td>
      <td data-label="Document">{documentId ? <code>{documentId}</code> : null}</td>
      <td data-label="More">
        <SafeText of={formatDetail(detail)} />
        {typeof key === 'string' ? (
          <p>
            with the API key <a href={`/audit?${new URLSearchParams({ key }).toString()}`}>{key}</a>
          </p>
        ) : null}
      </td>
    </tr>
  );
}

function formatDetail(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}

function DayHeadsSection({ heads }: { heads: DayHead[] }) {
  return (
    <section aria-labelledby="heads">
      <h2 id="heads">The chain at the end of each day</h2>
      <p class="hint">
        Keep these outside the appliance. A row that is changed, removed or added later gives another number
        or another sum for its day and every day after it.
      </p>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              <th scope="col">Last row</th>
              <th scope="col">Its sum (SHA-256)</th>
            </tr>
          </thead>
          <tbody>
            {heads.map(({ day, seq, hash }) => (
              <tr>
                <th scope="row">{day}</th>
                <td data-label="Last row">{seq}</td>
                <td data-label="Its sum (SHA-256)">
                  <code>{hash}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
