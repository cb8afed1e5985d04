import type { BackupOverview } from '../../../core/backups/backup-overview.ts';
import type { DocumentState } from '../../../core/documents/journey.ts';
import type { DiskEncryption } from '../../../core/platform/disk-encryption.ts';
import { formatNumber } from '../../browser/format.ts';
import { BackupTable, LastProvenRestore, RecoveryKeyReminder } from '../../backups/views/backup-tables.tsx';
import { DocumentStateChip, HealthChip } from '../../ui/chip.tsx';
import { ItemList } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type ServiceStatus = { name: string; isHealthy: boolean; detail?: string };

export type StatusPageProps = {
  pageFrame: PageFrame;
  version: string;
  services: ServiceStatus[];
  /** Whether the disk with the data is encrypted. */
  disk: DiskEncryption;
  /** How many documents of the whole firm stand in each state. */
  documents: { state: DocumentState; documents: number }[];
  backups: BackupOverview;
  /** No good backup is young enough. */
  isBackupOverdue: boolean;
};

/** The state of the appliance for its administrators. */
export function StatusPage(props: StatusPageProps) {
  const { pageFrame, version, services, disk, documents, backups, isBackupOverdue } = props;
  return (
    <Page title="Status" pageFrame={pageFrame}>
      <Verdict services={services} isBackupOverdue={isBackupOverdue} />
      <RecoveryKeyReminder recoveryKey={backups.recoveryKey} />
      <Section id="services-title" title="Services">
        <ItemList items={services} item={(service) => <ServiceItem {...service} />} empty="None answered." />
        <p>Encryption of the disk with the data: {disk.says}.</p>
      </Section>
      <Section id="documents-title" title="Documents of the whole firm">
        <ul class="tally">
          {documents.map(({ state, documents: count }) => (
            <li>
              <strong>{formatNumber(count)}</strong>
              <DocumentStateChip state={state} />
            </li>
          ))}
        </ul>
        <p>
          <a href="/admin/dead-letters">Failed jobs</a>
        </p>
      </Section>
      <Section id="backups-title" title="Backups">
        <BackupTable backups={backups.backups} />
        <LastProvenRestore time={backups.recoveryTime} />
        <p>
          <a href="/admin/backups">All backups and rehearsals, and “Back up now”</a>
        </p>
      </Section>
      <p class="hint">Strongroom {version}</p>
    </Page>
  );
}

function Verdict({ services, isBackupOverdue }: Pick<StatusPageProps, 'services' | 'isBackupOverdue'>) {
  const faults = services.filter(({ isHealthy }) => !isHealthy).map(({ name }) => `${name} is unhealthy.`);
  if (isBackupOverdue) faults.push('No backup has succeeded in the last 26 hours.');
  return (
    <p class={`verdict ${faults.length === 0 ? 'good' : 'bad'}`} role="status">
      {faults.length === 0 ? 'Every service is healthy, and the newest backup is fresh.' : faults.join(' ')}
    </p>
  );
}

function ServiceItem({ name, isHealthy, detail }: ServiceStatus) {
  return (
    <>
      <HealthChip isHealthy={isHealthy} />
      <strong>{name}</strong>
      {detail ? <span class="hint">{detail}</span> : null}
    </>
  );
}
