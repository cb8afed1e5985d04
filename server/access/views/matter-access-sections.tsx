import type { IncomingAccessRequest } from '../../../core/access/access-requests.ts';
import type { EmergencyAccess } from '../../../core/access/emergency-access.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import { EmergencyAccessTable, EndEmergencyAccessForm, AccessRequestsTable } from './access-tables.tsx';
import { Timestamp } from '../../ui/format.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Of one matter. */
export type MatterAccessSectionsProps = {
  requests: IncomingAccessRequest[];
  emergencyAccesses: EmergencyAccess[];
  readerId: string;
};

/** What owners must know and answer before anything else on the page of their matter; and, for who broke the glass, until when. */
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
            You see this matter until <Timestamp at={ownAccess.until} />, because you broke the glass. Its
            owners were told.
          </p>
          <EndEmergencyAccessForm id={ownAccess.id} />
        </Notice>
      ) : null}
      {unacknowledged.length > 0 ? (
        <section aria-labelledby="broken-title">
          <h2 id="broken-title">Seen by breaking the glass</h2>
          <EmergencyAccessTable broken={unacknowledged} />
        </section>
      ) : null}
      {matter.can['manage members'] && requests.length > 0 ? (
        <section aria-labelledby="requests-title">
          <h2 id="requests-title">Who asks for this matter</h2>
          <AccessRequestsTable requests={requests} />
        </section>
      ) : null}
    </>
  );
}

/** On the list of matters: what waits for its owner. */
export function PendingAccessNotice({
  requests,
  emergencyAccesses,
}: Omit<MatterAccessSectionsProps, 'readerId'>) {
  const unacknowledged = emergencyAccesses.filter((one) => one.owned && one.seenAt === null).length;
  if (requests.length + unacknowledged === 0) return null;
  const sentences = [
    ...(unacknowledged > 0
      ? [`The glass was broken for ${unacknowledged === 1 ? 'a matter' : 'matters'} of yours.`]
      : []),
    ...(requests.length > 0
      ? [`${requests.length === 1 ? 'Somebody asks' : `${requests.length} requests ask`} you for access.`]
      : []),
  ];
  return (
    <Notice kind="plain">
      <p>
        {sentences.join(' ')} <a href="/access">See who and why</a>
      </p>
    </Notice>
  );
}
