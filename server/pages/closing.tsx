import type { MatterView } from '../../core/matters/matters.ts';
import type { Closing, Schedule } from '../../core/retention/close-matter.ts';
import type { Chrome } from './chrome.ts';
import { counted, Moment, Name } from './figures.tsx';
import { Layout } from './layout.tsx';
import { Form } from './form.tsx';

export type ClosingPageProps = {
  chrome: Chrome;
  matter: MatterView;
  /** Null while the matter is open. */
  closing: Closing | null;
  schedules: Schedule[];
};

/** Whether a matter is closed, how long it is kept then, and the forms for its owners. */
export function ClosingPage({ chrome, matter, closing, schedules }: ClosingPageProps) {
  return (
    <Layout title="Closing and retention" chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <Name of={matter.name} />
        </a>
      </nav>
      <h1>Closing and retention</h1>
      {closing ? (
        <p>
          Closed <Moment at={closing.closedAt} />. It is kept for {counted(closing.schedule.years, 'year')} (
          <Name of={closing.schedule.name} />
          ), until <Moment at={closing.expiresAt} />. After that two people together can have it{' '}
          <a href="/disposals">disposed of</a>.
        </p>
      ) : (
        <p>
          This matter is open. Its retention begins when it is closed; nothing is filed in it from then on.
        </p>
      )}
      {matter.role === 'owner' && closing ? (
        <Form class="line" action={`/matters/${matter.id}/reopen`}>
          <button>Open the matter again</button>
        </Form>
      ) : null}
      {matter.role === 'owner' && !closing ? (
        <Form class="stack narrow" action={`/matters/${matter.id}/closing`}>
          <label>
            To be kept for
            <select name="scheduleId" required>
              {schedules.map((schedule) => (
                <option value={schedule.id}>{`${schedule.name} (${counted(schedule.years, 'year')})`}</option>
              ))}
            </select>
          </label>
          <button class="primary">Close the matter</button>
        </Form>
      ) : null}
    </Layout>
  );
}
