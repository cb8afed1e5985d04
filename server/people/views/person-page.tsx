import type { PersonView } from '../../../core/actor.ts';
import type { SolelyOwnedMatter } from '../../../core/people/reassign-matters.ts';
import type { PasswordLinkState, PasswordLink } from '../../../core/people/password-links.ts';
import type { StaffView } from '../../../core/people/people.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasswordLinkNotice } from './password-link-notice.tsx';
import { personRoleNames } from './person-role-names.ts';
import { Form } from '../../ui/form.tsx';

export type PersonPageProps = {
  pageFrame: PageFrame;
  person: StaffView;
  linkState: PasswordLinkState;
  /** What nobody else answers for. */
  soleOwnedMatters: SolelyOwnedMatter[];
  /** Who could get them. */
  possibleOwners: PersonView[];
  /** A link that was just made. */
  link?: PasswordLink;
  done?: string;
  problem?: string;
};

/** One person, for administrators: their way in, and what rests on them. */
export function PersonPage(props: PersonPageProps) {
  const { pageFrame, person, link, done, problem } = props;
  return (
    <Layout title={person.name} pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/people">People</a>
      </nav>
      <h1>
        <SafeText of={person.name} />
      </h1>
      <p>
        <SafeText of={person.email} /> · {personRoleNames[person.role]}
        {person.disabled ? ', disabled: no session, key or link of theirs opens anything' : ''}
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {done ? <Notice kind="good">{done}</Notice> : null}
      {link ? <PasswordLinkNotice of={person} link={link} /> : null}
      {person.disabled ? null : <PasswordLinkSection {...props} />}
      <SoleOwnedMatters {...props} />
    </Layout>
  );
}

function PasswordLinkSection({ person, linkState: { hasPassword, openUntil } }: PersonPageProps) {
  const linkPath = `/people/${person.id}/link`;
  return (
    <section aria-labelledby="way-in">
      <h2 id="way-in">Password</h2>
      <p>
        {hasPassword ? 'Has a password.' : 'Has no password yet.'}{' '}
        {openUntil ? (
          <>
            A link that was handed out works until <Timestamp at={openUntil} />.
          </>
        ) : null}
      </p>
      <Form class="line" action={linkPath}>
        <button>{hasPassword ? 'Make a link for a new password' : 'Send an invitation'}</button>
      </Form>
      {openUntil ? (
        <Form class="line" action={`${linkPath}/withdraw`}>
          <button class="quiet">Take the link back</button>
        </Form>
      ) : null}
      <p class="hint">
        {hasPassword
          ? 'Works once within 24 hours. The password they have works until then; their passkeys and authenticator app stay.'
          : 'Works once within 7 days. The link before opens nothing any more.'}
      </p>
    </section>
  );
}

function SoleOwnedMatters({ person, soleOwnedMatters: matters, possibleOwners }: PersonPageProps) {
  return (
    <section aria-labelledby="resting">
      <h2 id="resting">Matters nobody else answers for</h2>
      {matters.length === 0 ? (
        <p class="empty">None that you may know of: every other matter has another owner who works here.</p>
      ) : (
        <Form class="stack question" action={`/people/${person.id}/matters`}>
          <fieldset disabled={!person.disabled}>
            <legend>
              <SafeText of={person.name} /> is the only owner who is left
            </legend>
            {matters.map((matter) => (
              <label class="check">
                <input type="checkbox" name="matter" value={matter.matterId} checked />{' '}
                <SafeText of={matter.number} />
                {matter.name === null ? null : (
                  <>
                    {' '}
                    · <SafeText of={matter.name} />
                  </>
                )}
              </label>
            ))}
          </fieldset>
          {person.disabled ? <NewOwnerField possibleOwners={possibleOwners} /> : <DisableFirstHint />}
        </Form>
      )}
    </section>
  );
}

function DisableFirstHint() {
  return (
    <p class="hint">
      They can be given to a colleague here once this person is disabled. As long as they work here, owners
      add others on the page of the matter.
    </p>
  );
}

function NewOwnerField({ possibleOwners }: { possibleOwners: PersonView[] }) {
  return (
    <>
      <label>
        New owner
        <select name="to" required>
          <option value="">Choose…</option>
          {possibleOwners.map((heir) => (
            <option value={heir.id}>{`${heir.name} (${heir.email})`}</option>
          ))}
        </select>
      </label>
      <button class="primary">Give them</button>
      <p class="hint">
        Not to yourself: an administrator reads no matter by virtue of that part. Who is behind a wall does
        not get the matter; it stays in this list.
      </p>
    </>
  );
}
