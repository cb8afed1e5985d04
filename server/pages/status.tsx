import type { BackupsView } from '../../core/backups/tell-backups.ts';
import type { DocumentState } from '../../core/documents/journey.ts';
import type { Chrome } from './chrome.ts';
import { BackupTable, LastProven, RecoveryKeyReminder } from './backup-parts.tsx';
import { Layout } from './layout.tsx';
import { StateChip } from './state-chip.tsx';

export type Part = { name: string; isWell: boolean; detail?: string };

export type StatusPageProps = {
  chrome: Chrome;
  version: string;
  parts: Part[];
  /** How many documents of the whole firm stand in each state. */
  documents: { state: DocumentState; documents: number }[];
  backups: BackupsView;
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
      <RecoveryKeyReminder recoveryKey={backups.recoveryKey} />
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
      <section aria-labelledby="backups-title">
        <h2 id="backups-title">Backups</h2>
        <BackupTable backups={backups.backups} />
        <LastProven time={backups.recoveryTime} />
        <p>
          <a href="/admin/backups">All backups and rehearsals, and “Back up now”</a>
        </p>
      </section>
      <p class="hint">Strongroom {version}</p>
    </Layout>
  );
}
