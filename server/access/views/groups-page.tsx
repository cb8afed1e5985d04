import type { GroupView } from '../../../core/access/groups.ts';
import type { PersonView } from '../../../core/actor.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { peopleCrumb } from '../../ui/crumbs.tsx';
import { ActionButton, NameLine, SelectPerson } from '../../ui/fields.tsx';
import { SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type GroupsPageProps = {
  pageFrame: PageFrame;
  groups: (GroupView & { members: PersonView[] })[];
  people: PersonView[];
  problem?: string;
};

/** The firm's groups and who is in them, for administrators. */
export function GroupsPage({ pageFrame, groups, people, problem }: GroupsPageProps) {
  return (
    <Page title="Groups" pageFrame={pageFrame} crumbs={[peopleCrumb]} problem={problem}>
      <p class="hint">
        A group can be granted a role in a matter, or be kept from one by a wall. Everybody in the firm can
        read the names of the groups: put no secret into them.
      </p>
      <Form class="line" action="/admin/groups">
        <label>
          Name of a new group <input name="name" required maxLength={200} autocomplete="off" />
        </label>
        <button class="primary">Create the group</button>
      </Form>
      {groups.map((group) => (
        <GroupSection group={group} people={people} />
      ))}
    </Page>
  );
}

function GroupSection({ group, people }: { group: GroupsPageProps['groups'][number]; people: PersonView[] }) {
  const memberIds = new Set(group.members.map((member) => member.id));
  return (
    <Section id={`group-${group.id}`} title={<SafeText of={group.name} />}>
      <ul class="people">
        {group.members.map((member) => (
          <li>
            <NameLine name={member.name} detail={member.email} />
            <ActionButton
              action={`/admin/groups/${group.id}/leave`}
              text="Remove"
              label={`Remove ${member.name} from ${group.name}`}
              hidden={{ person: member.id }}
              look="quiet"
            />
          </li>
        ))}
      </ul>
      <Form class="line" action={`/admin/groups/${group.id}/join`}>
        <SelectPerson
          name="person"
          aria-label={safeDisplayName(`Person to add to ${group.name}`)}
          people={people.filter((person) => !memberIds.has(person.id))}
        />
        <button>Add to the group</button>
      </Form>
    </Section>
  );
}
