import type { PersonView } from '../../../core/actor.ts';
import type { GroupView } from '../../../core/access/groups.ts';
import type { GroupGrantView } from '../../../core/access/group-grants.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { MemberView } from '../../../core/access/members.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { SafeText } from '../../ui/format.tsx';
import { matterRoleLabels } from '../../matters/views/matters-page.tsx';
import { Form } from '../../ui/form.tsx';

type MembersPanelProps = {
  pageFrame: PageFrame;
  matter: MatterView;
  members: MemberView[];
  colleagues: PersonView[];
  groupGrants: GroupGrantView[];
  groups: GroupView[];
};

/** Who belongs to the matter; its owners add people and change their part here. */
export function MembersPanel({
  pageFrame,
  matter,
  members,
  colleagues,
  groupGrants,
  groups,
}: MembersPanelProps) {
  const isOwner = matter.can['manage members'];
  // In a copy for reading the parts are told, not chosen.
  const canManage = isOwner && pageFrame.readOnlyCopyTime === undefined;
  return (
    <aside aria-labelledby="members-title">
      <h2 id="members-title">Members</h2>
      <ul class="people">
        {members.map((member) => (
          <li>
            <span class="who">
              <SafeText of={member.person.name} />
              <small>
                <SafeText of={member.person.email} />
              </small>
            </span>
            {canManage ? (
              <RoleForm to={`/matters/${matter.id}/members`} of={holderFromMember(member)} />
            ) : (
              <span class="part">{matterRoleLabels[member.role]}</span>
            )}
          </li>
        ))}
        {groupGrants.map((grant) => (
          <li>
            <span class="who">
              <SafeText of={grant.group.name} />
              <small>Group</small>
            </span>
            {canManage ? (
              <RoleForm to={`/matters/${matter.id}/groups`} of={holderFromGrant(grant)} />
            ) : (
              <span class="part">{matterRoleLabels[grant.role]}</span>
            )}
          </li>
        ))}
      </ul>
      {matter.access === 'firm' ? <p class="hint">Everybody in the firm can read this matter.</p> : null}
      {canManage ? <AddMemberForm matter={matter} colleagues={colleagues} /> : null}
      {canManage && groups.length > 0 ? <AddGroupForm matter={matter} groups={groups} /> : null}
      {isOwner ? (
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

type RoleHolder = { kind: 'person' | 'group'; id: string; name: string; role: MemberView['role'] };

function holderFromMember({ person, role }: MemberView): RoleHolder {
  return { kind: 'person', id: person.id, name: person.name, role };
}

function holderFromGrant({ group, role }: GroupGrantView): RoleHolder {
  return { kind: 'group', id: group.id, name: group.name, role };
}

function RoleForm({ to, of }: { to: string; of: RoleHolder }) {
  return (
    <Form class="part" action={to}>
      <input type="hidden" name={of.kind} value={of.id} />
      <select name="role" aria-label={`Part of ${of.name}`} data-submit>
        {Object.entries(matterRoleLabels).map(([role, name]) => (
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

function AddGroupForm({ matter, groups }: { matter: MatterView; groups: GroupView[] }) {
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
        <RoleField />
        <button>Add</button>
      </Form>
    </details>
  );
}

function RoleField() {
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

function AddMemberForm({ matter, colleagues }: { matter: MatterView; colleagues: PersonView[] }) {
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
        <RoleField />
        <button>Add</button>
      </Form>
    </details>
  );
}
