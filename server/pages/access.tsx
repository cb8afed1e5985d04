import type { OwnRequest, PutRequest } from '../../core/access/access-requests.ts';
import type { BrokenGlass } from '../../core/access/break-glass.ts';
import { BrokenGlassTable, RequestsTable } from './access-tables.tsx';
import type { Chrome } from './chrome.ts';
import { Moment, Name } from './figures.tsx';
import { Form } from './form.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';

export type AccessPageProps = {
  chrome: Chrome;
  /** What the reader asked for. */
  own: OwnRequest[];
  /** What others ask of the reader. */
  put: PutRequest[];
  broken: BrokenGlass[];
  /** The firm's rule lets the reader break the glass. */
  mayBreak: boolean;
  problem?: string;
};

/** Coming to see a matter of others, and who came to see one's own. */
export function AccessPage({ chrome, own, put, broken, mayBreak, problem }: AccessPageProps) {
  return (
    <Layout title="Access to matters" chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
      </nav>
      <h1>Access to matters</h1>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {put.length > 0 ? (
        <section aria-labelledby="put">
          <h2 id="put">Asked of you</h2>
          <RequestsTable requests={put} withNumber />
          <p class="hint">
            Declining tells them that there is such a matter. Who is given no answer hears after 14 days that
            it was declined, as for a number that is nobody’s.
          </p>
        </section>
      ) : null}
      {broken.length > 0 ? (
        <section aria-labelledby="broken">
          <h2 id="broken">Seen by breaking the glass</h2>
          <BrokenGlassTable broken={broken} withNumber />
        </section>
      ) : null}
      <section aria-labelledby="ask">
        <h2 id="ask">Ask for a matter</h2>
        <AskForm />
        {own.length > 0 ? <OwnRequests own={own} /> : null}
      </section>
      {mayBreak ? <BreakForm /> : null}
    </Layout>
  );
}

function AskForm() {
  return (
    <Form class="panel fields" action="/access">
      <label class="half">
        Number of the matter
        <input name="number" required maxLength={300} autocomplete="off" />
      </label>
      <label class="half">
        To
        <select name="role">
          <option value="viewer">read it</option>
          <option value="editor">file documents in it, too</option>
        </select>
      </label>
      <label>
        Why: its owners decide by this
        <input name="reason" required maxLength={1000} autocomplete="off" />
      </label>
      <button class="primary">Ask its owners</button>
      <p class="hint">
        You are not told whether there is a matter of this number. What nobody answers counts as declined
        after 14 days.
      </p>
    </Form>
  );
}

const states = { open: 'Waits for an answer', granted: 'Granted', declined: 'Declined' } as const;

function OwnRequests({ own }: { own: OwnRequest[] }) {
  return (
    <div class="scroll">
      <table class="list" id="own-requests">
        <caption>What you asked for</caption>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Asked</th>
            <th scope="col">Reason</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {own.map((request) => (
            <tr>
              <th scope="row" class="number">
                <Name of={request.number} />
              </th>
              <td data-label="Asked">
                <Moment at={request.askedAt} />
              </td>
              <td data-label="Reason">
                <Name of={request.reason} />
              </td>
              <td data-label="Answer">{states[request.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BreakForm() {
  return (
    <section aria-labelledby="break">
      <h2 id="break">Break the glass</h2>
      <details class="panel">
        <summary>See a matter at once, without being given a part in it</summary>
        <Form class="fields" action="/access/glass">
          <p class="hint">
            For an emergency. You read the matter for the hours you choose and change nothing in it. Its
            owners are told at once, with your name and your reason, and the audit log keeps both for good.
          </p>
          <label class="half">
            Number of the matter
            <input name="number" required maxLength={300} autocomplete="off" />
          </label>
          <label class="half">
            For
            <select name="hours">
              <option value="1">1 hour</option>
              <option value="4">4 hours</option>
              <option value="8">8 hours</option>
            </select>
          </label>
          <label>
            Why it cannot wait (20 characters or more)
            <input name="reason" required minLength={20} maxLength={1000} autocomplete="off" />
          </label>
          <button>Break the glass</button>
        </Form>
      </details>
    </section>
  );
}
