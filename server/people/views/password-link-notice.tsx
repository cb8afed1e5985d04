import type { PasswordLink } from '../../../core/people/password-links.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What became of a link that was just made: it was mailed, or stands here this once. */
export function PasswordLinkNotice({
  of,
  link,
}: {
  of: { name: string; email: string };
  link: PasswordLink;
}) {
  const until = (
    <>
      It works once, until <Timestamp at={link.expiresAt} />.
    </>
  );
  if (link.link === null)
    return (
      <Notice kind="good">
        <p>
          A link to choose a password was mailed to <SafeText of={of.email} />. {until}
        </p>
      </Notice>
    );
  return (
    <Notice kind={link.problem === null ? 'good' : 'problem'}>
      {link.problem === null ? null : <p>{link.problem}</p>}
      <p>
        The link with which <SafeText of={of.name} /> chooses a password, shown this once:
      </p>
      <p>
        <code class="secret">{link.link}</code>
      </p>
      <p>Hand it over yourself, to nobody else. {until}</p>
    </Notice>
  );
}
