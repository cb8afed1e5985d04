import type { AccountNotice } from '../../core/auth/account-notices.ts';
import { ActionButton } from './fields.tsx';
import { SafeText, Timestamp } from './format.tsx';
import { Notice } from './notice.tsx';

/** On every page, until the person has acknowledged it: what others did to their way in, or around their matters. */
export function OpenAccountNotices({ notices }: { notices: readonly AccountNotice[] }) {
  return (
    <aside aria-label="About your account">
      {notices.map(({ id, text, madeAt }) => (
        <Notice kind="problem">
          <p>
            <SafeText of={text} /> (<Timestamp at={madeAt} />)
          </p>
          <ActionButton action={`/account/notices/${id}/acknowledge`} text="I know of this" />
          <p>If you do not, ask the others at the firm, by telephone.</p>
        </Notice>
      ))}
    </aside>
  );
}
