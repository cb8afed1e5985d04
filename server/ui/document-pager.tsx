import type { DocumentDetail } from '../../core/documents/read/document-view.ts';
import { formatNumber } from '../browser/format.ts';
import { Icon } from './icons.tsx';

type Props = { document: Pick<DocumentDetail, 'id' | 'pageCount'>; number: number; q: string };

/** The way from page to page: links, and a field for the number of a page. */
export function DocumentPager({ document, number, q }: Props) {
  const count = document.pageCount ?? 0;
  if (count < 2) return null;
  return (
    <form class="pager" action={`/documents/${document.id}`} aria-label="Pages">
      <PageLink
        to={number > 1 ? documentPageAddress(document.id, number - 1, q) : null}
        label="Previous page"
        rel="prev"
      />
      <label>
        <span class="unheard">Page</span>
        <input
          name="page"
          type="number"
          inputmode="numeric"
          min={1}
          max={count}
          value={number}
          data-page-field
        />
      </label>
      <span>of {formatNumber(count)}</span>
      {q ? <input type="hidden" name="q" value={q} /> : null}
      <PageLink
        to={number < count ? documentPageAddress(document.id, number + 1, q) : null}
        label="Next page"
        rel="next"
      />
    </form>
  );
}

function PageLink({ to, label, rel }: { to: string | null; label: string; rel: 'prev' | 'next' }) {
  const icon = <Icon name={rel === 'prev' ? 'back' : 'forward'} />;
  if (to === null) return <span class="button icon-only off">{icon}</span>;
  return (
    <a class="button icon-only" href={to} rel={rel} aria-label={label} title={label}>
      {icon}
    </a>
  );
}

/** Where a page of a document is, with the words to mark on it. */
export function documentPageAddress(documentId: string, page: number, q: string): string {
  const query = new URLSearchParams(q === '' ? { page: String(page) } : { page: String(page), q });
  return `/documents/${documentId}?${query.toString()}`;
}
