import type { BackupView } from '../../core/backups/list-backups.js';
import type { Chrome } from './chrome.js';
import { Moment, readableBytes } from './figures.js';
import { Layout } from './layout.js';

export type Part = { name: string; isWell: boolean; detail?: string };

export type StatusPageProps = {
  chrome: Chrome;
  version: string;
  parts: Part[];
  /** Newest first. */
  backups: BackupView[];
};

/** The state of the appliance for its administrators. */
export function StatusPage({ chrome, version, parts, backups }: StatusPageProps) {
  const ill = parts.filter((part) => !part.isWell);
  return (
    <Layout title="Status" chrome={chrome}>
      <h1>Status</h1>
      <p class={`verdict ${ill.length === 0 ? 'good' : 'bad'}`} role="status">
        {ill.length === 0 ? 'Every part is well.' : `Not well: ${ill.map((part) => part.name).join(', ')}.`}
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
