import type { BackupView, RehearsalView } from '../../../core/backups/list-backups.ts';
import type { BackupOverview } from '../../../core/backups/backup-overview.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatTimeAgo,
} from '../../browser/format.ts';
import { Chip, type ChipLook } from '../../ui/chip.tsx';
import { Reason, Timestamp } from '../../ui/format.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';

type Run = Pick<BackupView, 'state' | 'reason' | 'bytes' | 'documents' | 'startedAt' | 'endedAt'>;

const startedColumn: Column<Run> = {
  title: 'Started',
  isRowHeader: true,
  cell: ({ startedAt }) => <Timestamp at={startedAt} />,
};
const volumeColumns: Column<Run>[] = [
  {
    title: 'Documents',
    look: 'figure',
    cell: ({ documents }) => (documents === null ? '–' : formatNumber(documents)),
  },
  { title: 'Size', look: 'figure', cell: ({ bytes }) => (bytes === null ? '–' : formatBytes(bytes)) },
];

const backupColumns: Column<BackupView>[] = [
  startedColumn,
  { title: 'Kind', cell: ({ kind }) => (kind === 'full' ? 'Full' : 'Incremental') },
  { title: 'Outcome', cell: (backup) => <RunOutcome run={backup} /> },
  { title: 'Targets', cell: ({ places }) => <RunTargets targets={places} /> },
  { title: 'Duration', look: 'figure', cell: (backup) => formatSeconds(elapsedSeconds(backup)) },
  ...volumeColumns,
];

/** Backups, newest first: when, what, how long, how much, where, and why one failed. */
export function BackupTable({ backups }: { backups: BackupView[] }) {
  return (
    <ListTable
      label="Backups"
      columns={backupColumns}
      rows={backups}
      empty="No backup has been made yet. The next one runs within the hour."
    />
  );
}

const rehearsalColumns: Column<RehearsalView>[] = [
  startedColumn,
  { title: 'Outcome', cell: (rehearsal) => <RunOutcome run={rehearsal} /> },
  { title: 'Target', cell: ({ place }) => place },
  { title: 'Duration', look: 'figure', cell: ({ seconds }) => formatSeconds(seconds) },
  ...volumeColumns,
];

/** Rehearsals of a restore, newest first. */
export function RehearsalTable({ rehearsals }: { rehearsals: RehearsalView[] }) {
  return (
    <ListTable
      label="Restore rehearsals"
      columns={rehearsalColumns}
      rows={rehearsals}
      empty="No restore has been rehearsed yet. A rehearsal runs every Sunday at 04:30 UTC."
    />
  );
}

/** "Last proven restore: 3 days ago, 11 minutes, 48,210 documents". */
export function LastProvenRestore({ time }: { time: BackupOverview['recoveryTime'] }) {
  const { provenAt, seconds, documents } = time;
  if (provenAt === null || seconds === null)
    return <p>No restore has been proven yet. To prove the newest backup, type: strongroom rehearse</p>;
  return (
    <p>
      Last proven restore: <strong>{formatTimeAgo(provenAt)}</strong>, {formatDuration(seconds)},{' '}
      {formatCount(documents ?? 0, 'document')}.
    </p>
  );
}

/** Every 90 days: a recovery key that nobody finds on the worst day opens nothing. */
export function RecoveryKeyReminder({ recoveryKey }: { recoveryKey: BackupOverview['recoveryKey'] }) {
  if (!recoveryKey.due || recoveryKey.provenAt === null) return null;
  return (
    <Notice kind="plain">
      The recovery key was last proven {formatTimeAgo(recoveryKey.provenAt)}. Fetch the paper it is written
      on, then type on the server: <code>strongroom recovery-key check</code>
    </Notice>
  );
}

const outcomeLooks: Record<Run['state'], ChipLook> = {
  done: { label: 'Succeeded', tone: 'good' },
  running: { label: 'Running', tone: 'busy' },
  failed: { label: 'Failed', tone: 'bad' },
};

function RunOutcome({ run: { state, reason } }: { run: Run }) {
  return (
    <>
      <Chip {...outcomeLooks[state]} />
      {reason ? <Reason of={reason} /> : null}
    </>
  );
}

function RunTargets({ targets }: { targets: BackupView['places'] }) {
  if (targets.length === 0) return <>–</>;
  const reached = targets.filter(({ ok }) => ok).map(({ name }) => name);
  const missed = targets.filter(({ ok }) => !ok);
  return (
    <>
      {reached.join(', ')}
      {missed.map(({ name, reason }) => (
        <Reason of={`Not ${name}: ${reason ?? 'no reason is known'}`} />
      ))}
    </>
  );
}

function elapsedSeconds({ startedAt, endedAt }: Run): number | null {
  return endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}

function formatSeconds(seconds: number | null): string {
  return seconds === null ? '–' : formatDuration(seconds);
}
