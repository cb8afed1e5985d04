import type { RestorableBackup } from '../../../core/backups/list-backups.ts';
import type { RestoreView } from '../../../core/backups/restores.ts';
import { formatTimestamp, Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';

type RestoreFormProps = {
  action: string;
  backups: RestorableBackup[];
  open: boolean;
  /** An administrator names the matter by its number. */
  byNumber?: boolean;
  documentId?: string;
};

/** Orders a matter, or one document of it, out of a backup. */
export function RestoreForm({ action, backups, open, byNumber, documentId }: RestoreFormProps) {
  return (
    <details class="panel" open={open}>
      <summary>Bring a matter or a document back</summary>
      <Form class="stack" action={action}>
        <p class="hint">
          It comes back as it was then, into a matter of its own that only the owners see. What is here now
          stays as it is.
        </p>
        {byNumber ? (
          <label>
            Number of the matter
            <input name="matter" required maxLength={300} autocomplete="off" />
          </label>
        ) : null}
        <label>
          One document, by its id (empty: the whole matter)
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
        <button class="primary">Bring it back</button>
      </Form>
    </details>
  );
}

type RestoreListProps = { restores: RestoreView[]; backups: RestorableBackup[]; byNumber?: boolean };

/** What was ordered and what became of it: drawn again by itself as long as one is under way. */
export function RestoreList({ restores, backups, byNumber }: RestoreListProps) {
  const open = restores.some(({ state }) => state === 'asked' || state === 'running');
  return (
    <live-part id="restores" every={open ? 5 : 0}>
      {restores.length === 0 ? (
        <p class="empty">Nothing was brought back yet.</p>
      ) : (
        <div class="scroll">
          <table class="list" aria-label="What was ordered out of the backups">
            <thead>
              <tr>
                <th scope="col">Ordered</th>
                {byNumber ? <th scope="col">Matter</th> : null}
                <th scope="col">What</th>
                <th scope="col">Backup</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {restores.map((restore) => (
                <RestoreRow restore={restore} sets={backups} byNumber={byNumber === true} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </live-part>
  );
}

function RestoreRow({
  restore,
  sets,
  byNumber,
}: {
  restore: RestoreView;
  sets: RestorableBackup[];
  byNumber: boolean;
}) {
  const backup = sets.find(({ snapshot }) => snapshot === restore.snapshot);
  return (
    <tr>
      <th scope="row" class="moment">
        <Timestamp at={restore.askedAt} />
        <span class="by">
          <SafeText of={restore.askedBy.name} />
        </span>
      </th>
      {byNumber ? (
        <td data-label="Matter">
          <SafeText of={restore.matterNumber} />
        </td>
      ) : null}
      <td data-label="What">{restore.documentId === null ? 'The whole matter' : 'One document'}</td>
      <td data-label="Backup">
        {backup ? (
          <Timestamp at={backup.madeAt} />
        ) : restore.snapshot === null ? (
          'The newest'
        ) : (
          'An older one'
        )}
      </td>
      <td data-label="Outcome">
        <RestoreOutcome restore={restore} />
      </td>
    </tr>
  );
}

function RestoreOutcome({ restore: { state, reason, restoredMatterId } }: { restore: RestoreView }) {
  const chip = {
    asked: { label: 'Waiting', tone: 'busy' },
    running: { label: 'Under way', tone: 'busy' },
    done: { label: 'Brought back', tone: 'good' },
    failed: { label: 'Not brought back', tone: 'bad' },
  }[state];
  return (
    <>
      <span class={`chip ${chip.tone}`}>{chip.label}</span>
      {reason === null ? null : <p class="reason">{reason}</p>}
      {state === 'done' && restoredMatterId !== null ? (
        <p>
          <a href={`/matters/${restoredMatterId}`}>Open what was brought back</a>
        </p>
      ) : null}
      {state === 'done' && restoredMatterId === null ? (
        <p class="hint">The owners of the matter can open it.</p>
      ) : null}
    </>
  );
}
