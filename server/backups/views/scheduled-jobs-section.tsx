import type { BackupOverview } from '../../../core/backups/backup-overview.ts';
import { Timestamp } from '../../ui/format.tsx';
import { ItemList } from '../../ui/list-table.tsx';
import { Section } from '../../ui/section.tsx';

const scheduledJobLabels: Readonly<Record<string, string>> = {
  'daily-backup': 'Full backup',
  'hourly-backup': 'Incremental backup',
  rehearsal: 'Restore rehearsal',
  'ship-log-near': 'WAL to the near target',
  'ship-log-far': 'WAL to the far target',
  'weekly-check': 'Check of the backups',
  'audit-proof': 'Proof of the audit log',
  'monthly-dump': 'Database dump as plain SQL',
  'ended-walls': 'Notices of walls that have ended',
  'byte-removal': 'Deletion of purged originals for good',
};

/** What runs next without being asked for. */
export function ScheduledJobsSection({ planned }: { planned: BackupOverview['planned'] }) {
  return (
    <Section id="scheduled-title" title="Scheduled jobs">
      <ItemList
        items={planned}
        item={({ name, at }) => (
          <>
            <strong>{scheduledJobLabels[name] ?? name}</strong>
            <Timestamp at={at} />
          </>
        )}
        empty="No job is scheduled. Type: strongroom logs ops"
      />
    </Section>
  );
}
