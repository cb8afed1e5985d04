import type { DocumentDetail, HistoryEntry } from '../../../core/documents/read/document-view.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { DocumentFamily } from './document-family.tsx';
import { formatCount, Timestamp, SafeText } from '../../ui/format.tsx';
import { RetentionPanel } from '../../retention/views/retention-panel.tsx';
import { stepLabels } from '../../ui/step-names.ts';
import { NearDuplicatesSection, VersionsSection } from './versions-section.tsx';

const stepStateLabels: Record<HistoryEntry['state'], string> = {
  requested: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

/** What happened to the document, what came attached to it, and what proves that it is unchanged. */
export function DocumentFacts({ document, matter }: { document: DocumentDetail; matter: MatterView }) {
  const canEdit = matter.can['file documents'];
  return (
    <div class="below">
      <DocumentFamily document={document} />
      <VersionsSection document={document} files={canEdit} />
      <NearDuplicatesSection document={document} />
      <section aria-labelledby="history-title">
        <h2 id="history-title">History</h2>
        <ol class="timeline">
          <li>
            <strong>Filed</strong> by <SafeText of={document.uploadedBy.name} />
            <span class="when">
              <Timestamp at={document.createdAt} />
            </span>
          </li>
          {document.history.map((entry) => (
            <HistoryStep entry={entry} />
          ))}
        </ol>
      </section>
      <section aria-labelledby="facts-title">
        <h2 id="facts-title">Details</h2>
        <dl class="details">
          <dt>Type</dt>
          <dd>{document.mediaType}</dd>
          <dt>Size</dt>
          <dd>{formatCount(document.bytes, 'byte')}</dd>
          {document.kind ? (
            <>
              <dt>Kind</dt>
              <dd>
                {document.kind} <span class="hint">{document.kindReason}</span>
              </dd>
            </>
          ) : null}
          {document.language ? (
            <>
              <dt>Language</dt>
              <dd>{new Intl.DisplayNames('en', { type: 'language' }).of(document.language)}</dd>
            </>
          ) : null}
          <dt>Pages</dt>
          <dd>{document.pageCount?.toLocaleString('en-GB') ?? 'not known yet'}</dd>
          <dt>SHA-256</dt>
          <dd class="hash">{document.sha256}</dd>
        </dl>
      </section>
      <RetentionPanel document={document} matter={matter} />
    </div>
  );
}

function HistoryStep({ entry }: { entry: HistoryEntry }) {
  return (
    <li class={entry.state}>
      <strong>{stepLabels[entry.step]}</strong>: {stepStateLabels[entry.state]}
      {formatWait(entry)}
      {entry.attempts > 1 ? ` at attempt ${entry.attempts}` : ''}
      {entry.startedAt && entry.endedAt ? ` in ${formatElapsed(entry.startedAt, entry.endedAt)}` : ''}
      <span class="when">
        <Timestamp at={entry.endedAt ?? entry.startedAt ?? entry.requestedAt} />
      </span>
      {entry.reason ? <p class="reason">{entry.reason}</p> : null}
    </li>
  );
}

/** Waiting is told where somebody could have noticed it. */
function formatWait({ requestedAt, startedAt }: HistoryEntry): string {
  if (!startedAt || Date.parse(startedAt) - Date.parse(requestedAt) < 2_000) return '';
  return ` after waiting ${formatElapsed(requestedAt, startedAt)}`;
}

function formatElapsed(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
