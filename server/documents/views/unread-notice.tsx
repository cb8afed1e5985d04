import type { Unread } from '../../../core/reading/unread.ts';
import { formatCount, formatNumber } from '../../browser/format.ts';
import { SafeText } from '../../ui/format.tsx';

/** How many lines are open at once; the rest is folded away. */
const maxOpenLines = 3;

/** What of a document cannot be searched; nothing where every word can be found. */
export function UnreadNotice({ unread }: { unread: readonly Unread[] }) {
  if (unread.length === 0) return null;
  const rest = unread.slice(maxOpenLines);
  return (
    <div class="notice plain" role="status" id="unread">
      <p>
        <strong>Not all of this document can be searched.</strong> Strongroom did not read, or is not sure of:
      </p>
      <UnreadList unread={unread.slice(0, maxOpenLines)} />
      {rest.length > 0 ? (
        <details>
          <summary>and {formatCount(rest.length, 'more thing')}</summary>
          <UnreadList unread={rest} />
        </details>
      ) : null}
    </div>
  );
}

/** The same as lines of a list. */
export function UnreadList({ unread }: { unread: readonly Unread[] }) {
  return (
    <ul class="unread">
      {unread.map(({ what, page, reason }) => (
        <li>
          {page === null ? '' : `page ${formatNumber(page)}: `}
          <SafeText of={what} />: <SafeText of={reason} />
        </li>
      ))}
    </ul>
  );
}

/** How many documents cannot be searched fully, with the way to them; nothing where all can. */
export function NotFullyReadLine({ count, matterId }: { count: number; matterId?: string | undefined }) {
  if (count === 0) return null;
  const query = matterId === undefined ? '' : `?matter=${encodeURIComponent(matterId)}`;
  const documents =
    count >= maxCounted ? `${formatNumber(maxCounted)} or more documents` : formatCount(count, 'document');
  return (
    <a href={`/unread${query}`}>
      {documents} here {count === 1 ? 'is' : 'are'} not fully searchable
    </a>
  );
}

/** Counted no further (core/reading/count-not-fully-read.ts). */
const maxCounted = 10_000;
