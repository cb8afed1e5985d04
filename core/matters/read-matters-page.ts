import {
  incomingRequestsStatement,
  toIncomingRequest,
  type IncomingAccessRequest,
} from '../access/access-requests.ts';
import {
  emergencyAccessStatement,
  toEmergencyAccess,
  type EmergencyAccess,
} from '../access/emergency-access.ts';
import { firmAbilities } from '../access/policy.ts';
import type { Actor } from '../actor.ts';
import { recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { ListPage } from '../platform/pagination.ts';
import type { RowsOf } from '../platform/readers.ts';
import type { Seen } from '../platform/record-views.ts';
import {
  listMatters,
  mattersStatement,
  toMattersPage,
  type MattersWanted,
  type MatterView,
} from './matters.ts';
import { numberRequestsStatement, toNumberRequest, type NumberRequest } from './number-requests.ts';

/** What waits for the actor, as an owner or an administrator. */
export type PendingAccess = {
  requests: IncomingAccessRequest[];
  emergencyAccesses: EmergencyAccess[];
  numberRequests: NumberRequest[];
};

const nothingWaits: PendingAccess = { requests: [], emergencyAccesses: [], numberRequests: [] };

/** Reads what waits for the actor, in one round trip; recorded. For whoever reads no documents that is nothing. */
export async function readPendingAccess(app: Pick<App, 'database'>, actor: Actor): Promise<PendingAccess> {
  if (!firmAbilities['read documents'].allows(actor)) return nothingWaits;
  return app.database.read(actor.person.id, {}, pendingAccessStatements(), (rows, seen) => {
    const pending = toPendingAccess(rows);
    const shown = pending.emergencyAccesses.length;
    // That there was none is an answer, too.
    if (shown === 0)
      recordView(seen, { event: 'glass.listed', personId: actor.person.id, detail: { shown } });
    return recordPending(seen, actor, pending);
  });
}

/**
 * Reads all that the page of matters shows, in one round trip.
 * @throws Problem `invalid-request` for a foreign cursor
 */
export async function readMattersPage(
  app: Pick<App, 'database'>,
  actor: Actor,
  wanted: MattersWanted,
): Promise<{ matters: ListPage<MatterView>; pendingAccess: PendingAccess }> {
  if (!firmAbilities['read documents'].allows(actor))
    return { matters: await listMatters(app, actor, wanted), pendingAccess: nothingWaits };
  const statements = [mattersStatement(wanted), ...pendingAccessStatements()] as const;
  return app.database.read(actor.person.id, {}, statements, ([found, ...waiting], seen) => ({
    matters: toMattersPage(actor, { found, wanted, seen }),
    pendingAccess: recordPending(seen, actor, toPendingAccess(waiting)),
  }));
}

/** Records each list of which something is shown. */
function recordPending(seen: Seen, actor: Actor, pending: PendingAccess): PendingAccess {
  const personId = actor.person.id;
  const counts = {
    'access.listed': pending.requests.length,
    'glass.listed': pending.emergencyAccesses.length,
    'number.listed': pending.numberRequests.length,
  } as const;
  for (const event of Object.keys(counts) as (keyof typeof counts)[])
    if (counts[event] > 0) recordView(seen, { event, personId, detail: { shown: counts[event] } });
  return pending;
}

function pendingAccessStatements() {
  return [incomingRequestsStatement(), emergencyAccessStatement({}), numberRequestsStatement()] as const;
}

function toPendingAccess([requests, emergencyAccesses, numberRequests]: RowsOf<
  ReturnType<typeof pendingAccessStatements>
>): PendingAccess {
  return {
    requests: requests.map(toIncomingRequest),
    emergencyAccesses: emergencyAccesses.map(toEmergencyAccess),
    numberRequests: numberRequests.map(toNumberRequest),
  };
}
