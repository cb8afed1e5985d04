import type { DocumentDetail, HistoryEntry } from '../../../core/documents/read/document-view.ts';
import type { NearDuplicates } from '../../../core/documents/versions/find-near-duplicates.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { formatCount, formatDuration, formatNumber } from '../../browser/format.ts';
import { DocumentFamily } from './document-family.tsx';
import { RetentionPanel } from '../../retention/views/retention-panel.tsx';
import { NearDuplicatesSection, VersionsSection } from './versions-section.tsx';
import { Reason, Timestamp, SafeText } from '../../ui/format.tsx';
import { stepLabels } from '../../ui/labels.tsx';
import { Section } from '../../ui/section.tsx';

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

const stepStateLabels: Record<HistoryEntry['state'], string> = {
  requested: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

type DocumentFactsProps = { document: DocumentDetail; matter: MatterView; nearDuplicates: NearDuplicates };

/** What happened to the document, what came attached to it, and what proves that it is unchanged. */
export function DocumentFacts({ document, matter, nearDuplicates }: DocumentFactsProps) {
  const canEdit = matter.can['file documents'];
  return (
    <div class="below">
      <DocumentFamily document={document} />
      <VersionsSection document={document} canEdit={canEdit} />
      <NearDuplicatesSection of={document} nearDuplicates={nearDuplicates} />
      <Section id="history-title" title="History">
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
      </Section>
      <DetailsSection document={document} />
      <RetentionPanel document={document} matter={matter} />
    </div>
  );
}

function DetailsSection({ document }: { document: DocumentDetail }) {
  return (
    <Section id="facts-title" title="Details">
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
            <dd>{languageNames.of(document.language)}</dd>
          </>
        ) : null}
        <dt>Pages</dt>
        <dd>{document.pageCount === null ? 'not known yet' : formatNumber(document.pageCount)}</dd>
        <dt>SHA-256</dt>
        <dd class="hash">{document.sha256}</dd>
      </dl>
    </Section>
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
      {entry.reason ? <Reason of={entry.reason} /> : null}
    </li>
  );
}

/** A wait is shown where somebody could have noticed it. */
function formatWait({ requestedAt, startedAt }: HistoryEntry): string {
  if (!startedAt || Date.parse(startedAt) - Date.parse(requestedAt) < 2_000) return '';
  return ` after waiting ${formatElapsed(requestedAt, startedAt)}`;
}

function formatElapsed(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds === 0 ? 'less than a second' : formatDuration(seconds);
}
