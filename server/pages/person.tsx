import type { PersonView } from '../../core/auth/signed-in.ts';
import type { RestingMatter } from '../../core/people/hand-on-matters.ts';
import type { LinkState, PasswordLink } from '../../core/people/password-links.ts';
import type { StaffView } from '../../core/people/people.ts';
import type { Chrome } from './chrome.ts';
import { Moment, Name } from './figures.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';
import { LinkNotice } from './password-link.tsx';
import { roleNames } from './role-names.ts';
import { Form } from './form.tsx';

export type PersonPageProps = {
  chrome: Chrome;
  person: StaffView;
  linkState: LinkState;
  /** What nobody else answers for. */
  matters: RestingMatter[];
  /** Who could get them. */
  heirs: PersonView[];
  /** A link that was just made. */
  link?: PasswordLink;
  done?: string;
  problem?: string;
};

/** One person, for administrators: their way in, and what rests on them. */
export function PersonPage(props: PersonPageProps) {
  const { chrome, person, link, done, problem } = props;
  return (
    <Layout title={person.name} chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/people">People</a>
      </nav>
      <h1>
        <Name of={person.name} />
      </h1>
      <p>
        <Name of={person.email} /> · {roleNames[person.role]}
        {person.disabled ? ', disabled: no session, key or link of theirs opens anything' : ''}
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {done ? <Notice kind="good">{done}</Notice> : null}
      {link ? <LinkNotice of={person} link={link} /> : null}
      {person.disabled ? null : <WayIn {...props} />}
      <Matters {...props} />
    </Layout>
  );
}

function WayIn({ person, linkState: { hasPassword, openUntil } }: PersonPageProps) {
  const base = `/people/${person.id}/link`;
  return (
    <section aria-labelledby="way-in">
      <h2 id="way-in">Password</h2>
      <p>
        {hasPassword ? 'Has a password.' : 'Has no password yet.'}{' '}
        {openUntil ? (
          <>
            A link that was handed out works until <Moment at={openUntil} />.
          </>
        ) : null}
      </p>
      <Form class="line" action={base}>
        <button>{hasPassword ? 'Make a link for a new password' : 'Send an invitation'}</button>
      </Form>
      {openUntil ? (
        <Form class="line" action={`${base}/withdraw`}>
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

function Matters({ person, matters, heirs }: PersonPageProps) {
  return (
    <section aria-labelledby="resting">
      <h2 id="resting">Matters nobody else answers for</h2>
      {matters.length === 0 ? (
        <p class="empty">None that you may know of: every other matter has another owner who works here.</p>
      ) : (
        <Form class="stack question" action={`/people/${person.id}/matters`}>
          <fieldset disabled={!person.disabled}>
            <legend>
              <Name of={person.name} /> is the only owner who is left
            </legend>
            {matters.map((matter) => (
              <label class="check">
                <input type="checkbox" name="matter" value={matter.matterId} checked />{' '}
                <Name of={matter.number} />
                {matter.name === null ? null : (
                  <>
                    {' '}
                    · <Name of={matter.name} />
                  </>
                )}
              </label>
            ))}
          </fieldset>
          {person.disabled ? <Heir heirs={heirs} /> : <Waits />}
        </Form>
      )}
    </section>
  );
}

function Waits() {
  return (
    <p class="hint">
      They can be given to a colleague here once this person is disabled. As long as they work here, owners
      add others on the page of the matter.
    </p>
  );
}

function Heir({ heirs }: { heirs: PersonView[] }) {
  return (
    <>
      <label>
        New owner
        <select name="to" required>
          <option value="">Choose…</option>
          {heirs.map((heir) => (
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
