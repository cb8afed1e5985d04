import type { FirmRules } from '../../../core/auth/firm-rules.ts';
import type { CreatedPerson, StaffView } from '../../../core/people/people.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { PasswordLinkNotice } from './password-link-notice.tsx';
import { ActionButton, Option, Radio } from '../../ui/fields.tsx';
import { SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { personRoleLabels } from '../../ui/labels.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Panel, Section } from '../../ui/section.tsx';

export type PeoplePageProps = {
  pageFrame: PageFrame;
  people: ListPage<StaffView>;
  rules: FirmRules;
  /** The one who was just added, with the link or password to give them. */
  added?: CreatedPerson;
  problem?: string;
  /** Why a change of somebody in the list was refused. */
  listProblem?: string;
  filled?: { email?: string; name?: string; role?: string; way?: string };
};

export function PeoplePage(props: PeoplePageProps) {
  const { pageFrame, people, rules, added, problem, listProblem, filled } = props;
  return (
    <Page title="People" pageFrame={pageFrame} problem={listProblem}>
      <p>
        <a href="/admin/groups">Groups</a> · <a href="/admin/walls">Ethical walls</a> ·{' '}
        <a href="/admin/holds">Legal holds</a> · <a href="/disposals">Disposal</a> ·{' '}
        <a href="/admin/retention">Retention</a> · <a href="/admin/mail">Mail</a> ·{' '}
        <a href="/admin/single-sign-on">Single sign-on</a> · <a href="/admin/approvals">Approvals</a> ·{' '}
        <a href="/admin/ownerless-matters">Matters without an owner</a>
      </p>
      {added ? <AddedPersonNotice person={added} /> : null}
      <AddPersonForm problem={problem} filled={filled ?? {}} />
      <ListTable id="people" label="People" columns={personColumns} rows={people.items} />
      <MoreLink path="/people" nextCursor={people.nextCursor} label="More people" />
      <Section id="rules-title" title="Rules of the firm">
        <SecondFactorRule rules={rules} />
        <EmergencyAccessRuleForm rules={rules} />
      </Section>
    </Page>
  );
}

const personColumns: Column<StaffView>[] = [
  {
    title: 'Name',
    isRowHeader: true,
    cell: ({ id, name }) => (
      <a href={`/people/${id}`}>
        <SafeText of={name} />
      </a>
    ),
  },
  { title: 'E-mail address', cell: ({ email }) => <SafeText of={email} /> },
  { title: 'Role', cell: (person) => `${personRoleLabels[person.role]}${describeState(person)}` },
  {
    title: 'Actions',
    cell: ({ id, name, disabled }) => (
      <ActionButton
        action={`/people/${id}`}
        text={disabled ? 'Enable' : 'Disable'}
        label={`${disabled ? 'Enable' : 'Disable'} ${name}`}
        hidden={{ disabled: String(!disabled) }}
        look="quiet"
      />
    ),
  },
];

function describeState({ disabled, hasPassword }: StaffView): string {
  if (disabled) return ', disabled';
  return hasPassword ? '' : ', no password yet';
}

function SecondFactorRule({ rules: { secondFactorRequired } }: { rules: FirmRules }) {
  return (
    <Form class="line" action="/people/rules">
      <input type="hidden" name="secondFactorRequired" value={String(!secondFactorRequired)} />
      <p>
        {secondFactorRequired
          ? 'Everybody needs a second factor: a passkey or an authenticator app. A person who has neither can only set one up.'
          : 'Everybody chooses whether to have a second factor: a passkey or an authenticator app.'}
      </p>
      <button>{secondFactorRequired ? 'Leave it to everybody' : 'Require one of everybody'}</button>
    </Form>
  );
}

const emergencyAccessRuleLabels = {
  off: 'Nobody',
  administrators: 'Administrators',
  everybody: 'Everybody',
} as const;

/** Who may see a matter of others in an emergency. */
function EmergencyAccessRuleForm({ rules: { breakGlass } }: { rules: FirmRules }) {
  return (
    <Form class="line" action="/people/rules">
      <label>
        Who has emergency access: reads any matter for some hours, with a reason that its owners read
        <select name="breakGlass">
          {(['off', 'administrators', 'everybody'] as const).map((rule) => (
            <Option value={rule} chosen={breakGlass} label={emergencyAccessRuleLabels[rule]} />
          ))}
        </select>
      </label>
      <button>Save</button>
    </Form>
  );
}

function AddedPersonNotice({ person }: { person: CreatedPerson }) {
  if (person.invitation) return <PasswordLinkNotice person={person} link={person.invitation} />;
  return (
    <Notice kind="good">
      <p>
        <SafeText of={person.name} /> can sign in now as <SafeText of={person.email} />.
      </p>
      {person.temporaryPassword ? (
        <p>
          Password, shown only now: <code class="secret">{person.temporaryPassword}</code> Give it to them in
          person. It works for 7 days, in which they choose their own.
        </p>
      ) : null}
    </Notice>
  );
}

const roleChoices = [
  { value: 'member', label: personRoleLabels.member },
  { value: 'auditor', label: 'Auditor: reads the audit log and sees no document' },
  {
    value: 'administrator',
    label: 'Administrator: adds people and sees the state of the appliance; sees no more matters than others',
  },
] as const;

const passwordChoices = [
  { value: 'link', label: 'Invite: a link with which they choose one, mailed or shown to you once' },
  { value: 'password', label: 'Create one now, to give to them in person' },
] as const;

type AddPersonFormProps = { problem: string | undefined; filled: NonNullable<PeoplePageProps['filled']> };

function AddPersonForm({ problem, filled }: AddPersonFormProps) {
  return (
    <Panel summary="Add a person" icon="plus" problem={problem}>
      <Form class="fields" action="/people">
        <label class="half">
          Name
          <input name="name" value={filled.name} maxLength={200} required autocomplete="off" />
        </label>
        <label class="half">
          E-mail address
          <input type="email" name="email" value={filled.email} maxLength={254} required autocomplete="off" />
        </label>
        <fieldset>
          <legend>Role</legend>
          {roleChoices.map((choice) => (
            <Radio name="role" chosen={filled.role ?? 'member'} {...choice} />
          ))}
        </fieldset>
        <fieldset>
          <legend>Password</legend>
          {passwordChoices.map((choice) => (
            <Radio name="way" chosen={filled.way ?? 'link'} {...choice} />
          ))}
        </fieldset>
        <button class="primary">Add</button>
      </Form>
    </Panel>
  );
}
