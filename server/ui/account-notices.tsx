import type { AccountNotice, OpenNotices } from '../../core/auth/account-notices.ts';
import { formatCount } from '../browser/format.ts';
import { ActionButton } from './fields.tsx';
import { SafeText, Timestamp } from './format.tsx';
import { Notice } from './notice.tsx';

/** On every page, until the person has acknowledged it: what others did to their way in, or around their matters. */
export function OpenAccountNotices({ notices: { shown, more } }: { notices: OpenNotices }) {
  return (
    <aside aria-label="About your account">
      {shown.map((notice) =>
        notice.staysUntil === null ? <OpenNotice {...notice} /> : <StayingNotice {...notice} />,
      )}
      {more === 0 ? null : (
        <Notice kind="problem">
          There {more === 1 ? 'is' : 'are'} {formatCount(more, 'more notice')}, which{' '}
          {more === 1 ? 'comes' : 'come'} once you know of these.{' '}
          <a href="/account#notices-title">See all that you were told</a>.
        </Notice>
      )}
    </aside>
  );
}

function OpenNotice({ id, text, madeAt }: AccountNotice) {
  return (
    <Notice kind="problem">
      <p>
        <SafeText of={text} /> (<Timestamp at={madeAt} />)
      </p>
      <ActionButton action={`/account/notices/${id}/acknowledge`} text="I know of this" />
      <p>If you do not, ask the others at the firm, by telephone.</p>
    </Notice>
  );
}

/** Acknowledged, perhaps by whoever came in by what it tells of. */
function StayingNotice({ text, madeAt, acknowledgedAt, staysUntil }: AccountNotice) {
  return (
    <Notice kind="plain">
      <p>
        <SafeText of={text} /> (<Timestamp at={madeAt} />)
      </p>
      <p>
        Somebody in your account acknowledged this <Timestamp at={acknowledgedAt ?? madeAt} />. Was it not
        you, ask the others at the firm, by telephone. It stays here until{' '}
        <Timestamp at={staysUntil ?? madeAt} />.
      </p>
    </Notice>
  );
}
