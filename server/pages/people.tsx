import type { FirmRules } from '../../core/auth/firm-rules.js';
import type { PersonRole, PersonView } from '../../core/auth/signed-in.js';
import type { StaffView } from '../../core/people/people.js';
import type { ListPage } from '../../core/platform/cursor.js';
import type { Chrome } from './chrome.js';
import { Name } from './figures.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { Notice } from './notice.js';

export type PeoplePageProps = {
  chrome: Chrome;
  people: ListPage<StaffView>;
  rules: FirmRules;
  /** The one who was just added, with the password to hand over. */
  added?: PersonView & { temporaryPassword?: string };
  problem?: string;
  /** Why a change of somebody in the list was refused. */
  refused?: string;
  filled?: { email?: string; name?: string; role?: string };
};

export function PeoplePage({ chrome, people, rules, added, problem, refused, filled }: PeoplePageProps) {
  return (
    <Layout title="People" chrome={chrome}>
      <h1>People</h1>
      <p>
        <a href="/admin/groups">Groups</a> · <a href="/admin/walls">Ethical walls</a> ·{' '}
        <a href="/admin/holds">Legal holds</a> · <a href="/disposals">Disposal</a>
      </p>
      {refused ? <Notice kind="problem">{refused}</Notice> : null}
      {added ? <Added person={added} /> : null}
      <AddForm problem={problem} filled={filled ?? {}} />
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
              <Row person={person} />
            ))}
          </tbody>
        </table>
      </div>
      <SecondFactorRule rules={rules} />
      {people.nextCursor ? (
        <p class="more">
          <a class="button" href={`/people?cursor=${encodeURIComponent(people.nextCursor)}`}>
            More people
          </a>
        </p>
      ) : null}
    </Layout>
  );
}

const roleNames: Record<PersonRole, string> = {
  member: 'Member of staff',
  administrator: 'Administrator',
  auditor: 'Auditor',
};

function Row({ person }: { person: StaffView }) {
  const { id, name, email, role, disabled } = person;
  return (
    <tr>
      <th scope="row">
        <Name of={name} />
      </th>
      <td data-label="E-mail address">
        <Name of={email} />
      </td>
      <td data-label="Role">{disabled ? `${roleNames[role]}, disabled` : roleNames[role]}</td>
      <td data-label="What to do">
        <form method="post" action={`/people/${id}`}>
          <input type="hidden" name="disabled" value={String(!disabled)} />
          <button class="quiet" aria-label={`${disabled ? 'Let in again' : 'Disable'} ${name}`}>
            {disabled ? 'Let in again' : 'Disable'}
          </button>
        </form>
      </td>
    </tr>
  );
}

function SecondFactorRule({ rules: { secondFactorRequired } }: { rules: FirmRules }) {
  return (
    <form class="more" method="post" action="/people/rules">
      <input type="hidden" name="secondFactorRequired" value={String(!secondFactorRequired)} />
      <p>
        {secondFactorRequired
          ? 'Everybody needs an authenticator app to sign in; who has none can only set one up.'
          : 'An authenticator app is everybody’s own choice.'}
      </p>
      <button>{secondFactorRequired ? 'Leave it to everybody' : 'Require it of everybody'}</button>
    </form>
  );
}

function Added({ person }: { person: NonNullable<PeoplePageProps['added']> }) {
  return (
    <Notice kind="good">
      <p>
        <Name of={person.name} /> can sign in now as <Name of={person.email} />.
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

type FormProps = { problem: string | undefined; filled: NonNullable<PeoplePageProps['filled']> };

function AddForm({ problem, filled }: FormProps) {
  return (
    <details class="panel" open={problem !== undefined}>
      <summary>
        <Icon name="plus" /> Add a person
      </summary>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <form class="fields" method="post" action="/people">
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
        <button class="primary">Add</button>
      </form>
    </details>
  );
}
