import type { PersonView } from '../../core/auth/signed-in.js';
import type { MatterView, MemberView } from '../../core/matters/matters.js';
import { Name } from './figures.js';
import { partNames } from './matters.js';

type Props = { matter: MatterView; members: MemberView[]; colleagues: PersonView[] };

/** Who belongs to the matter; its owners add people and change their part here. */
export function MembersPanel({ matter, members, colleagues }: Props) {
  const manages = matter.role === 'owner';
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
              <PartForm matter={matter} member={member} />
            ) : (
              <span class="part">{partNames[member.role]}</span>
            )}
          </li>
        ))}
      </ul>
      {matter.access === 'firm' ? <p class="hint">Everybody in the firm can read this matter.</p> : null}
      {manages ? <AddMember matter={matter} colleagues={colleagues} /> : null}
    </aside>
  );
}

function PartForm({ matter, member }: { matter: MatterView; member: MemberView }) {
  return (
    <form class="part" method="post" action={`/matters/${matter.id}/members`}>
      <input type="hidden" name="person" value={member.person.id} />
      <select name="role" aria-label={`Part of ${member.person.name}`} data-submit>
        {Object.entries(partNames).map(([role, name]) => (
          <option value={role} selected={role === member.role}>
            {name}
          </option>
        ))}
      </select>
      <button class="quiet without-script">Change</button>
    </form>
  );
}

function AddMember({ matter, colleagues }: { matter: MatterView; colleagues: PersonView[] }) {
  if (colleagues.length === 0) return <p class="hint">Everybody who works here is already a member.</p>;
  return (
    <details class="panel">
      <summary>Add a member</summary>
      <form class="stack" method="post" action={`/matters/${matter.id}/members`}>
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
        <button>Add</button>
      </form>
    </details>
  );
}
