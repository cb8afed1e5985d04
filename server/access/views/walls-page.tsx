import type { GroupView } from '../../../core/access/groups.ts';
import type { WallView } from '../../../core/access/walls.ts';
import type { PersonView } from '../../../core/actor.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

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
  return (
    <Layout title="Ethical walls" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        {matter ? (
          <a href={`/matters/${matter.id}`}>
            <SafeText of={matter.name} />
          </a>
        ) : (
          <a href="/people">People</a>
        )}
      </nav>
      <h1>Ethical walls</h1>
      <p class="hint">
        Whoever a wall names sees nothing of the matter while it stands, whatever else they were given, and is
        not told that there is a wall.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <RaiseWallForm {...props} here={basePath} />
      {walls.length === 0 ? <p class="empty">No wall was ever raised here.</p> : null}
      {walls.length === 0 ? null : <WallsTable walls={walls} here={basePath} byNumber={matter === null} />}
    </Layout>
  );
}

function RaiseWallForm({ matter, people, groups, here, problem }: WallsPageProps & { here: string }) {
  return (
    <details class="panel" open={problem !== undefined}>
      <summary>Raise a wall</summary>
      <Form class="stack" action={here}>
        {matter ? null : (
          <label>
            Number of the matter
            <input name="number" required maxLength={300} autocomplete="off" />
          </label>
        )}
        <label>
          Against
          <select name="against" required>
            <option value="">Choose…</option>
            <optgroup label="Groups">
              {groups.map((group) => (
                <option value={`group ${group.id}`}>{group.name}</option>
              ))}
            </optgroup>
            <optgroup label="People">
              {people.map((person) => (
                <option value={`person ${person.id}`}>{`${person.name} (${person.email})`}</option>
              ))}
            </optgroup>
          </select>
        </label>
        <label>
          Reason
          <input name="reason" required maxLength={1000} autocomplete="off" />
        </label>
        <label>
          Until the end of this day, or until it is lifted
          <input type="date" name="until" />
        </label>
        <button class="primary">Raise</button>
      </Form>
    </details>
  );
}

function WallsTable({ walls, here, byNumber }: { walls: WallView[]; here: string; byNumber: boolean }) {
  return (
    <div class="scroll">
      <table class="list" id="walls">
        <thead>
          <tr>
            {byNumber ? <th scope="col">Matter</th> : null}
            <th scope="col">Against</th>
            <th scope="col">Reason</th>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">Lifting</th>
          </tr>
        </thead>
        <tbody>
          {walls.map((wall) => (
            <tr>
              {byNumber ? (
                <td data-label="Matter">
                  <SafeText of={wall.matterNumber} />
                </td>
              ) : null}
              <th scope="row">
                <SafeText of={wall.person?.name ?? wall.group?.name ?? ''} />
              </th>
              <td data-label="Reason">
                <SafeText of={wall.reason} />
              </td>
              <td data-label="From">
                <Timestamp at={wall.startsAt} />
              </td>
              <td data-label="Until">{wall.endsAt ? <Timestamp at={wall.endsAt} /> : 'it is lifted'}</td>
              <td data-label="Lifting">
                <LiftWallCell wall={wall} here={here} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LiftWallCell({ wall, here }: { wall: WallView; here: string }) {
  if (wall.liftedAt)
    return (
      <>
        <Timestamp at={wall.liftedAt} />: <SafeText of={wall.liftedBecause ?? ''} />
      </>
    );
  return (
    <Form action={`${here}/lift`}>
      <input type="hidden" name="wall" value={wall.id} />
      <label>
        Why <input name="reason" required maxLength={1000} autocomplete="off" />
      </label>
      <button
        class="quiet"
        aria-label={`Lift the wall against ${wall.person?.name ?? wall.group?.name ?? ''}`}
      >
        Lift
      </button>
    </Form>
  );
}
