import type { BackupOverview } from '../../../core/backups/backup-overview.ts';
import type { DocumentState } from '../../../core/documents/journey.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { BackupTable, LastProvenRestore, RecoveryKeyReminder } from '../../backups/views/backup-tables.tsx';
import { Layout } from '../../ui/layout.tsx';
import { DocumentStateChip } from '../../ui/document-state-chip.tsx';

export type ServiceStatus = { name: string; isHealthy: boolean; detail?: string };

export type StatusPageProps = {
  pageFrame: PageFrame;
  version: string;
  services: ServiceStatus[];
  /** How many documents of the whole firm stand in each state. */
  documents: { state: DocumentState; documents: number }[];
  backups: BackupOverview;
  /** No good backup is young enough. */
  isBackupOverdue: boolean;
};

/** The state of the appliance for its administrators. */
export function StatusPage({
  pageFrame,
  version,
  services,
  documents,
  backups,
  isBackupOverdue,
}: StatusPageProps) {
  const faults = [
    ...services.filter((part) => !part.isHealthy).map((part) => `${part.name} is not well.`),
    ...(isBackupOverdue ? ['There is no good backup of the last 26 hours.'] : []),
  ];
  return (
    <Layout title="Status" pageFrame={pageFrame}>
      <h1>Status</h1>
      <p class={`verdict ${faults.length === 0 ? 'good' : 'bad'}`} role="status">
        {faults.length === 0 ? 'Every part is well, and the backup is fresh.' : faults.join(' ')}
      </p>
      <RecoveryKeyReminder recoveryKey={backups.recoveryKey} />
      <section aria-labelledby="parts-title">
        <h2 id="parts-title">Parts</h2>
        <ul class="parts">
          {services.map((part) => (
            <li>
              <span class={`chip ${part.isHealthy ? 'good' : 'bad'}`}>
                {part.isHealthy ? 'Well' : 'Not well'}
              </span>
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
              <DocumentStateChip state={state} />
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
        <LastProvenRestore time={backups.recoveryTime} />
        <p>
          <a href="/admin/backups">All backups and rehearsals, and “Back up now”</a>
        </p>
      </section>
      <p class="hint">Strongroom {version}</p>
    </Layout>
  );
}
