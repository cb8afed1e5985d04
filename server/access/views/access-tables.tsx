import type { IncomingAccessRequest } from '../../../core/access/access-requests.ts';
import type { EmergencyAccess } from '../../../core/access/emergency-access.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { ActionButton, formatPerson } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable } from '../../ui/list-table.tsx';

type AccessRequestsTableProps = { requests: IncomingAccessRequest[]; showMatterNumber?: boolean };

/** Open requests, each with what an owner can answer in one click. */
export function AccessRequestsTable({ requests, showMatterNumber = false }: AccessRequestsTableProps) {
  return (
    <ListTable
      id="requests"
      label="Access requests"
      rows={requests}
      columns={[
        { title: 'Person', isRowHeader: true, cell: ({ person }) => <SafeText of={formatPerson(person)} /> },
        showMatterNumber && {
          title: 'Matter',
          look: 'number',
          cell: ({ matterId, number }) => (
            <a href={`/matters/${matterId}`}>
              <SafeText of={number} />
            </a>
          ),
        },
        { title: 'Reason', cell: ({ reason }) => <SafeText of={reason} /> },
        { title: 'Requested', cell: ({ askedAt }) => <Timestamp at={askedAt} /> },
        { title: 'Answer', cell: (request) => <AnswerForms request={request} /> },
      ]}
    />
  );
}

const grantLabels = { viewer: 'Grant as viewer', editor: 'Grant as editor' } as const;

function AnswerForms({ request: { id, role, person } }: { request: IncomingAccessRequest }) {
  const offeredRoles = (['viewer', 'editor'] as const).toSorted((a) => (a === role ? -1 : 1));
  return (
    <>
      <Form action={`/access/requests/${id}/grant`}>
        {offeredRoles.map((each) => (
          <button
            class={each === role ? 'primary' : 'quiet'}
            name="role"
            value={each}
            aria-label={safeDisplayName(`${grantLabels[each]} to ${person.name}`)}
          >
            {grantLabels[each]}
          </button>
        ))}
      </Form>
      <ActionButton
        action={`/access/requests/${id}/decline`}
        text="Decline"
        label={`Decline the request of ${person.name}`}
        look="quiet"
      />
    </>
  );
}

type EmergencyAccessTableProps = { accesses: EmergencyAccess[]; showMatterNumber?: boolean };

/** Who read a matter by emergency access, why and until when. */
export function EmergencyAccessTable({ accesses, showMatterNumber = false }: EmergencyAccessTableProps) {
  return (
    <ListTable
      id="emergency-accesses"
      label="Emergency access"
      rows={accesses}
      columns={[
        { title: 'Person', isRowHeader: true, cell: ({ person }) => <SafeText of={formatPerson(person)} /> },
        showMatterNumber && {
          title: 'Matter',
          look: 'number',
          cell: ({ matterNumber }) => <SafeText of={matterNumber} />,
        },
        { title: 'Reason', cell: ({ reason }) => <SafeText of={reason} /> },
        { title: 'From', cell: ({ begunAt }) => <Timestamp at={begunAt} /> },
        {
          title: 'Until',
          cell: ({ until, running }) => (
            <>
              <Timestamp at={until} />
              {running ? ' (running now)' : null}
            </>
          ),
        },
        { title: 'Actions', cell: (access) => <EmergencyAccessActions access={access} /> },
      ]}
    />
  );
}

function EmergencyAccessActions({ access }: { access: EmergencyAccess }) {
  const { id, running, owned, seenAt, person } = access;
  return (
    <>
      {running ? <EndEmergencyAccessForm id={id} label={`End now for ${person.name}`} /> : null}
      {owned && seenAt === null ? (
        <ActionButton
          action={`/access/glass/${id}/note`}
          text="Acknowledge"
          label={`Acknowledge what ${person.name} did`}
          look="quiet"
        />
      ) : null}
      {seenAt ? (
        <p>
          Acknowledged <Timestamp at={seenAt} />
        </p>
      ) : null}
    </>
  );
}

/** Ends an emergency access before its time. */
export function EndEmergencyAccessForm({ id, label = 'End now' }: { id: string; label?: string }) {
  return <ActionButton action={`/access/glass/${id}/end`} text="End now" label={label} look="quiet" />;
}
