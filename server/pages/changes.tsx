import type { Changes } from '../../core/documents/compare-documents.ts';
import type { ChangedPart, PageChanges } from '../../core/documents/compare-pages.ts';
import type { Chrome } from './chrome.ts';
import { counted, Name } from './figures.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';
import { visibleName } from './visible-name.ts';

export type ChangesPageProps = { chrome: Chrome; changes: Changes };

/** What one document says otherwise than another, page by page: what was added and removed, with some words around it. */
export function ChangesPage({ chrome, changes }: ChangesPageProps) {
  const { from, to, pages } = changes;
  const shown = pages.filter((page) => page.added + page.removed > 0 || page.tooLong);
  return (
    <Layout title={`What changed in ${visibleName(to.filename)}`} chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/documents/${to.id}`}>
          <Name of={to.filename} />
        </a>
      </nav>
      <h1>What changed</h1>
      <p class="lead">
        From{' '}
        <a href={`/documents/${from.id}`}>
          <Name of={from.filename} /> (version {from.version})
        </a>{' '}
        to{' '}
        <a href={`/documents/${to.id}`}>
          <Name of={to.filename} /> (version {to.version})
        </a>
        : {counted(changes.added, 'word')} added, {counted(changes.removed, 'word')} removed.
      </p>
      {changes.isWhole ? null : (
        <Notice kind="problem">
          The documents are too long to be compared to their ends; only their beginnings were.
        </Notice>
      )}
      {shown.length === 0 ? <p class="empty">The text is the same on every page.</p> : null}
      {shown.map((page) => (
        <PageSection page={page} to={to.id} />
      ))}
    </Layout>
  );
}

function PageSection({ page, to }: { page: PageChanges; to: string }) {
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
            <Part part={part} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Said in words too: neither colour nor a line through the text is heard. */
function Part({ part: { kind, text } }: { part: ChangedPart }) {
  if (kind === 'same') return <>{shortened(text)}</>;
  const Mark = kind === 'added' ? 'ins' : 'del';
  return (
    <Mark>
      <span class="unheard">{kind}: </span>
      {text}
      <span class="unheard"> end of what was {kind}. </span>
    </Mark>
  );
}

const around = 300;

/** Of what did not change, so much as is needed to know the place. */
function shortened(text: string): string {
  return text.length <= around * 2
    ? text
    : `${text.slice(0, around)} … ${text.slice(-around)}`.toWellFormed();
}
