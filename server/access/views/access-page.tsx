import type { OwnAccessRequest, IncomingAccessRequest } from '../../../core/access/access-requests.ts';
import type { EmergencyAccess } from '../../../core/access/emergency-access.ts';
import type { NumberRequest } from '../../../core/matters/number-requests.ts';
import { EmergencyAccessTable, AccessRequestsTable } from './access-tables.tsx';
import { NumberRequestsSection } from './number-requests-section.tsx';
import { mattersCrumb } from '../../ui/crumbs.tsx';
import { MatterNumberField } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Panel, Section } from '../../ui/section.tsx';

export type AccessPageProps = {
  pageFrame: PageFrame;
  /** What the reader asked for. */
  ownRequests: OwnAccessRequest[];
  /** What others ask of the reader. */
  incomingRequests: IncomingAccessRequest[];
  emergencyAccesses: EmergencyAccess[];
  /** For an administrator; nobody else has any. */
  numberRequests: NumberRequest[];
  /** The firm's rule lets the reader use emergency access. */
  mayUseEmergencyAccess: boolean;
  problem?: string;
};

/** Coming to see a matter of others, and who came to see one's own. */
export function AccessPage(props: AccessPageProps) {
  const { pageFrame, ownRequests, incomingRequests, emergencyAccesses, problem } = props;
  return (
    <Page title="Access to matters" pageFrame={pageFrame} crumbs={[mattersCrumb]} problem={problem}>
      {incomingRequests.length > 0 ? (
        <Section id="incoming-requests" title="Access requests to you">
          <AccessRequestsTable requests={incomingRequests} showMatterNumber />
          <p class="hint">
            If you decline, the person learns that the matter exists. An unanswered request counts as declined
            after 14 days, as it does for a number that does not exist.
          </p>
        </Section>
      ) : null}
      {emergencyAccesses.length > 0 ? (
        <Section id="emergency-access-record" title="Emergency access on record">
          <EmergencyAccessTable accesses={emergencyAccesses} showMatterNumber />
        </Section>
      ) : null}
      <NumberRequestsSection requests={props.numberRequests} />
      <Section id="request-access" title="Request access">
        <RequestAccessForm />
        <OwnRequestsTable requests={ownRequests} />
      </Section>
      {props.mayUseEmergencyAccess ? <EmergencyAccessForm /> : null}
    </Page>
  );
}

function RequestAccessForm() {
  return (
    <Panel>
      <Form class="fields" action="/access">
        <MatterNumberField half />
        <label class="half">
          Role
          <select name="role">
            <option value="viewer">Viewer: reads and searches</option>
            <option value="editor">Editor: also files documents</option>
          </select>
        </label>
        <label>
          Why (its owners decide by this)
          <input name="reason" required maxLength={1000} autocomplete="off" />
        </label>
        <button class="primary">Ask the owners</button>
        <p class="hint">
          You are not told whether a matter has this number. An unanswered request counts as declined after 14
          days.
        </p>
      </Form>
    </Panel>
  );
}

const requestStateLabels = {
  open: 'Waiting for an answer',
  granted: 'Granted',
  declined: 'Declined',
} as const;

const ownRequestColumns: Column<OwnAccessRequest>[] = [
  { title: 'Number', look: 'number', isRowHeader: true, cell: ({ number }) => <SafeText of={number} /> },
  { title: 'Requested', cell: ({ askedAt }) => <Timestamp at={askedAt} /> },
  { title: 'Reason', cell: ({ reason }) => <SafeText of={reason} /> },
  { title: 'Answer', cell: ({ state }) => requestStateLabels[state] },
];

function OwnRequestsTable({ requests }: { requests: OwnAccessRequest[] }) {
  return (
    <ListTable
      id="own-requests"
      label="Your requests"
      showsLabel
      columns={ownRequestColumns}
      rows={requests}
    />
  );
}

function EmergencyAccessForm() {
  return (
    <Section id="emergency-access" title="Emergency access">
      <Panel summary="Read a matter at once, without a role in it">
        <Form class="fields" action="/access/glass">
          <p class="hint">
            This is for an emergency. You can read the matter for the hours you choose, and change nothing in
            it. Its owners are notified at once of your name and your reason. The audit log keeps both for
            good.
          </p>
          <MatterNumberField half />
          <label class="half">
            For
            <select name="hours">
              <option value="1">1 hour</option>
              <option value="4">4 hours</option>
              <option value="8">8 hours</option>
            </select>
          </label>
          <label>
            Why it cannot wait (at least 20 characters)
            <input name="reason" required minLength={20} maxLength={1000} autocomplete="off" />
          </label>
          <button>Start emergency access</button>
        </Form>
      </Panel>
    </Section>
  );
}
