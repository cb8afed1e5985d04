import type { IncomingAccessRequest } from '../../../core/access/access-requests.ts';
import type { EmergencyAccess } from '../../../core/access/emergency-access.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { PendingAccess } from '../../../core/matters/read-matters-page.ts';
import { EmergencyAccessTable, EndEmergencyAccessForm, AccessRequestsTable } from './access-tables.tsx';
import { Timestamp } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';

/** Of one matter. */
export type MatterAccessSectionsProps = {
  requests: IncomingAccessRequest[];
  emergencyAccesses: EmergencyAccess[];
  readerId: string;
};

/** What owners must know and answer before anything else on the page of their matter; and, for who reads it by emergency access, until when. */
export function MatterAccessSections({
  matter,
  requests,
  emergencyAccesses,
  readerId,
}: MatterAccessSectionsProps & { matter: MatterView }) {
  const ownAccess = emergencyAccesses.find((one) => one.running && one.person.id === readerId);
  const unacknowledged = emergencyAccesses.filter((one) => one.owned && (one.running || one.seenAt === null));
  return (
    <>
      {ownAccess ? (
        <Notice kind="plain">
          <p>
            You read this matter by emergency access until <Timestamp at={ownAccess.until} />. Its owners were
            notified.
          </p>
          <EndEmergencyAccessForm id={ownAccess.id} />
        </Notice>
      ) : null}
      {unacknowledged.length > 0 ? (
        <Section id="emergency-access-title" title="Emergency access">
          <EmergencyAccessTable accesses={unacknowledged} />
        </Section>
      ) : null}
      {matter.can['manage members'] && requests.length > 0 ? (
        <Section id="requests-title" title="Access requests">
          <AccessRequestsTable requests={requests} />
        </Section>
      ) : null}
    </>
  );
}

/** On the list of matters: what waits for its owner, or for an administrator. */
export function PendingAccessNotice({ requests, emergencyAccesses, numberRequests }: PendingAccess) {
  const unacknowledged = emergencyAccesses.filter((one) => one.owned && one.seenAt === null).length;
  if (requests.length + unacknowledged + numberRequests.length === 0) return null;
  return (
    <Notice kind="plain">
      <p>
        {unacknowledged > 0 ? 'Somebody used emergency access to a matter of yours. ' : null}
        {requests.length > 0 ? `${countRequests(requests.length)} for your answer. ` : null}
        {numberRequests.length > 0 ? 'A number for a matter could not be given. ' : null}
        <a href="/access">See who and why</a>
      </p>
    </Notice>
  );
}

function countRequests(count: number): string {
  return count === 1 ? 'One access request waits' : `${count} access requests wait`;
}
