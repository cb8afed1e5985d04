import type { RetentionSchedule } from '../../../core/retention/retention-schedules.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Form } from '../../ui/form.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

export type SchedulesPageProps = {
  pageFrame: PageFrame;
  schedules: RetentionSchedule[];
  saved?: boolean;
  problem?: string;
};

/** How long closed matters are kept, for administrators to add to and to change. */
export function SchedulesPage({ pageFrame, schedules, saved, problem }: SchedulesPageProps) {
  return (
    <Layout title="Retention schedules" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/people">People</a>
        <a href="/disposals">Disposal</a>
      </nav>
      <h1>Retention schedules</h1>
      <p class="hint">
        Whoever closes a matter chooses one of these. A change counts for matters that are closed already,
        too. Nothing goes by itself when the time is over: two people have to say so.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {saved ? <Notice kind="good">The schedule is saved.</Notice> : null}
      {schedules.map((schedule) => (
        <Form class="line" action={`/admin/retention/${schedule.id}`} aria-label={schedule.name}>
          <ScheduleFields schedule={schedule} />
          <button aria-label={`Change ${schedule.name}`}>Change</button>
        </Form>
      ))}
      <h2>A new schedule</h2>
      <Form class="line" action="/admin/retention" aria-label="A new schedule">
        <ScheduleFields />
        <button class="primary">Make the schedule</button>
      </Form>
    </Layout>
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
