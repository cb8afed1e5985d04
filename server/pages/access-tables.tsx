import type { PutRequest } from '../../core/access/access-requests.ts';
import type { BrokenGlass } from '../../core/access/break-glass.ts';
import { Moment, Name } from './figures.tsx';
import { Form } from './form.tsx';

/** Open requests, each with what an owner can answer in one click. */
export function RequestsTable({ requests, withNumber }: { requests: PutRequest[]; withNumber?: boolean }) {
  return (
    <div class="scroll">
      <table class="list" id="requests">
        <thead>
          <tr>
            <th scope="col">Who asks</th>
            {withNumber ? <th scope="col">Matter</th> : null}
            <th scope="col">Reason</th>
            <th scope="col">Asked</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr>
              <th scope="row">
                <Name of={request.person.name} />
              </th>
              {withNumber ? (
                <td data-label="Matter" class="number">
                  <a href={`/matters/${request.matterId}`}>
                    <Name of={request.number} />
                  </a>
                </td>
              ) : null}
              <td data-label="Reason">
                <Name of={request.reason} />
              </td>
              <td data-label="Asked">
                <Moment at={request.askedAt} />
              </td>
              <td data-label="Answer">
                <Answers request={request} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Answers({ request: { id, role, person } }: { request: PutRequest }) {
  const asWhat = { viewer: 'As viewer', editor: 'As editor' } as const;
  const offered = (['viewer', 'editor'] as const).toSorted((a) => (a === role ? -1 : 1));
  return (
    <>
      <Form action={`/access/requests/${id}/grant`}>
        {offered.map((each) => (
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
export function BrokenGlassTable({ broken, withNumber }: { broken: BrokenGlass[]; withNumber?: boolean }) {
  return (
    <div class="scroll">
      <table class="list" id="broken-glass">
        <thead>
          <tr>
            <th scope="col">Who</th>
            {withNumber ? <th scope="col">Matter</th> : null}
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
                <Name of={one.person.name} />
              </th>
              {withNumber ? (
                <td data-label="Matter" class="number">
                  <Name of={one.matterNumber} />
                </td>
              ) : null}
              <td data-label="Reason">
                <Name of={one.reason} />
              </td>
              <td data-label="From">
                <Moment at={one.begunAt} />
              </td>
              <td data-label="Until">
                <Moment at={one.until} />
                {one.running ? ' (sees it now)' : null}
              </td>
              <td data-label="What to do">
                <WhatToDo broken={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WhatToDo({ broken: { id, running, owned, seenAt, person } }: { broken: BrokenGlass }) {
  return (
    <>
      {running ? <EndGlass id={id} label={`End it now for ${person.name}`} /> : null}
      {owned && seenAt === null ? (
        <Form action={`/access/glass/${id}/note`}>
          <button class="quiet" aria-label={`I have taken note of what ${person.name} did`}>
            I have taken note
          </button>
        </Form>
      ) : null}
      {seenAt ? (
        <p>
          Noted <Moment at={seenAt} />
        </p>
      ) : null}
    </>
  );
}

/** Ends a broken glass now. */
export function EndGlass({ id, label }: { id: string; label?: string }) {
  return (
    <Form action={`/access/glass/${id}/end`}>
      <button class="quiet" aria-label={label}>
        End it now
      </button>
    </Form>
  );
}
