import type { PageHit, SearchResult } from '../../../core/search/search-pages.ts';
import { formatCount, formatNumber } from '../../browser/format.ts';
import { NotFullyReadLine } from '../../documents/views/unread-notice.tsx';
import { documentPageAddress } from '../../ui/document-pager.tsx';
import { SafeText } from '../../ui/format.tsx';
import { Snippet } from '../../ui/highlight.tsx';
import { Icon } from '../../ui/icons.tsx';
import { VersionMark } from '../../ui/labels.tsx';
import { MoreLink } from '../../ui/list-table.tsx';
import { SentenceNotice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type SearchPageProps = {
  pageFrame: PageFrame;
  q: string;
  /** The matter that is searched in; null for all the person may see. */
  matter: { id: string; name: string } | null;
  result: SearchResult | null;
  problem?: string;
};

export function SearchPage(props: SearchPageProps) {
  const { pageFrame, q, matter } = props;
  return (
    <Page title={q ? `${q}: search` : 'Search'} heading="Search" pageFrame={pageFrame}>
      <SearchForm q={q} matter={matter} />
      {matter ? (
        <p class="scope">
          In{' '}
          <a href={`/matters/${matter.id}`}>
            <SafeText of={matter.name} />
          </a>
          <a class="button quiet" href={`/search?q=${encodeURIComponent(q)}`}>
            Search all matters
          </a>
        </p>
      ) : null}
      <div id="results">
        <SearchResults {...props} />
      </div>
    </Page>
  );
}

function SearchForm({ q, matter }: Pick<SearchPageProps, 'q' | 'matter'>) {
  return (
    <search-as-you-type refreshes="results">
      <form class="find large" role="search" action="/search">
        <Icon name="search" />
        <input
          type="search"
          name="q"
          value={q}
          aria-label="Words to search for"
          placeholder="Words, “a phrase”, a Bates number…"
          autocomplete="off"
          autofocus={q === ''}
          data-search
        />
        {matter ? <input type="hidden" name="matter" value={matter.id} /> : null}
        <button class="primary">Search</button>
      </form>
    </search-as-you-type>
  );
}

function SearchResults({ q, matter, result, problem }: SearchPageProps) {
  if (problem) return <SentenceNotice kind="problem" text={problem} />;
  if (!result) return <SearchHints />;
  if (result.hits.length === 0) return <NothingFound notFullyRead={result.notFullyRead} matter={matter} />;
  const query: Record<string, string> = matter ? { q, matter: matter.id } : { q };
  return (
    <>
      <p class="count" role="status">
        {result.totalIsExact ? formatCount(result.total, 'page') : `${formatNumber(result.total)}+ pages`}
        {result.notFullyRead > 0 ? ', and ' : null}
        <NotFullyReadLine count={result.notFullyRead} matterId={matter?.id} />
      </p>
      <ol class="hits">
        {result.hits.map((hit) => (
          <SearchHit hit={hit} q={q} showsMatter={!matter} />
        ))}
      </ol>
      <MoreLink path="/search" query={query} nextCursor={result.nextCursor} label="More results" />
    </>
  );
}

type NothingFoundProps = Pick<SearchPageProps, 'matter'> & { notFullyRead: number };

function NothingFound({ notFullyRead, matter }: NothingFoundProps) {
  return (
    <div class="empty" role="status">
      <p>
        <strong>Nothing was found.</strong>
      </p>
      <p>
        Try fewer or other words, and quote only what must stand together. A document is found once it is
        searchable.
      </p>
      <p>
        <NotFullyReadLine count={notFullyRead} matterId={matter?.id} />
      </p>
    </div>
  );
}

function SearchHit({ hit, q, showsMatter }: { hit: PageHit; q: string; showsMatter: boolean }) {
  return (
    <li data-row>
      <a href={documentPageAddress(hit.documentId, hit.page, q)}>
        <SafeText of={hit.filename} />
        <span class="page">page {formatNumber(hit.page)}</span>
      </a>
      <VersionMark version={hit.version} newest={hit.newest} />
      {showsMatter ? (
        <p class="matter">
          <SafeText of={hit.matterName} />
        </p>
      ) : null}
      <p class="snippet" dir="auto">
        <Snippet of={hit.snippet} />
      </p>
    </li>
  );
}

function SearchHints() {
  return (
    <dl class="hints">
      <dt>
        <kbd>indemnity notice</kbd>
      </dt>
      <dd>pages with both words, in any form</dd>
      <dt>
        <kbd>"time is of the essence"</kbd>
      </dt>
      <dd>the words exactly as they stand, one after the other</dd>
      <dt>
        <kbd>lease or tenancy</kbd>
      </dt>
      <dd>either word</dd>
      <dt>
        <kbd>lease -draft</kbd>
      </dt>
      <dd>the first word without the second</dd>
      <dt>
        <kbd>ABC-000123</kbd>
      </dt>
      <dd>a Bates number, docket, section or address</dd>
    </dl>
  );
}
