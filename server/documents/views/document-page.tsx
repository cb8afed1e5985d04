import type { FindingView } from '../../../core/analysis/list-findings.ts';
import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import type { MarkedPageView, PageView } from '../../../core/documents/read/read-documents.ts';
import type { NearDuplicates } from '../../../core/documents/versions/find-near-duplicates.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { formatBytes } from '../../browser/format.ts';
import { downloadName } from '../download-name.ts';
import { DocumentFacts } from './document-facts.tsx';
import { FailedRedactionsNotice, FindingsPanel, MarkedText, type MarkedSpan } from './findings-panel.tsx';
import { inlineDisplayKind, isOriginalAvailable, OriginalViewer } from './original-viewer.tsx';
import { UnreadNotice } from './unread-notice.tsx';
import { NewerVersionNotice } from './versions-section.tsx';
import { DocumentStateChip } from '../../ui/chip.tsx';
import { Crumbs, matterCrumbs } from '../../ui/crumbs.tsx';
import { DocumentPager } from '../../ui/document-pager.tsx';
import { ActionButton } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { Highlighted } from '../../ui/highlight.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import { EmptyList } from '../../ui/list-table.tsx';
import { SentenceNotice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { PageHeading } from '../../ui/page.tsx';

export type DocumentPageProps = {
  pageFrame: PageFrame;
  document: DocumentDetail;
  matter: MatterView;
  nearDuplicates: NearDuplicates;
  /** The number of the page that was asked for, and its text where it can be had. */
  number: number;
  page: MarkedPageView | null;
  /** Why there is no text to show, in a sentence. */
  noTextReason?: string;
  /** Words to mark in the text. */
  q: string;
  /** What was found on this page, and the words that are to be marked. */
  findings: FindingView[];
  mark: MarkedSpan | null;
};

export function DocumentPage(props: DocumentPageProps) {
  const { pageFrame, document, matter } = props;
  const isAvailable = isOriginalAvailable(document);
  const parent = document.family.parent;
  return (
    <Layout title={document.filename} pageFrame={pageFrame} wide>
      <Crumbs
        trail={[
          ...matterCrumbs(matter),
          ...(parent ? [{ href: `/documents/${parent.id}`, label: parent.filename }] : []),
        ]}
      />
      <live-document of={document.id} events={`/api/matters/${matter.id}/events`} state={document.state}>
        <DocumentHeading document={document} matter={matter} />
        <div class={isAvailable && inlineDisplayKind(document.mediaType) ? 'reader' : 'reader single'}>
          {isAvailable ? <OriginalViewer document={document} number={props.number} /> : null}
          <PageTextSection {...props} />
        </div>
      </live-document>
      <DocumentFacts document={document} matter={matter} nearDuplicates={props.nearDuplicates} />
    </Layout>
  );
}

function DocumentHeading({ document, matter }: { document: DocumentDetail; matter: MatterView }) {
  const canEdit = matter.can['file documents'];
  return (
    <>
      <PageHeading
        class="filename"
        facts={
          <>
            <DocumentStateChip state={document.state} />
            <span>{formatBytes(document.bytes)}</span>
            <span>
              Filed <Timestamp at={document.createdAt} /> by <SafeText of={document.uploadedBy.name} />
            </span>
          </>
        }
        actions={<DocumentActions document={document} canEdit={canEdit} />}
      >
        <SafeText of={document.filename} />
      </PageHeading>
      <NewerVersionNotice document={document} />
      {saysMoreThanState(document) ? <UnreadNotice unread={document.unread} /> : null}
      {document.reason ? (
        <SentenceNotice kind={isProblem(document) ? 'problem' : 'plain'} text={document.reason} />
      ) : null}
      {canEdit && document.state === 'needs-password' ? <FilePasswordForm id={document.id} /> : null}
    </>
  );
}

function DocumentActions({ document, canEdit }: { document: DocumentDetail; canEdit: boolean }) {
  return (
    <div class="acts">
      {canEdit && document.retry !== null ? (
        <ActionButton
          action={`/documents/${document.id}/retry`}
          text={document.state === 'searchable' && document.retry === 'extract' ? 'Read again' : 'Try again'}
        />
      ) : null}
      {isOriginalAvailable(document) ? (
        <a
          class="button primary"
          href={`/api/documents/${document.id}/original`}
          download={downloadName(document.filename)}
        >
          <Icon name="download" /> Download
        </a>
      ) : null}
    </div>
  );
}

/** Where nothing was read the reason says so, and a document on its way has not come to its end. */
function saysMoreThanState({ state, unread }: DocumentDetail): boolean {
  return state === 'searchable' || unread.length > 1;
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
      <p class="hint">The password is used once to open the file, and stored nowhere.</p>
      <button class="primary">Open the file</button>
    </Form>
  );
}

function PageText({ page, mark }: { page: MarkedPageView; mark: MarkedSpan | null }) {
  return mark ? (
    <MarkedText text={page.text} span={mark} />
  ) : (
    <Highlighted text={page.text} marks={page.marks} />
  );
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
            <PageText page={page} mark={props.mark} />
          )}
        </div>
      ) : (
        <EmptyList>
          <SafeText of={noTextReason ?? ''} />
        </EmptyList>
      )}
      {page ? <FindingsPanel documentId={document.id} found={props.findings} /> : null}
      {isOcr && page ? (
        <p class="hint">
          {page.engine} read this from the picture of the page and is {Math.round(page.confidence * 100)}%
          sure. Compare it with the original before you quote.
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
