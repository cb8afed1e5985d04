import type { MatterView } from '../../../core/matters/matters.ts';
import type { MatterClosing } from '../../../core/retention/close-matter.ts';
import type { RetentionSchedule } from '../../../core/retention/retention-schedules.ts';
import { formatCount } from '../../browser/format.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { matterCrumbs } from '../../ui/crumbs.tsx';
import { ActionButton } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type ClosingPageProps = {
  pageFrame: PageFrame;
  matter: MatterView;
  /** Null while the matter is open. */
  closing: MatterClosing | null;
  schedules: RetentionSchedule[];
};

/** Whether a matter is closed, how long it is kept then, and the forms for its owners. */
export function ClosingPage({ pageFrame, matter, closing, schedules }: ClosingPageProps) {
  const isOwner = matter.can['close matters'];
  return (
    <Page title="Closing and retention" pageFrame={pageFrame} crumbs={matterCrumbs(matter)}>
      {closing ? (
        <ClosedMatter closing={closing} />
      ) : (
        <p>
          This matter is open. Its retention begins when it is closed; from then on nothing can be filed in
          it.
        </p>
      )}
      {isOwner && closing ? (
        <ActionButton class="line" action={`/matters/${matter.id}/reopen`} text="Reopen the matter" />
      ) : null}
      {isOwner && !closing ? <CloseMatterForm matter={matter} schedules={schedules} /> : null}
    </Page>
  );
}

function ClosedMatter({ closing: { closedAt, expiresAt, schedule } }: { closing: MatterClosing }) {
  return (
    <p>
      The matter was closed at <Timestamp at={closedAt} />. It is kept for{' '}
      {formatCount(schedule.years, 'year')} (
      <SafeText of={schedule.name} />
      ), until <Timestamp at={expiresAt} />. After that, two people together can have it{' '}
      <a href="/disposals">disposed of</a>.
    </p>
  );
}

function CloseMatterForm({ matter, schedules }: Pick<ClosingPageProps, 'matter' | 'schedules'>) {
  return (
    <Form class="stack narrow" action={`/matters/${matter.id}/closing`}>
      <label>
        Retention schedule
        <select name="scheduleId" required>
          {schedules.map(({ id, name, years }) => (
            <option value={id}>{safeDisplayName(`${name} (${formatCount(years, 'year')})`)}</option>
          ))}
        </select>
      </label>
      <button class="primary">Close the matter</button>
    </Form>
  );
}
