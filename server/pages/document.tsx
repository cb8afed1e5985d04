import type { FindingView } from '../../core/analysis/read-findings.ts';
import type { DocumentDetail } from '../../core/documents/document-view.ts';
import type { PageView } from '../../core/documents/read-documents.ts';
import type { MatterView } from '../../core/matters/matters.ts';
import type { Chrome } from './chrome.ts';
import { DocumentFacts } from './document-facts.tsx';
import { Moment, Name, readableBytes } from './figures.tsx';
import { FailedRedactions, FindingsPanel, MarkedText, type MarkedSpan } from './findings-panel.tsx';
import { Highlighted } from './highlight.tsx';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';
import { drawable, openable, Original } from './original.tsx';
import { Pager } from './pager.tsx';
import { StateChip } from './state-chip.tsx';
import { ReplacedNote } from './versions.tsx';
import { visibleName } from './visible-name.ts';
import { Form } from './form.tsx';

export type DocumentPageProps = {
  chrome: Chrome;
  document: DocumentDetail;
  matter: MatterView;
  /** The number of the page that was asked for, and its text where it can be had. */
  number: number;
  page: PageView | null;
  /** Why there is no text to show, in a sentence. */
  noText?: string;
  /** Words to mark in the text. */
  q: string;
  /** What was found on this page, and the place that is to be marked. */
  found: FindingView[];
  mark: MarkedSpan | null;
};

export function DocumentPage(props: DocumentPageProps) {
  const { chrome, document, matter } = props;
  return (
    <Layout title={visibleName(document.filename)} chrome={chrome} wide>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <Name of={matter.name} />
        </a>
        {document.family.parent ? (
          <a href={`/documents/${document.family.parent.id}`}>
            <Name of={document.family.parent.filename} />
          </a>
        ) : null}
      </nav>
      <live-document of={document.id} events={`/api/matters/${matter.id}/events`} state={document.state}>
        <Heading document={document} matter={matter} />
        <div class={openable(document) && drawable(document.mediaType) ? 'reader' : 'reader single'}>
          {openable(document) ? <Original document={document} number={props.number} /> : null}
          <TextOfPage {...props} />
        </div>
      </live-document>
      <DocumentFacts document={document} matter={matter} />
    </Layout>
  );
}

function Heading({ document, matter }: { document: DocumentDetail; matter: MatterView }) {
  const files = matter.role === 'owner' || matter.role === 'editor';
  return (
    <>
      <div class="heading">
        <div>
          <h1 class="filename">
            <Name of={document.filename} />
          </h1>
          <p class="facts">
            <StateChip state={document.state} />
            <span>{readableBytes(document.bytes)}</span>
            <span>
              Filed <Moment at={document.createdAt} /> by <Name of={document.uploadedBy.name} />
            </span>
          </p>
        </div>
        <div class="acts">
          {files && document.retry !== null ? (
            <Form action={`/documents/${document.id}/retry`}>
              <button>Try again</button>
            </Form>
          ) : null}
          {openable(document) ? (
            <a
              class="button primary"
              href={`/api/documents/${document.id}/original`}
              download={visibleName(document.filename)}
            >
              <Icon name="download" /> Download
            </a>
          ) : null}
        </div>
      </div>
      <ReplacedNote document={document} />
      {document.reason ? (
        <Notice kind={isProblem(document) ? 'problem' : 'plain'}>{document.reason}</Notice>
      ) : null}
      {files && document.state === 'needs-password' ? <PasswordForm id={document.id} /> : null}
    </>
  );
}

function isProblem({ state }: DocumentDetail): boolean {
  return state === 'failed' || state === 'needs-password' || state === 'quarantined';
}

/** No `autocomplete` of the person's own password: this one belongs to the file. */
function PasswordForm({ id }: { id: string }) {
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

function Words({ text, q, mark }: { text: string; q: string; mark: MarkedSpan | null }) {
  return mark ? <MarkedText text={text} span={mark} /> : <Highlighted text={text} query={q} />;
}

function TextOfPage(props: DocumentPageProps) {
  const { document, number, page, noText, q } = props;
  const isOcr = page !== null && page.confidence < 1;
  return (
    <section class="text" id="page-text" aria-labelledby="text-title" data-page={number}>
      <header class="pane">
        <h2 id="text-title">{page?.label ? <Name of={page.label} /> : 'Text'}</h2>
        <Pager document={document} number={number} q={q} />
      </header>
      <FailedRedactions pages={document.failedRedactions} />
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
            <Words text={page.text} {...props} />
          )}
        </div>
      ) : (
        <p class="empty">{noText}</p>
      )}
      {page ? <FindingsPanel documentId={document.id} found={props.found} /> : null}
      {isOcr && page ? (
        <p class="hint">
          Read from the picture of the page by {page.engine}, {Math.round(page.confidence * 100)}% sure.
          Compare with the original before you quote.
        </p>
      ) : null}
      {page?.alternative ? <OtherReading {...page.alternative} /> : null}
    </section>
  );
}

/** A page read twice shows the better reading; the other is a click away. */
function OtherReading({ text, engine }: NonNullable<PageView['alternative']>) {
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
