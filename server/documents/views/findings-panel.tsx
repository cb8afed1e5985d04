import type { FindingView } from '../../../core/analysis/list-findings.ts';
import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import { formatCount } from '../../browser/format.ts';
import { SafeText } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What is marked in a page's text: from `start` to before `end`. */
export type MarkedSpan = { start: number; end: number };

const findingKindLabels: Record<FindingView['kind'], string> = {
  citation: 'Citations',
  court: 'Courts',
  docket: 'Docket numbers',
  party: 'Parties',
  date: 'Dates',
  money: 'Amounts',
  email: 'E-mail addresses',
  phone: 'Telephone numbers',
};
const kindsInOrder = Object.keys(findingKindLabels) as FindingView['kind'][];

/** What was found on the page that is shown; each leads to where it stands in the text. */
export function FindingsPanel({ documentId, found }: { documentId: string; found: FindingView[] }) {
  if (found.length === 0) return null;
  return (
    <details class="findings" open>
      <summary>Found on this page ({found.length})</summary>
      <dl>
        {kindsInOrder
          .map((kind) => ({ kind, ofKind: found.filter((finding) => finding.kind === kind) }))
          .filter(({ ofKind }) => ofKind.length > 0)
          .map(({ kind, ofKind }) => (
            <>
              <dt>{findingKindLabels[kind]}</dt>
              {ofKind.map((finding) => (
                <FindingItem documentId={documentId} finding={finding} />
              ))}
            </>
          ))}
      </dl>
    </details>
  );
}

function FindingItem({ documentId, finding }: { documentId: string; finding: FindingView }) {
  return (
    <dd>
      <a href={findingAddress(documentId, finding.page, finding)}>
        <SafeText of={finding.text.replace(/\s+/g, ' ')} />
      </a>{' '}
      <CitationReference documentId={documentId} finding={finding} />
    </dd>
  );
}

function findingAddress(documentId: string, page: number, { start, end }: MarkedSpan): string {
  return `/documents/${documentId}?page=${page}&mark=${start}-${end}#mark`;
}

type Antecedent = { page: number; start: number; text: string };

/** What an "id." refers to, or that it stays open. */
function CitationReference({ documentId, finding }: { documentId: string; finding: FindingView }) {
  if (!('antecedent' in finding.detail)) return null;
  const antecedent = finding.detail['antecedent'] as Antecedent | null;
  if (!antecedent) return <span class="hint">refers to nothing found before it</span>;
  const end = antecedent.start + antecedent.text.length;
  return (
    <a href={findingAddress(documentId, antecedent.page, { start: antecedent.start, end })}>
      → <SafeText of={antecedent.text.replace(/\s+/g, ' ')} />
    </a>
  );
}

/** For owners and editors: where words lay readable under a black box. The words themselves are not stored. */
export function FailedRedactionsNotice({ pages }: { pages: DocumentDetail['failedRedactions'] }) {
  if (!pages || pages.length === 0) return null;
  const numbers = [...new Set(pages)];
  return (
    <Notice kind="problem">
      {formatCount(pages.length, 'failed redaction')} on {numbers.length === 1 ? 'page' : 'pages'}{' '}
      {numbers.slice(0, 20).join(', ')}
      {numbers.length > 20 ? ` and ${numbers.length - 20} more` : ''}: words can be read under a black box in
      the original. The text here leaves them out. Redact the file again before you pass it on.
    </Notice>
  );
}

/** The text with one span marked. */
export function MarkedText({ text, span }: { text: string; span: MarkedSpan }) {
  return (
    <>
      {text.slice(0, span.start)}
      <mark id="mark">{text.slice(span.start, span.end)}</mark>
      {text.slice(span.end)}
    </>
  );
}
