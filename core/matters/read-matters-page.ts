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
import type { App } from '../app.ts';
import type { ListPage } from '../platform/pagination.ts';
import type { RowsOf } from '../platform/readers.ts';
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

/** Reads what waits for the actor, in one round trip. For whoever reads no documents that is nothing. */
export async function readPendingAccess(app: Pick<App, 'database'>, actor: Actor): Promise<PendingAccess> {
  if (!firmAbilities['read documents'].allows(actor)) return nothingWaits;
  return app.database.read(actor.person.id, {}, pendingAccessStatements(), toPendingAccess);
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
    pendingAccess: toPendingAccess(waiting),
  }));
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
