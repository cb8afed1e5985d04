import type { PersonView } from '../../../core/actor.ts';
import type { GroupView } from '../../../core/access/groups.ts';
import type { GroupGrantView } from '../../../core/access/group-grants.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { MemberView } from '../../../core/access/members.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { NameLine, Option, SelectPerson } from '../../ui/fields.tsx';
import { Form } from '../../ui/form.tsx';
import { matterRoleLabels } from '../../ui/labels.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Panel } from '../../ui/section.tsx';

type MembersPanelProps = {
  pageFrame: PageFrame;
  matter: MatterView;
  members: MemberView[];
  colleagues: PersonView[];
  groupGrants: GroupGrantView[];
  groups: GroupView[];
};

/** Who belongs to the matter; its owners add people and change their roles here. */
export function MembersPanel(props: MembersPanelProps) {
  const { pageFrame, matter, members, colleagues, groupGrants, groups } = props;
  const isOwner = matter.can['manage members'];
  // In a read-only copy the roles are shown, not chosen.
  const canManage = isOwner && pageFrame.readOnlyCopyTime === undefined;
  return (
    <aside aria-labelledby="members-title">
      <h2 id="members-title">Members</h2>
      <ul class="people">
        {members.map((member) => (
          <RoleItem
            action={canManage ? `/matters/${matter.id}/members` : null}
            holder={holderFromMember(member)}
          />
        ))}
        {groupGrants.map((grant) => (
          <RoleItem
            action={canManage ? `/matters/${matter.id}/groups` : null}
            holder={holderFromGrant(grant)}
          />
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
          <a href={`/matters/${matter.id}/restores`}>Restore from a backup</a>
        </p>
      ) : null}
    </aside>
  );
}

type RoleHolder = {
  kind: 'person' | 'group';
  id: string;
  name: string;
  detail: string;
  role: MemberView['role'];
};

function holderFromMember({ person, role }: MemberView): RoleHolder {
  return { kind: 'person', id: person.id, name: person.name, detail: person.email, role };
}

function holderFromGrant({ group, role }: GroupGrantView): RoleHolder {
  return { kind: 'group', id: group.id, name: group.name, detail: 'Group', role };
}

/** `action`: where a change of the role is sent; null for those who may only read it. */
function RoleItem({ action, holder }: { action: string | null; holder: RoleHolder }) {
  return (
    <li>
      <NameLine name={holder.name} detail={holder.detail} />
      {action === null ? (
        <span class="role">{matterRoleLabels[holder.role]}</span>
      ) : (
        <RoleForm action={action} holder={holder} />
      )}
    </li>
  );
}

function RoleForm({ action, holder }: { action: string; holder: RoleHolder }) {
  return (
    <Form class="role" action={action}>
      <input type="hidden" name={holder.kind} value={holder.id} />
      <select name="role" aria-label={safeDisplayName(`Role of ${holder.name}`)} data-submit>
        {Object.entries(matterRoleLabels).map(([role, label]) => (
          <Option value={role} chosen={holder.role} label={label} />
        ))}
        <option value="none">Remove</option>
      </select>
      <button class="quiet without-script">Change</button>
    </Form>
  );
}

function AddGroupForm({ matter, groups }: { matter: MatterView; groups: GroupView[] }) {
  return (
    <Panel summary="Add a group">
      <Form class="stack" action={`/matters/${matter.id}/groups`}>
        <label>
          Group
          <select name="group" required>
            <option value="">Choose…</option>
            {groups.map((group) => (
              <option value={group.id}>{safeDisplayName(group.name)}</option>
            ))}
          </select>
        </label>
        <RoleField />
        <button>Add</button>
      </Form>
    </Panel>
  );
}

function RoleField() {
  return (
    <label>
      Role
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
    <Panel summary="Add a member">
      <Form class="stack" action={`/matters/${matter.id}/members`}>
        <label>
          Colleague
          <SelectPerson name="person" people={colleagues} />
        </label>
        <RoleField />
        <button>Add</button>
      </Form>
    </Panel>
  );
}
