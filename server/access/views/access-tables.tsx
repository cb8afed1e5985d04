import type { IncomingAccessRequest } from '../../../core/access/access-requests.ts';
import type { EmergencyAccess } from '../../../core/access/emergency-access.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';

/** Open requests, each with what an owner can answer in one click. */
export function AccessRequestsTable({
  requests,
  showMatterNumber,
}: {
  requests: IncomingAccessRequest[];
  showMatterNumber?: boolean;
}) {
  return (
    <div class="scroll">
      <table class="list" id="requests">
        <thead>
          <tr>
            <th scope="col">Who asks</th>
            {showMatterNumber ? <th scope="col">Matter</th> : null}
            <th scope="col">Reason</th>
            <th scope="col">Asked</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr>
              <th scope="row">
                <SafeText of={request.person.name} />
              </th>
              {showMatterNumber ? (
                <td data-label="Matter" class="number">
                  <a href={`/matters/${request.matterId}`}>
                    <SafeText of={request.number} />
                  </a>
                </td>
              ) : null}
              <td data-label="Reason">
                <SafeText of={request.reason} />
              </td>
              <td data-label="Asked">
                <Timestamp at={request.askedAt} />
              </td>
              <td data-label="Answer">
                <AnswerForms request={request} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AnswerForms({ request: { id, role, person } }: { request: IncomingAccessRequest }) {
  const asWhat = { viewer: 'As viewer', editor: 'As editor' } as const;
  const offeredRoles = (['viewer', 'editor'] as const).toSorted((a) => (a === role ? -1 : 1));
  return (
    <>
      <Form action={`/access/requests/${id}/grant`}>
        {offeredRoles.map((each) => (
          <button
            class={each === role ? 'primary' : 'quiet'}
            name="role"
            value={each}
            aria-label={`Let ${person.name} in ${asWhat[each].toLowerCase()}`}
          >
            {asWhat[each]}
          </button>
        ))}
      </Form>
      <Form action={`/access/requests/${id}/decline`}>
        <button class="quiet" aria-label={`Decline the request of ${person.name}`}>
          Decline
        </button>
      </Form>
    </>
  );
}

/** Who saw a matter by breaking the glass, why and until when. */
export function EmergencyAccessTable({
  broken,
  showMatterNumber,
}: {
  broken: EmergencyAccess[];
  showMatterNumber?: boolean;
}) {
  return (
    <div class="scroll">
      <table class="list" id="broken-glass">
        <thead>
          <tr>
            <th scope="col">Who</th>
            {showMatterNumber ? <th scope="col">Matter</th> : null}
            <th scope="col">Reason</th>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {broken.map((one) => (
            <tr>
              <th scope="row">
                <SafeText of={one.person.name} />
              </th>
              {showMatterNumber ? (
                <td data-label="Matter" class="number">
                  <SafeText of={one.matterNumber} />
                </td>
              ) : null}
              <td data-label="Reason">
                <SafeText of={one.reason} />
              </td>
              <td data-label="From">
                <Timestamp at={one.begunAt} />
              </td>
              <td data-label="Until">
                <Timestamp at={one.until} />
                {one.running ? ' (sees it now)' : null}
              </td>
              <td data-label="What to do">
                <EmergencyAccessActions broken={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EmergencyAccessActions({
  broken: { id, running, owned, seenAt, person },
}: {
  broken: EmergencyAccess;
}) {
  return (
    <>
      {running ? <EndEmergencyAccessForm id={id} label={`End it now for ${person.name}`} /> : null}
      {owned && seenAt === null ? (
        <Form action={`/access/glass/${id}/note`}>
          <button class="quiet" aria-label={`I have taken note of what ${person.name} did`}>
            I have taken note
          </button>
        </Form>
      ) : null}
      {seenAt ? (
        <p>
          Noted <Timestamp at={seenAt} />
        </p>
      ) : null}
    </>
  );
}

/** Ends a broken glass now. */
export function EndEmergencyAccessForm({ id, label }: { id: string; label?: string }) {
  return (
    <Form action={`/access/glass/${id}/end`}>
      <button class="quiet" aria-label={label}>
        End it now
      </button>
    </Form>
  );
}
