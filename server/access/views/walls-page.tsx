import type { GroupView } from '../../../core/access/groups.ts';
import type { WallView } from '../../../core/access/walls.ts';
import type { PersonView } from '../../../core/actor.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { matterCrumbs, peopleCrumb } from '../../ui/crumbs.tsx';
import { formatPerson, MatterNumberField, ReasonForm } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/section.tsx';

export type WallsPageProps = {
  pageFrame: PageFrame;
  /** The matter whose owner looks; null for an administrator, who names each by its number. */
  matter: MatterView | null;
  walls: WallView[];
  people: PersonView[];
  groups: GroupView[];
  problem?: string;
};

/** The ethical walls around one matter, or around all for administrators. */
export function WallsPage(props: WallsPageProps) {
  const { pageFrame, matter, walls, problem } = props;
  const basePath = matter ? `/matters/${matter.id}/walls` : '/admin/walls';
  const crumbs = matter ? matterCrumbs(matter) : [peopleCrumb];
  return (
    <Page title="Ethical walls" pageFrame={pageFrame} crumbs={crumbs} problem={problem}>
      <p class="hint">
        While a wall stands, the people it names see nothing of the matter, whatever else they were granted.
        They are not told that there is a wall.
      </p>
      <RaiseWallForm {...props} basePath={basePath} />
      <WallsTable walls={walls} basePath={basePath} byNumber={matter === null} />
    </Page>
  );
}

function RaiseWallForm({ matter, people, groups, basePath, problem }: WallsPageProps & { basePath: string }) {
  return (
    <Panel summary="Raise a wall" isOpen={problem !== undefined}>
      <Form class="stack" action={basePath}>
        {matter ? null : <MatterNumberField />}
        <label>
          Against
          <select name="against" required>
            <option value="">Choose…</option>
            <optgroup label="Groups">
              {groups.map((group) => (
                <option value={`group ${group.id}`}>{safeDisplayName(group.name)}</option>
              ))}
            </optgroup>
            <optgroup label="People">
              {people.map((person) => (
                <option value={`person ${person.id}`}>{formatPerson(person)}</option>
              ))}
            </optgroup>
          </select>
        </label>
        <label>
          Reason
          <input name="reason" required maxLength={1000} autocomplete="off" />
        </label>
        <label>
          Until the end of this day (empty: until it is lifted)
          <input type="date" name="until" />
        </label>
        <button class="primary">Raise</button>
      </Form>
    </Panel>
  );
}

type WallsTableProps = { walls: WallView[]; basePath: string; byNumber: boolean };

function WallsTable({ walls, basePath, byNumber }: WallsTableProps) {
  return (
    <ListTable
      id="walls"
      label="Ethical walls"
      empty="There has been no wall here."
      rows={walls}
      columns={[
        byNumber && {
          title: 'Matter',
          look: 'number',
          cell: ({ matterNumber }) => <SafeText of={matterNumber} />,
        },
        { title: 'Against', isRowHeader: true, cell: (wall) => <SafeText of={nameOfWalled(wall)} /> },
        { title: 'Reason', cell: ({ reason }) => <SafeText of={reason} /> },
        { title: 'From', cell: ({ startsAt }) => <Timestamp at={startsAt} /> },
        { title: 'Until', cell: ({ endsAt }) => (endsAt ? <Timestamp at={endsAt} /> : 'it is lifted') },
        { title: 'Lifted', cell: (wall) => <LiftWallCell wall={wall} basePath={basePath} /> },
      ]}
    />
  );
}

function nameOfWalled({ person, group }: WallView): string {
  return person?.name ?? group?.name ?? '';
}

function LiftWallCell({ wall, basePath }: { wall: WallView; basePath: string }) {
  if (wall.liftedAt)
    return (
      <>
        <Timestamp at={wall.liftedAt} />: <SafeText of={wall.liftedBecause ?? ''} />
      </>
    );
  return (
    <ReasonForm
      action={`${basePath}/lift`}
      hidden={{ wall: wall.id }}
      text="Lift"
      label={`Lift the wall against ${nameOfWalled(wall)}`}
      look="quiet"
    />
  );
}
