import type { PasswordLink } from '../../../core/people/password-links.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';

type PasswordLinkNoticeProps = { person: { name: string; email: string }; link: PasswordLink };

/** What became of a link that was just made: it was mailed, or stands here this once. */
export function PasswordLinkNotice({ person, link }: PasswordLinkNoticeProps) {
  const until = (
    <>
      It works once, until <Timestamp at={link.expiresAt} />.
    </>
  );
  if (link.link === null)
    return (
      <Notice kind="good">
        <p>
          A link to choose a password was mailed to <SafeText of={person.email} />. {until}
        </p>
      </Notice>
    );
  return (
    <Notice kind={link.problem === null ? 'good' : 'problem'}>
      {link.problem === null ? null : <p>{link.problem}</p>}
      <p>
        <SafeText of={person.name} /> chooses a password with this link, shown only now:
      </p>
      <p>
        <code class="secret">{link.link}</code>
      </p>
      <p>{until} Give it to them yourself, and to nobody else.</p>
    </Notice>
  );
}
