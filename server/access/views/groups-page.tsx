import type { GroupView } from '../../../core/access/groups.ts';
import type { PersonView } from '../../../core/actor.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

export type GroupsPageProps = {
  pageFrame: PageFrame;
  groups: (GroupView & { members: PersonView[] })[];
  people: PersonView[];
  problem?: string;
};

/** The firm's groups and who is in them, for administrators. */
export function GroupsPage({ pageFrame, groups, people, problem }: GroupsPageProps) {
  return (
    <Layout title="Groups" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/people">People</a>
      </nav>
      <h1>Groups</h1>
      <p class="hint">
        A group can be given a part in a matter, or be walled off from one. Everybody in the firm can read the
        names of the groups, so they should not tell a secret.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <Form class="stack" action="/admin/groups">
        <label>
          Name of a new group <input name="name" required maxLength={200} autocomplete="off" />
        </label>
        <button class="primary">Make the group</button>
      </Form>
      {groups.map((group) => (
        <GroupSection group={group} people={people} />
      ))}
    </Layout>
  );
}

function GroupSection({ group, people }: { group: GroupsPageProps['groups'][number]; people: PersonView[] }) {
  const memberIds = new Set(group.members.map((member) => member.id));
  return (
    <section aria-labelledby={`group-${group.id}`}>
      <h2 id={`group-${group.id}`}>
        <SafeText of={group.name} />
      </h2>
      <ul class="people">
        {group.members.map((member) => (
          <li>
            <span class="who">
              <SafeText of={member.name} />
              <small>
                <SafeText of={member.email} />
              </small>
            </span>
            <Form action={`/admin/groups/${group.id}/leave`}>
              <input type="hidden" name="person" value={member.id} />
              <button class="quiet" aria-label={`Take out ${member.name} from ${group.name}`}>
                Take out
              </button>
            </Form>
          </li>
        ))}
      </ul>
      <Form class="part" action={`/admin/groups/${group.id}/join`}>
        <select name="person" required aria-label={`Who is to join ${group.name}`}>
          <option value="">Choose…</option>
          {people
            .filter((person) => !memberIds.has(person.id))
            .map((person) => (
              <option value={person.id}>{`${person.name} (${person.email})`}</option>
            ))}
        </select>
        <button>Add to the group</button>
      </Form>
    </section>
  );
}
