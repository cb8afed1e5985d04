import type { MatterView } from '../../../core/matters/matters.ts';
import type { MatterClosing } from '../../../core/retention/close-matter.ts';
import type { RetentionSchedule } from '../../../core/retention/retention-schedules.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { formatCount, Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Form } from '../../ui/form.tsx';

export type ClosingPageProps = {
  pageFrame: PageFrame;
  matter: MatterView;
  /** Null while the matter is open. */
  closing: MatterClosing | null;
  schedules: RetentionSchedule[];
};

/** Whether a matter is closed, how long it is kept then, and the forms for its owners. */
export function ClosingPage({ pageFrame, matter, closing, schedules }: ClosingPageProps) {
  return (
    <Layout title="Closing and retention" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <SafeText of={matter.name} />
        </a>
      </nav>
      <h1>Closing and retention</h1>
      {closing ? (
        <p>
          Closed <Timestamp at={closing.closedAt} />. It is kept for{' '}
          {formatCount(closing.schedule.years, 'year')} (
          <SafeText of={closing.schedule.name} />
          ), until <Timestamp at={closing.expiresAt} />. After that two people together can have it{' '}
          <a href="/disposals">disposed of</a>.
        </p>
      ) : (
        <p>
          This matter is open. Its retention begins when it is closed; nothing is filed in it from then on.
        </p>
      )}
      {matter.can['close matters'] && closing ? (
        <Form class="line" action={`/matters/${matter.id}/reopen`}>
          <button>Open the matter again</button>
        </Form>
      ) : null}
      {matter.can['close matters'] && !closing ? (
        <Form class="stack narrow" action={`/matters/${matter.id}/closing`}>
          <label>
            To be kept for
            <select name="scheduleId" required>
              {schedules.map((schedule) => (
                <option
                  value={schedule.id}
                >{`${schedule.name} (${formatCount(schedule.years, 'year')})`}</option>
              ))}
            </select>
          </label>
          <button class="primary">Close the matter</button>
        </Form>
      ) : null}
    </Layout>
  );
}
