import type { PersonView } from '../../../core/actor.ts';
import type { SolelyOwnedMatter } from '../../../core/people/reassign-matters.ts';
import type { PasswordLinkState, PasswordLink } from '../../../core/people/password-links.ts';
import type { StaffView } from '../../../core/people/people.ts';
import { PasswordLinkNotice } from './password-link-notice.tsx';
import { peopleCrumb } from '../../ui/crumbs.tsx';
import { ActionButton, SelectPerson } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { personRoleLabels } from '../../ui/labels.tsx';
import { EmptyList } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

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

/** One person, for administrators: their way in, and the matters that only they own. */
export function PersonPage(props: PersonPageProps) {
  const { pageFrame, person, link, done, problem } = props;
  return (
    <Page
      title={person.name}
      heading={<SafeText of={person.name} />}
      pageFrame={pageFrame}
      crumbs={[peopleCrumb]}
      done={done}
      problem={problem}
    >
      <p>
        <SafeText of={person.email} /> · {personRoleLabels[person.role]}
        {person.disabled ? ', disabled: their sessions, keys and links open nothing' : ''}
      </p>
      {link ? <PasswordLinkNotice person={person} link={link} /> : null}
      {person.disabled ? null : <PasswordLinkSection {...props} />}
      <SoleOwnedMatters {...props} />
    </Page>
  );
}

function PasswordLinkSection({ person, linkState: { hasPassword, openUntil } }: PersonPageProps) {
  const linkPath = `/people/${person.id}/link`;
  return (
    <Section id="way-in" title="Password">
      <p>
        {hasPassword ? 'Has a password.' : 'Has no password yet.'}{' '}
        {openUntil ? (
          <>
            An open link works until <Timestamp at={openUntil} />.
          </>
        ) : null}
      </p>
      <ActionButton
        class="line"
        action={linkPath}
        text={hasPassword ? 'Create a link for a new password' : 'Send an invitation'}
      />
      {openUntil ? (
        <ActionButton class="line" action={`${linkPath}/withdraw`} text="Withdraw the link" look="quiet" />
      ) : null}
      <p class="hint">
        {hasPassword
          ? 'The link works once within 24 hours; until then the current password does. Passkeys and the authenticator app stay.'
          : 'The link works once within 7 days. An earlier link opens nothing any more.'}
      </p>
    </Section>
  );
}

function SoleOwnedMatters({ person, soleOwnedMatters: matters, possibleOwners }: PersonPageProps) {
  return (
    <Section id="sole-owned" title="Matters without another owner">
      {matters.length === 0 ? (
        <EmptyList>None that you may know of: every other matter has another owner who works here.</EmptyList>
      ) : (
        <Form class="stack question" action={`/people/${person.id}/matters`}>
          <fieldset disabled={!person.disabled}>
            <legend>
              <SafeText of={person.name} /> is the only owner who is left
            </legend>
            {matters.map((matter) => (
              <MatterChoice matter={matter} />
            ))}
          </fieldset>
          {person.disabled ? <NewOwnerField possibleOwners={possibleOwners} /> : <DisableFirstHint />}
        </Form>
      )}
    </Section>
  );
}

function MatterChoice({ matter: { matterId, number, name } }: { matter: SolelyOwnedMatter }) {
  return (
    <label class="check">
      <input type="checkbox" name="matter" value={matterId} checked /> <SafeText of={number} />
      {name === null ? null : (
        <>
          {' '}
          · <SafeText of={name} />
        </>
      )}
    </label>
  );
}

function DisableFirstHint() {
  return (
    <p class="hint">
      Once this person is disabled, a colleague can become the owner here. Until then, owners add others on
      the page of the matter.
    </p>
  );
}

function NewOwnerField({ possibleOwners }: { possibleOwners: PersonView[] }) {
  return (
    <>
      <label>
        New owner
        <SelectPerson name="to" people={possibleOwners} />
      </label>
      <button class="primary">Reassign them</button>
      <p class="hint">
        You cannot choose yourself: an administrator reads no matter by this. A person behind a wall does not
        get the matter; it stays in this list.
      </p>
    </>
  );
}
