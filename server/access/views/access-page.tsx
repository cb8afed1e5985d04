import type { OwnAccessRequest, IncomingAccessRequest } from '../../../core/access/access-requests.ts';
import type { EmergencyAccess } from '../../../core/access/emergency-access.ts';
import { EmergencyAccessTable, AccessRequestsTable } from './access-tables.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

export type AccessPageProps = {
  pageFrame: PageFrame;
  /** What the reader asked for. */
  ownRequests: OwnAccessRequest[];
  /** What others ask of the reader. */
  incomingRequests: IncomingAccessRequest[];
  emergencyAccesses: EmergencyAccess[];
  /** The firm's rule lets the reader break the glass. */
  mayUseEmergencyAccess: boolean;
  problem?: string;
};

/** Coming to see a matter of others, and who came to see one's own. */
export function AccessPage({
  pageFrame,
  ownRequests,
  incomingRequests,
  emergencyAccesses,
  mayUseEmergencyAccess,
  problem,
}: AccessPageProps) {
  return (
    <Layout title="Access to matters" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
      </nav>
      <h1>Access to matters</h1>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {incomingRequests.length > 0 ? (
        <section aria-labelledby="put">
          <h2 id="put">Asked of you</h2>
          <AccessRequestsTable requests={incomingRequests} showMatterNumber />
          <p class="hint">
            Declining tells them that there is such a matter. Who is given no answer hears after 14 days that
            it was declined, as for a number that is nobody’s.
          </p>
        </section>
      ) : null}
      {emergencyAccesses.length > 0 ? (
        <section aria-labelledby="broken">
          <h2 id="broken">Seen by breaking the glass</h2>
          <EmergencyAccessTable broken={emergencyAccesses} showMatterNumber />
        </section>
      ) : null}
      <section aria-labelledby="ask">
        <h2 id="ask">Ask for a matter</h2>
        <RequestAccessForm />
        {ownRequests.length > 0 ? <OwnRequestsTable own={ownRequests} /> : null}
      </section>
      {mayUseEmergencyAccess ? <EmergencyAccessForm /> : null}
    </Layout>
  );
}

function RequestAccessForm() {
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

const requestStateLabels = { open: 'Waits for an answer', granted: 'Granted', declined: 'Declined' } as const;

function OwnRequestsTable({ own }: { own: OwnAccessRequest[] }) {
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
                <SafeText of={request.number} />
              </th>
              <td data-label="Asked">
                <Timestamp at={request.askedAt} />
              </td>
              <td data-label="Reason">
                <SafeText of={request.reason} />
              </td>
              <td data-label="Answer">{requestStateLabels[request.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EmergencyAccessForm() {
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
