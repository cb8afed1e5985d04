import type { RetentionSchedule } from '../../../core/retention/retention-schedules.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { disposalsCrumb, peopleCrumb } from '../../ui/crumbs.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type SchedulesPageProps = {
  pageFrame: PageFrame;
  schedules: RetentionSchedule[];
  saved?: boolean;
  problem?: string;
};

/** How long closed matters are kept, for administrators to add to and to change. */
export function SchedulesPage({ pageFrame, schedules, saved, problem }: SchedulesPageProps) {
  return (
    <Page
      title="Retention schedules"
      pageFrame={pageFrame}
      crumbs={[peopleCrumb, disposalsCrumb]}
      problem={problem}
      done={saved ? 'The schedule is saved.' : undefined}
    >
      <p class="hint">
        An owner who closes a matter chooses one of these. A change counts for closed matters, too. Nothing is
        disposed of by itself when the time is over: two people have to agree.
      </p>
      {schedules.map((schedule) => (
        <ChangeScheduleForm schedule={schedule} />
      ))}
      <Section id="new-schedule-title" title="New schedule">
        <Form class="line" action="/admin/retention" aria-label="New schedule">
          <ScheduleFields />
          <button class="primary">Create the schedule</button>
        </Form>
      </Section>
    </Page>
  );
}

function ChangeScheduleForm({ schedule }: { schedule: RetentionSchedule }) {
  const name = safeDisplayName(schedule.name);
  return (
    <Form class="line" action={`/admin/retention/${schedule.id}`} aria-label={name}>
      <ScheduleFields schedule={schedule} />
      <button aria-label={`Change ${name}`}>Change</button>
    </Form>
  );
}

function ScheduleFields({ schedule }: { schedule?: RetentionSchedule }) {
  return (
    <>
      <label>
        Name
        <input name="name" value={schedule?.name} required maxLength={100} autocomplete="off" />
      </label>
      <label class="number">
        Years
        <input type="number" name="years" value={schedule?.years} required min={1} max={100} />
      </label>
    </>
  );
}
