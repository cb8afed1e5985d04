import type { FindingView } from '../../../core/analysis/list-findings.ts';
import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import type { PageView } from '../../../core/documents/read/read-documents.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { DocumentFacts } from './document-facts.tsx';
import { Timestamp, SafeText, formatBytes } from '../../ui/format.tsx';
import { FailedRedactionsNotice, FindingsPanel, MarkedText, type MarkedSpan } from './findings-panel.tsx';
import { Highlighted } from '../../ui/highlight.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { inlineDisplayKind, isOriginalAvailable, OriginalViewer } from './original-viewer.tsx';
import { DocumentPager } from '../../ui/document-pager.tsx';
import { DocumentStateChip } from '../../ui/document-state-chip.tsx';
import { NewerVersionNotice } from './versions-section.tsx';
import { safeDisplayName } from '../../ui/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';

export type DocumentPageProps = {
  pageFrame: PageFrame;
  document: DocumentDetail;
  matter: MatterView;
  /** The number of the page that was asked for, and its text where it can be had. */
  number: number;
  page: PageView | null;
  /** Why there is no text to show, in a sentence. */
  noTextReason?: string;
  /** Words to mark in the text. */
  q: string;
  /** What was found on this page, and the place that is to be marked. */
  findings: FindingView[];
  mark: MarkedSpan | null;
};

export function DocumentPage(props: DocumentPageProps) {
  const { pageFrame, document, matter } = props;
  return (
    <Layout title={safeDisplayName(document.filename)} pageFrame={pageFrame} wide>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <SafeText of={matter.name} />
        </a>
        {document.family.parent ? (
          <a href={`/documents/${document.family.parent.id}`}>
            <SafeText of={document.family.parent.filename} />
          </a>
        ) : null}
      </nav>
      <live-document of={document.id} events={`/api/matters/${matter.id}/events`} state={document.state}>
        <DocumentHeading document={document} matter={matter} />
        <div
          class={
            isOriginalAvailable(document) && inlineDisplayKind(document.mediaType)
              ? 'reader'
              : 'reader single'
          }
        >
          {isOriginalAvailable(document) ? (
            <OriginalViewer document={document} number={props.number} />
          ) : null}
          <PageTextSection {...props} />
        </div>
      </live-document>
      <DocumentFacts document={document} matter={matter} />
    </Layout>
  );
}

function DocumentHeading({ document, matter }: { document: DocumentDetail; matter: MatterView }) {
  const canEdit = matter.can['file documents'];
  return (
    <>
      <div class="heading">
        <div>
          <h1 class="filename">
            <SafeText of={document.filename} />
          </h1>
          <p class="facts">
            <DocumentStateChip state={document.state} />
            <span>{formatBytes(document.bytes)}</span>
            <span>
              Filed <Timestamp at={document.createdAt} /> by <SafeText of={document.uploadedBy.name} />
            </span>
          </p>
        </div>
        <div class="acts">
          {canEdit && document.retry !== null ? (
            <Form action={`/documents/${document.id}/retry`}>
              <button>Try again</button>
            </Form>
          ) : null}
          {isOriginalAvailable(document) ? (
            <a
              class="button primary"
              href={`/api/documents/${document.id}/original`}
              download={safeDisplayName(document.filename)}
            >
              <Icon name="download" /> Download
            </a>
          ) : null}
        </div>
      </div>
      <NewerVersionNotice document={document} />
      {document.reason ? (
        <Notice kind={isProblem(document) ? 'problem' : 'plain'}>{document.reason}</Notice>
      ) : null}
      {canEdit && document.state === 'needs-password' ? <FilePasswordForm id={document.id} /> : null}
    </>
  );
}

function isProblem({ state }: DocumentDetail): boolean {
  return state === 'failed' || state === 'needs-password' || state === 'quarantined';
}

/** No `autocomplete` of the person's own password: this one belongs to the file. */
function FilePasswordForm({ id }: { id: string }) {
  return (
    <Form class="stack question" action={`/documents/${id}/password`}>
      <label>
        Password of the file
        <input type="password" name="password" maxLength={200} autocomplete="off" required />
      </label>
      <p class="hint">It is used once to open the file, and kept nowhere.</p>
      <button class="primary">Open the file</button>
    </Form>
  );
}

function PageText({ text, q, mark }: { text: string; q: string; mark: MarkedSpan | null }) {
  return mark ? <MarkedText text={text} span={mark} /> : <Highlighted text={text} query={q} />;
}

function PageTextSection(props: DocumentPageProps) {
  const { document, number, page, noTextReason, q } = props;
  const isOcr = page !== null && page.confidence < 1;
  return (
    <section class="text" id="page-text" aria-labelledby="text-title" data-page={number}>
      <header class="pane">
        <h2 id="text-title">{page?.label ? <SafeText of={page.label} /> : 'Text'}</h2>
        <DocumentPager document={document} number={number} q={q} />
      </header>
      <FailedRedactionsNotice pages={document.failedRedactions} />
      {q && page ? (
        <p class="marked">
          Marked: <mark>{q}</mark> <a href={`/documents/${document.id}?page=${number}`}>Clear</a>
        </p>
      ) : null}
      {page ? (
        <div class="words" lang="" dir="auto" tabIndex={0} role="group" aria-label={`Text of page ${number}`}>
          {page.text.trim() === '' ? (
            <em class="hint">There is no text on this page.</em>
          ) : (
            <PageText text={page.text} {...props} />
          )}
        </div>
      ) : (
        <p class="empty">{noTextReason}</p>
      )}
      {page ? <FindingsPanel documentId={document.id} found={props.findings} /> : null}
      {isOcr && page ? (
        <p class="hint">
          Read from the picture of the page by {page.engine}, {Math.round(page.confidence * 100)}% sure.
          Compare with the original before you quote.
        </p>
      ) : null}
      {page?.alternative ? <AlternativeReading {...page.alternative} /> : null}
    </section>
  );
}

/** A page read twice shows the better reading; the other is a click away. */
function AlternativeReading({ text, engine }: NonNullable<PageView['alternative']>) {
  return (
    <details class="hint">
      <summary>
        {engine === 'pdf-text' ? 'The text layer of the file says' : 'Read from the picture of the page'}
      </summary>
      <div class="words" lang="" dir="auto">
        {text}
      </div>
    </details>
  );
}
