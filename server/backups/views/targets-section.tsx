import type { TargetView } from '../../../core/backups/backup-overview.ts';
import { formatDay, formatTimeAgo, formatTimestamp } from '../../browser/format.ts';
import { HealthChip } from '../../ui/chip.tsx';
import { Reason, SafeText } from '../../ui/format.tsx';
import { ItemList } from '../../ui/list-table.tsx';
import { Section } from '../../ui/section.tsx';

/** Where backups go, and what is wrong there. */
export function TargetsSection({ targets }: { targets: TargetView[] }) {
  return (
    <Section id="targets-title" title="Targets">
      <ItemList
        items={targets}
        item={(target) => <TargetItem target={target} />}
        empty="The process that makes backups has named no target yet. Type: strongroom logs ops"
      />
    </Section>
  );
}

function TargetItem({ target }: { target: TargetView }) {
  const faults = listFaults(target);
  return (
    <>
      <HealthChip isHealthy={faults.length === 0} />
      <strong>{target.name === 'near' ? 'Near' : 'Far'}</strong>
      <span>
        {target.location.startsWith('/') ? 'a folder of this server' : <SafeText of={target.location} />}
      </span>
      <span class="hint">
        last backup {formatLast(target.lastSet)}
        {target.lockedUntil === null
          ? ''
          : `, which nobody can delete before ${formatDay(target.lockedUntil)}`}
        , newest WAL {formatLast(target.logUntil)}, last check {formatLast(target.lastCheck)}, last prune{' '}
        {formatLast(target.lastPrune)}, last proven restore {formatLast(target.lastProven)}
      </span>
      {target.pruneNeeds === null ? null : <p class="hint">{target.pruneNeeds}</p>}
      {faults.map((fault) => (
        <Reason of={fault} />
      ))}
    </>
  );
}

function listFaults(target: TargetView): string[] {
  const faults = [
    target.failure && `The last backup failed here: ${target.failure}`,
    target.logFailure && `The newest WAL did not arrive here: ${target.logFailure}`,
    target.checkFailure && `The last check failed: ${target.checkFailure}`,
    target.pruneFailure && `The last prune failed: ${target.pruneFailure}`,
    target.unusualSince &&
      `Many documents are gone or changed since the backup of ${formatTimestamp(target.unusualSince)}, although nothing here changes them. ` +
        'Nothing is pruned here until an administrator has looked. Type: strongroom doctor',
    target.lastSet === null && 'No backup has arrived here yet.',
  ];
  return faults.filter((fault) => typeof fault === 'string');
}

function formatLast(at: string | null): string {
  return at === null ? 'never' : formatTimeAgo(at);
}
