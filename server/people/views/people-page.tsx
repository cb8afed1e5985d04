import type { FirmRules } from '../../../core/auth/firm-rules.ts';
import type { CreatedPerson, StaffView } from '../../../core/people/people.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { SafeText } from '../../ui/format.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasswordLinkNotice } from './password-link-notice.tsx';
import { personRoleNames } from './person-role-names.ts';
import { Form } from '../../ui/form.tsx';

export type PeoplePageProps = {
  pageFrame: PageFrame;
  people: ListPage<StaffView>;
  rules: FirmRules;
  /** The one who was just added, with the link or password to hand over. */
  added?: CreatedPerson;
  problem?: string;
  /** Why a change of somebody in the list was refused. */
  listProblem?: string;
  filled?: { email?: string; name?: string; role?: string; way?: string };
};

export function PeoplePage({
  pageFrame,
  people,
  rules,
  added,
  problem,
  listProblem,
  filled,
}: PeoplePageProps) {
  return (
    <Layout title="People" pageFrame={pageFrame}>
      <h1>People</h1>
      <p>
        <a href="/admin/groups">Groups</a> · <a href="/admin/walls">Ethical walls</a> ·{' '}
        <a href="/admin/holds">Legal holds</a> · <a href="/disposals">Disposal</a> ·{' '}
        <a href="/admin/retention">Retention</a> · <a href="/admin/mail">Mail</a> ·{' '}
        <a href="/admin/single-sign-on">Single sign-on</a>
      </p>
      {listProblem ? <Notice kind="problem">{listProblem}</Notice> : null}
      {added ? <AddedPersonNotice person={added} /> : null}
      <AddPersonForm problem={problem} filled={filled ?? {}} />
      <div class="scroll">
        <table class="list" id="people">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">E-mail address</th>
              <th scope="col">Role</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            {people.items.map((person) => (
              <PersonRow person={person} />
            ))}
          </tbody>
        </table>
      </div>
      {people.nextCursor ? (
        <p class="more">
          <a class="button" href={`/people?cursor=${encodeURIComponent(people.nextCursor)}`}>
            More people
          </a>
        </p>
      ) : null}
      <section>
        <h2>Rules of the firm</h2>
        <SecondFactorRule rules={rules} />
        <EmergencyAccessRuleForm rules={rules} />
      </section>
    </Layout>
  );
}

function PersonRow({ person }: { person: StaffView }) {
  const { id, name, email, role, disabled, hasPassword } = person;
  const state = disabled ? ', disabled' : hasPassword ? '' : ', no password yet';
  return (
    <tr>
      <th scope="row">
        <a href={`/people/${id}`}>
          <SafeText of={name} />
        </a>
      </th>
      <td data-label="E-mail address">
        <SafeText of={email} />
      </td>
      <td data-label="Role">{`${personRoleNames[role]}${state}`}</td>
      <td data-label="What to do">
        <Form action={`/people/${id}`}>
          <input type="hidden" name="disabled" value={String(!disabled)} />
          <button class="quiet" aria-label={`${disabled ? 'Let in again' : 'Disable'} ${name}`}>
            {disabled ? 'Let in again' : 'Disable'}
          </button>
        </Form>
      </td>
    </tr>
  );
}

function SecondFactorRule({ rules: { secondFactorRequired } }: { rules: FirmRules }) {
  return (
    <Form class="line" action="/people/rules">
      <input type="hidden" name="secondFactorRequired" value={String(!secondFactorRequired)} />
      <p>
        {secondFactorRequired
          ? 'Everybody needs a second factor, a passkey or an authenticator app; who has neither can only set one up.'
          : 'Whether to have a second factor, a passkey or an authenticator app, is everybody’s own choice.'}
      </p>
      <button>{secondFactorRequired ? 'Leave it to everybody' : 'Require one of everybody'}</button>
    </Form>
  );
}

/** Who may see a matter of others in an emergency. */
function EmergencyAccessRuleForm({ rules: { breakGlass } }: { rules: FirmRules }) {
  const ruleLabels = { off: 'Nobody', administrators: 'Administrators', everybody: 'Everybody' } as const;
  return (
    <Form class="line" action="/people/rules">
      <label>
        Who may see any matter for some hours, with a reason that its owners read (break the glass)
        <select name="breakGlass">
          {(['off', 'administrators', 'everybody'] as const).map((rule) => (
            <option value={rule} selected={rule === breakGlass}>
              {ruleLabels[rule]}
            </option>
          ))}
        </select>
      </label>
      <button>Save</button>
    </Form>
  );
}

function AddedPersonNotice({ person }: { person: CreatedPerson }) {
  if (person.invitation) return <PasswordLinkNotice of={person} link={person.invitation} />;
  return (
    <Notice kind="good">
      <p>
        <SafeText of={person.name} /> can sign in now as <SafeText of={person.email} />.
      </p>
      {person.temporaryPassword ? (
        <p>
          Password, shown this once: <code class="secret">{person.temporaryPassword}</code> Hand it over in
          person.
        </p>
      ) : null}
    </Notice>
  );
}

type AddPersonFormProps = { problem: string | undefined; filled: NonNullable<PeoplePageProps['filled']> };

function AddPersonForm({ problem, filled }: AddPersonFormProps) {
  return (
    <details class="panel" open={problem !== undefined}>
      <summary>
        <Icon name="plus" /> Add a person
      </summary>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
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
          <label class="check">
            <input
              type="radio"
              name="role"
              value="member"
              checked={filled.role !== 'administrator' && filled.role !== 'auditor'}
            />{' '}
            Member of staff
          </label>
          <label class="check">
            <input type="radio" name="role" value="auditor" checked={filled.role === 'auditor'} /> Auditor:
            reads the audit log and sees no document
          </label>
          <label class="check">
            <input type="radio" name="role" value="administrator" checked={filled.role === 'administrator'} />{' '}
            Administrator: adds people and sees the state of the appliance; sees no more matters than others
          </label>
        </fieldset>
        <fieldset>
          <legend>Password</legend>
          <label class="check">
            <input type="radio" name="way" value="link" checked={filled.way !== 'password'} /> Invite: a link
            with which they choose one, mailed or shown to you once
          </label>
          <label class="check">
            <input type="radio" name="way" value="password" checked={filled.way === 'password'} /> Make one
            now, to hand over in person
          </label>
        </fieldset>
        <button class="primary">Add</button>
      </Form>
    </details>
  );
}
