import type { PersonView } from '../../core/auth/signed-in.ts';
import type { GroupView } from '../../core/access/groups.ts';
import type { GroupPartView } from '../../core/matters/group-parts.ts';
import type { MatterView } from '../../core/matters/matters.ts';
import type { MemberView } from '../../core/matters/members.ts';
import type { Chrome } from './chrome.ts';
import { Name } from './figures.tsx';
import { partNames } from './matters.tsx';
import { Form } from './form.tsx';

type Props = {
  chrome: Chrome;
  matter: MatterView;
  members: MemberView[];
  colleagues: PersonView[];
  groupParts: GroupPartView[];
  groups: GroupView[];
};

/** Who belongs to the matter; its owners add people and change their part here. */
export function MembersPanel({ chrome, matter, members, colleagues, groupParts, groups }: Props) {
  const owns = matter.role === 'owner';
  // In a copy for reading the parts are told, not chosen.
  const manages = owns && chrome.copyOf === undefined;
  return (
    <aside aria-labelledby="members-title">
      <h2 id="members-title">Members</h2>
      <ul class="people">
        {members.map((member) => (
          <li>
            <span class="who">
              <Name of={member.person.name} />
              <small>
                <Name of={member.person.email} />
              </small>
            </span>
            {manages ? (
              <PartForm to={`/matters/${matter.id}/members`} of={memberPart(member)} />
            ) : (
              <span class="part">{partNames[member.role]}</span>
            )}
          </li>
        ))}
        {groupParts.map((part) => (
          <li>
            <span class="who">
              <Name of={part.group.name} />
              <small>Group</small>
            </span>
            {manages ? (
              <PartForm to={`/matters/${matter.id}/groups`} of={groupPart(part)} />
            ) : (
              <span class="part">{partNames[part.role]}</span>
            )}
          </li>
        ))}
      </ul>
      {matter.access === 'firm' ? <p class="hint">Everybody in the firm can read this matter.</p> : null}
      {manages ? <AddMember matter={matter} colleagues={colleagues} /> : null}
      {manages && groups.length > 0 ? <AddGroup matter={matter} groups={groups} /> : null}
      {owns ? (
        <p>
          <a href={`/matters/${matter.id}/walls`}>Ethical walls</a> ·{' '}
          <a href={`/matters/${matter.id}/holds`}>Legal holds</a> ·{' '}
          <a href={`/matters/${matter.id}/closing`}>Closing and retention</a> ·{' '}
          <a href={`/matters/${matter.id}/restores`}>Bring back from a backup</a>
        </p>
      ) : null}
    </aside>
  );
}

type Part = { kind: 'person' | 'group'; id: string; name: string; role: MemberView['role'] };

function memberPart({ person, role }: MemberView): Part {
  return { kind: 'person', id: person.id, name: person.name, role };
}

function groupPart({ group, role }: GroupPartView): Part {
  return { kind: 'group', id: group.id, name: group.name, role };
}

function PartForm({ to, of }: { to: string; of: Part }) {
  return (
    <Form class="part" action={to}>
      <input type="hidden" name={of.kind} value={of.id} />
      <select name="role" aria-label={`Part of ${of.name}`} data-submit>
        {Object.entries(partNames).map(([role, name]) => (
          <option value={role} selected={role === of.role}>
            {name}
          </option>
        ))}
        <option value="none">Remove</option>
      </select>
      <button class="quiet without-script">Change</button>
    </Form>
  );
}

function AddGroup({ matter, groups }: { matter: MatterView; groups: GroupView[] }) {
  return (
    <details class="panel">
      <summary>Add a group</summary>
      <Form class="stack" action={`/matters/${matter.id}/groups`}>
        <label>
          Group
          <select name="group" required>
            <option value="">Choose…</option>
            {groups.map((group) => (
              <option value={group.id}>{group.name}</option>
            ))}
          </select>
        </label>
        <PartChoice />
        <button>Add</button>
      </Form>
    </details>
  );
}

function PartChoice() {
  return (
    <label>
      Part
      <select name="role">
        <option value="viewer">Viewer: reads and searches</option>
        <option value="editor" selected>
          Editor: also files documents
        </option>
        <option value="owner">Owner: also decides who belongs here</option>
      </select>
    </label>
  );
}

function AddMember({ matter, colleagues }: { matter: MatterView; colleagues: PersonView[] }) {
  if (colleagues.length === 0) return <p class="hint">Everybody who works here is already a member.</p>;
  return (
    <details class="panel">
      <summary>Add a member</summary>
      <Form class="stack" action={`/matters/${matter.id}/members`}>
        <label>
          Colleague
          <select name="person" required>
            <option value="">Choose…</option>
            {colleagues.map((person) => (
              <option value={person.id}>
                {person.name === person.email ? person.email : `${person.name} (${person.email})`}
              </option>
            ))}
          </select>
        </label>
        <PartChoice />
        <button>Add</button>
      </Form>
    </details>
  );
}
