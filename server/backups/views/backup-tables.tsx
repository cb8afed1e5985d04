import type { BackupView, RehearsalView } from '../../../core/backups/list-backups.ts';
import type { BackupOverview } from '../../../core/backups/backup-overview.ts';
import type { Children } from '../../ui/custom-elements.ts';
import { formatDuration, Timestamp, formatBytes, formatTimeAgo } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Backups, newest first: when, what, how long, how much, where, and why one failed. */
export function BackupTable({ backups }: { backups: BackupView[] }) {
  if (backups.length === 0)
    return <p class="empty">No backup has been made yet. One is made every hour by itself.</p>;
  return (
    <RunTable heads={['What', 'Outcome', 'Where']} label="Backups">
      {backups.map((backup) => (
        <tr>
          <th scope="row">
            <Timestamp at={backup.startedAt} />
          </th>
          <td data-label="What">{backup.kind === 'full' ? 'Whole' : 'What changed'}</td>
          <td data-label="Outcome">
            <RunOutcome run={backup} done="Made" />
          </td>
          <td data-label="Where">
            <RunTargets places={backup.places} />
          </td>
          <RunFigureCells run={backup} seconds={elapsedSeconds(backup)} />
        </tr>
      ))}
    </RunTable>
  );
}

/** Rehearsals of a restore, newest first. */
export function RehearsalTable({ rehearsals }: { rehearsals: RehearsalView[] }) {
  if (rehearsals.length === 0)
    return (
      <p class="empty">No restore has been rehearsed yet. One is rehearsed every Sunday at 04:30 UTC.</p>
    );
  return (
    <RunTable heads={['Outcome', 'Place']} label="Rehearsals">
      {rehearsals.map((rehearsal) => (
        <tr>
          <th scope="row">
            <Timestamp at={rehearsal.startedAt} />
          </th>
          <td data-label="Outcome">
            <RunOutcome run={rehearsal} done="Proven" />
          </td>
          <td data-label="Place">{rehearsal.place ?? ''}</td>
          <RunFigureCells run={rehearsal} seconds={rehearsal.seconds} />
        </tr>
      ))}
    </RunTable>
  );
}

/** "Last proven restore: 3 days ago, 11 minutes, 48,210 documents". */
export function LastProvenRestore({ time }: { time: BackupOverview['recoveryTime'] }) {
  const { provenAt, seconds, documents } = time;
  if (provenAt === null || seconds === null)
    return <p>No restore has been proven yet. “strongroom rehearse” proves the newest backup.</p>;
  return (
    <p>
      Last proven restore: <strong>{formatTimeAgo(provenAt)}</strong>, {formatDuration(seconds)},{' '}
      {(documents ?? 0).toLocaleString('en-GB')} documents.
    </p>
  );
}

/** Every 90 days: a recovery key that nobody finds on the worst day opens nothing. */
export function RecoveryKeyReminder({ recoveryKey }: { recoveryKey: BackupOverview['recoveryKey'] }) {
  if (!recoveryKey.due || recoveryKey.provenAt === null) return null;
  return (
    <Notice kind="plain">
      The recovery key was last proven {formatTimeAgo(recoveryKey.provenAt)}. Fetch the paper it is written
      on, and type on the server: <code>strongroom recovery-key check</code>
    </Notice>
  );
}

type Run = Pick<BackupView, 'state' | 'reason' | 'bytes' | 'documents' | 'startedAt' | 'endedAt'>;

function RunTable({ heads, label, children }: { heads: string[]; label: string; children: Children }) {
  return (
    <div class="scroll">
      <table class="list" aria-label={label}>
        <thead>
          <tr>
            {['Started', ...heads].map((head) => (
              <th scope="col">{head}</th>
            ))}
            {['Took', 'Documents', 'Size'].map((head) => (
              <th scope="col" class="figure">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function RunFigureCells({ run, seconds }: { run: Run; seconds: number | null }) {
  return (
    <>
      <td data-label="Took" class="figure">
        {seconds === null ? '–' : formatDuration(seconds)}
      </td>
      <td data-label="Documents" class="figure">
        {run.documents?.toLocaleString('en-GB') ?? '–'}
      </td>
      <td data-label="Size" class="figure">
        {run.bytes === null ? '–' : formatBytes(run.bytes)}
      </td>
    </>
  );
}

function RunOutcome({ run, done }: { run: Run; done: string }) {
  const chip = {
    done: { label: done, tone: 'good' },
    running: { label: 'Running', tone: 'busy' },
    failed: { label: 'Failed', tone: 'bad' },
  }[run.state];
  return (
    <>
      <span class={`chip ${chip.tone}`}>{chip.label}</span>
      {run.reason ? <p class="reason">{run.reason}</p> : null}
    </>
  );
}

function RunTargets({ places }: { places: BackupView['places'] }) {
  if (places.length === 0) return <>–</>;
  const reached = places.filter(({ ok }) => ok).map(({ name }) => name);
  const missed = places.filter(({ ok }) => !ok);
  return (
    <>
      {reached.join(', ')}
      {missed.map(({ name, reason }) => (
        <p class="reason">
          Not {name}: {reason}
        </p>
      ))}
    </>
  );
}

function elapsedSeconds({ startedAt, endedAt }: Run): number | null {
  return endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}
