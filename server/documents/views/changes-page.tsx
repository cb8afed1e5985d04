import type { DocumentChanges } from '../../../core/documents/versions/compare-documents.ts';
import type { DiffPart, PageChanges } from '../../../core/documents/versions/compare-pages.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { formatCount, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { safeDisplayName } from '../../ui/safe-display-name.ts';

export type ChangesPageProps = { pageFrame: PageFrame; changes: DocumentChanges };

/** What one document says otherwise than another, page by page: what was added and removed, with some words around it. */
export function ChangesPage({ pageFrame, changes }: ChangesPageProps) {
  const { from, to, pages } = changes;
  const changedPages = pages.filter((page) => page.added + page.removed > 0 || page.tooLong);
  return (
    <Layout title={`What changed in ${safeDisplayName(to.filename)}`} pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/documents/${to.id}`}>
          <SafeText of={to.filename} />
        </a>
      </nav>
      <h1>What changed</h1>
      <p class="lead">
        From{' '}
        <a href={`/documents/${from.id}`}>
          <SafeText of={from.filename} /> (version {from.version})
        </a>{' '}
        to{' '}
        <a href={`/documents/${to.id}`}>
          <SafeText of={to.filename} /> (version {to.version})
        </a>
        : {formatCount(changes.added, 'word')} added, {formatCount(changes.removed, 'word')} removed.
      </p>
      {changes.isWhole ? null : (
        <Notice kind="problem">
          The documents are too long to be compared to their ends; only their beginnings were.
        </Notice>
      )}
      {changedPages.length === 0 ? <p class="empty">The text is the same on every page.</p> : null}
      {changedPages.map((page) => (
        <PageChangesSection page={page} to={to.id} />
      ))}
    </Layout>
  );
}

function PageChangesSection({ page, to }: { page: PageChanges; to: string }) {
  const id = `page-${page.page ?? `was-${page.was}`}`;
  return (
    <section class="text changes" aria-labelledby={id}>
      <header class="pane">
        <h2 id={id}>
          {page.page === null ? (
            `Earlier page ${page.was}, removed`
          ) : (
            <a href={`/documents/${to}?page=${page.page}`}>Page {page.page}</a>
          )}
        </h2>
        <span>
          {page.added} added, {page.removed} removed
        </span>
      </header>
      {page.tooLong ? (
        <p class="empty">
          There is too much on this page, or too much of it is different, to compare it word by word. Open
          both documents side by side.
        </p>
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

/** Of what did not change, so much as is needed to know the place. */
function shortenUnchanged(text: string): string {
  return text.length <= contextCharacters * 2
    ? text
    : `${text.slice(0, contextCharacters)} … ${text.slice(-contextCharacters)}`.toWellFormed();
}
