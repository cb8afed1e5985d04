import type { RestorableBackup } from '../../../core/backups/list-backups.ts';
import type { RestoreView } from '../../../core/backups/restores.ts';
import { formatTimestamp } from '../../browser/format.ts';
import { Chip, type ChipLook } from '../../ui/chip.tsx';
import { MatterNumberField } from '../../ui/fields.tsx';
import { ActorTime, Reason, Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { Panel } from '../../ui/section.tsx';

type RestoreFormProps = {
  action: string;
  backups: RestorableBackup[];
  isOpen: boolean;
  /** An administrator names the matter by its number. */
  byNumber?: boolean;
  documentId?: string;
};

/** Orders a matter, or one document of it, out of a backup. */
export function RestoreForm({ action, backups, isOpen, byNumber, documentId }: RestoreFormProps) {
  return (
    <Panel summary="Restore a matter or a document" isOpen={isOpen}>
      <Form class="stack" action={action}>
        <p class="hint">
          The copy in the backup becomes a matter of its own, which only the owners see. What is here now does
          not change.
        </p>
        {byNumber ? <MatterNumberField name="matter" /> : null}
        <label>
          Id of one document (empty: the whole matter)
          <input name="documentId" maxLength={100} autocomplete="off" value={documentId} />
        </label>
        <label>
          Backup
          <select name="snapshot">
            <option value="">The newest</option>
            {backups.map(({ snapshot, madeAt }) => (
              <option value={snapshot}>{formatTimestamp(madeAt)}</option>
            ))}
          </select>
        </label>
        <button class="primary">Restore</button>
      </Form>
    </Panel>
  );
}

/** It has not ended yet: its page is drawn again by itself. */
export function isOpenRequest({ state }: Pick<RestoreView, 'state'>): boolean {
  return state === 'asked' || state === 'running';
}

type RestoreListProps = { restores: RestoreView[]; backups: RestorableBackup[]; byNumber?: boolean };

/** What was ordered and what became of it: drawn again by itself as long as one is under way. */
export function RestoreList({ restores, backups, byNumber = false }: RestoreListProps) {
  const isOpen = restores.some(isOpenRequest);
  return (
    <live-part id="restores" every={isOpen ? 5 : 0}>
      <ListTable
        label="Requested restores"
        empty="Nothing has been restored yet."
        rows={restores}
        columns={[
          {
            title: 'Requested',
            look: 'time',
            isRowHeader: true,
            cell: ({ askedAt, askedBy }) => <ActorTime at={askedAt} by={askedBy.name} />,
          },
          byNumber && { title: 'Matter', cell: ({ matterNumber }) => <SafeText of={matterNumber} /> },
          {
            title: 'What',
            cell: ({ documentId }) => (documentId === null ? 'The whole matter' : 'One document'),
          },
          { title: 'Backup', cell: ({ snapshot }) => <BackupTime snapshot={snapshot} backups={backups} /> },
          { title: 'Outcome', cell: (restore) => <RestoreOutcome restore={restore} /> },
        ]}
      />
    </live-part>
  );
}

type BackupTimeProps = { snapshot: string | null; backups: RestorableBackup[] };

function BackupTime({ snapshot, backups }: BackupTimeProps) {
  if (snapshot === null) return <>The newest</>;
  const backup = backups.find((each) => each.snapshot === snapshot);
  return backup ? <Timestamp at={backup.madeAt} /> : <>An older one</>;
}

const restoreLooks: Record<RestoreView['state'], ChipLook> = {
  asked: { label: 'Waiting', tone: 'busy' },
  running: { label: 'Running', tone: 'busy' },
  done: { label: 'Restored', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
};

function RestoreOutcome({ restore: { state, reason, restoredMatterId } }: { restore: RestoreView }) {
  return (
    <>
      <Chip {...restoreLooks[state]} />
      {reason === null ? null : <Reason of={reason} />}
      {state === 'done' && restoredMatterId !== null ? (
        <p>
          <a href={`/matters/${restoredMatterId}`}>Open the restored matter</a>
        </p>
      ) : null}
      {state === 'done' && restoredMatterId === null ? (
        <p class="hint">The owners of the matter can open it.</p>
      ) : null}
    </>
  );
}
