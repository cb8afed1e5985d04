import type { DocumentChanges } from '../../../core/documents/versions/compare-documents.ts';
import type { DiffPart, PageChanges } from '../../../core/documents/versions/compare-pages.ts';
import { formatCount, formatNumber } from '../../browser/format.ts';
import { mattersCrumb } from '../../ui/crumbs.tsx';
import { SafeText } from '../../ui/format.tsx';
import { EmptyList } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type ChangesPageProps = { pageFrame: PageFrame; changes: DocumentChanges };

/** What one document says otherwise than another, page by page: what was added and removed, with some words around it. */
export function ChangesPage({ pageFrame, changes }: ChangesPageProps) {
  const { from, to, pages } = changes;
  const changedPages = pages.filter((page) => page.added + page.removed > 0 || page.tooLong);
  return (
    <Page
      title={`What changed in ${to.filename}`}
      heading="What changed"
      pageFrame={pageFrame}
      crumbs={[mattersCrumb, { href: `/documents/${to.id}`, label: to.filename }]}
    >
      <p class="lead">
        From <VersionLink {...from} /> to <VersionLink {...to} />: {formatCount(changes.added, 'word')} added,{' '}
        {formatCount(changes.removed, 'word')} removed.
      </p>
      {changes.isWhole ? null : (
        <Notice kind="problem">
          The documents are too long to be compared to their ends. Only their beginnings were.
        </Notice>
      )}
      {changedPages.length === 0 ? <EmptyList>The text is the same on every page.</EmptyList> : null}
      {changedPages.map((page) => (
        <PageChangesSection page={page} documentId={to.id} />
      ))}
    </Page>
  );
}

function VersionLink({ id, filename, version }: DocumentChanges['from']) {
  return (
    <a href={`/documents/${id}`}>
      <SafeText of={filename} /> (version {version})
    </a>
  );
}

function PageChangesSection({ page, documentId }: { page: PageChanges; documentId: string }) {
  const id = `page-${page.page ?? `was-${page.was}`}`;
  return (
    <section class="text changes" aria-labelledby={id}>
      <header class="pane">
        <h2 id={id}>
          {page.page === null ? (
            `Earlier page ${page.was}, removed`
          ) : (
            <a href={`/documents/${documentId}?page=${page.page}`}>Page {page.page}</a>
          )}
        </h2>
        <span>
          {formatNumber(page.added)} added, {formatNumber(page.removed)} removed
        </span>
      </header>
      {page.tooLong ? (
        <EmptyList>
          This page is too long, or too different, to be compared word by word. Open both documents side by
          side.
        </EmptyList>
      ) : (
        <div class="words" lang="" dir="auto" tabIndex={0} role="group" aria-label="Changes on this page">
          {page.parts.map((part) => (
            <ChangedText part={part} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Said in words too: neither colour nor a line through the text is heard. */
function ChangedText({ part: { kind, text } }: { part: DiffPart }) {
  if (kind === 'same') return <>{shortenUnchanged(text)}</>;
  const Mark = kind === 'added' ? 'ins' : 'del';
  return (
    <Mark>
      <span class="unheard">{kind}: </span>
      {text}
      <span class="unheard"> end of what was {kind}. </span>
    </Mark>
  );
}

const contextCharacters = 300;

/** Of what did not change, so much as is needed to know where one is. */
function shortenUnchanged(text: string): string {
  return text.length <= contextCharacters * 2
    ? text
    : `${text.slice(0, contextCharacters)} … ${text.slice(-contextCharacters)}`.toWellFormed();
}
