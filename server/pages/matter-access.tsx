import type { PutRequest } from '../../core/access/access-requests.ts';
import type { BrokenGlass } from '../../core/access/break-glass.ts';
import type { MatterView } from '../../core/matters/matters.ts';
import { BrokenGlassTable, EndGlass, RequestsTable } from './access-tables.tsx';
import { Moment } from './figures.tsx';
import { Notice } from './notice.tsx';

/** Of one matter. */
export type MatterAccessProps = { requests: PutRequest[]; broken: BrokenGlass[]; readerId: string };

/** What owners must know and answer before anything else on the page of their matter; and, for who broke the glass, until when. */
export function MatterAccess({
  matter,
  requests,
  broken,
  readerId,
}: MatterAccessProps & { matter: MatterView }) {
  const mine = broken.find((one) => one.running && one.person.id === readerId);
  const toNote = broken.filter((one) => one.owned && (one.running || one.seenAt === null));
  return (
    <>
      {mine ? (
        <Notice kind="plain">
          <p>
            You see this matter until <Moment at={mine.until} />, because you broke the glass. Its owners were
            told.
          </p>
          <EndGlass id={mine.id} />
        </Notice>
      ) : null}
      {toNote.length > 0 ? (
        <section aria-labelledby="broken-title">
          <h2 id="broken-title">Seen by breaking the glass</h2>
          <BrokenGlassTable broken={toNote} />
        </section>
      ) : null}
      {matter.role === 'owner' && requests.length > 0 ? (
        <section aria-labelledby="requests-title">
          <h2 id="requests-title">Who asks for this matter</h2>
          <RequestsTable requests={requests} />
        </section>
      ) : null}
    </>
  );
}

/** On the list of matters: what waits for its owner. */
export function AccessWaiting({ requests, broken }: Omit<MatterAccessProps, 'readerId'>) {
  const toNote = broken.filter((one) => one.owned && one.seenAt === null).length;
  if (requests.length + toNote === 0) return null;
  const said = [
    ...(toNote > 0 ? [`The glass was broken for ${toNote === 1 ? 'a matter' : 'matters'} of yours.`] : []),
    ...(requests.length > 0
      ? [`${requests.length === 1 ? 'Somebody asks' : `${requests.length} requests ask`} you for access.`]
      : []),
  ];
  return (
    <Notice kind="plain">
      <p>
        {said.join(' ')} <a href="/access">See who and why</a>
      </p>
    </Notice>
  );
}
