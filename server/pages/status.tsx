import type { BackupView } from '../../core/backups/list-backups.js';
import type { DocumentState } from '../../core/documents/journey.js';
import type { Chrome } from './chrome.js';
import { Moment, readableBytes } from './figures.js';
import { Layout } from './layout.js';
import { StateChip } from './state-chip.js';

export type Part = { name: string; isWell: boolean; detail?: string };

export type StatusPageProps = {
  chrome: Chrome;
  version: string;
  parts: Part[];
  /** How many documents of the whole firm stand in each state. */
  documents: { state: DocumentState; documents: number }[];
  /** Newest first. */
  backups: BackupView[];
  /** No good backup is young enough. */
  backupIsLate: boolean;
};

/** The state of the appliance for its administrators. */
export function StatusPage({ chrome, version, parts, documents, backups, backupIsLate }: StatusPageProps) {
  const faults = [
    ...parts.filter((part) => !part.isWell).map((part) => `${part.name} is not well.`),
    ...(backupIsLate ? ['There is no good backup of the last 26 hours.'] : []),
  ];
  return (
    <Layout title="Status" chrome={chrome}>
      <h1>Status</h1>
      <p class={`verdict ${faults.length === 0 ? 'good' : 'bad'}`} role="status">
        {faults.length === 0 ? 'Every part is well, and the backup is fresh.' : faults.join(' ')}
      </p>
      <section aria-labelledby="parts-title">
        <h2 id="parts-title">Parts</h2>
        <ul class="parts">
          {parts.map((part) => (
            <li>
              <span class={`chip ${part.isWell ? 'good' : 'bad'}`}>{part.isWell ? 'Well' : 'Not well'}</span>
              <strong>{part.name}</strong>
              {part.detail ? <span class="hint">{part.detail}</span> : null}
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="documents-title">
        <h2 id="documents-title">Documents of the whole firm</h2>
        <ul class="tally">
          {documents.map(({ state, documents: count }) => (
            <li>
              <strong>{count.toLocaleString('en-GB')}</strong>
              <StateChip state={state} />
            </li>
          ))}
        </ul>
        <p>
          <a href="/admin/dead-letters">Failed work</a>
        </p>
      </section>
      <Backups backups={backups} />
      <p class="hint">Strongroom {version}</p>
    </Layout>
  );
}

function Backups({ backups }: { backups: BackupView[] }) {
  return (
    <section aria-labelledby="backups-title">
      <h2 id="backups-title">Backups</h2>
      {backups.length === 0 ? (
        <p class="empty">
          No backup has been made yet. One is made every night at 02:00 UTC; “strongroom backup” makes one
          now.
        </p>
      ) : (
        <div class="scroll">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">Started</th>
                <th scope="col">Outcome</th>
                <th scope="col" class="figure">
                  Documents
                </th>
                <th scope="col" class="figure">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {backups.map((backup) => (
                <tr>
                  <th scope="row">
                    <Moment at={backup.startedAt} />
                  </th>
                  <td data-label="Outcome">
                    <span class={`chip ${looks[backup.state].tone}`}>{looks[backup.state].label}</span>
                    {backup.reason ? <p class="reason">{backup.reason}</p> : null}
                  </td>
                  <td data-label="Documents" class="figure">
                    {backup.documents?.toLocaleString('en-GB') ?? '–'}
                  </td>
                  <td data-label="Size" class="figure">
                    {backup.bytes === null ? '–' : readableBytes(backup.bytes)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const looks = {
  done: { label: 'Made', tone: 'good' },
  running: { label: 'Running', tone: 'busy' },
  failed: { label: 'Failed', tone: 'bad' },
} as const satisfies Record<BackupView['state'], { label: string; tone: string }>;
