import { currentClientAddress, currentKeyId, currentRequestId } from '../platform/log.ts';
import { currentAuthority } from '../platform/authority.ts';
import type { Transaction } from '../platform/database.ts';
import { seenOf, type Seen } from '../platform/record-views.ts';
import type { ToldEvent } from './audiences.ts';
import type { AuditDetail, AuditEntry, AuditEventName } from './events.ts';
import type { ViewEvent } from './view-events.ts';

// In the database (prisma/current.sql): triggers audit_event.audit_chain, audit_event.audit_append_only;
// policies audit_event.appended, audit_event.worker_records; function record_views(jsonb).

/** Whoever an event concerns was told: `notifyAccounts` gives this out, and nothing else does (core/auth). */
export type Told = { readonly told: number };

/**
 * Appends to the audit log in the transaction of the act itself: both happen or neither. The database numbers
 * the row and chains its hash to the one before (trigger audit_chain), so call this last: it holds the chain
 * until commit. An act of a program names its API key last in the detail: there auditors find it by an index
 * (audit_event_key). An event that somebody is told of (audiences.ts) is recorded once they were.
 */
export async function recordEvent<E extends Exclude<AuditEventName, ViewEvent>, Given extends AuditDetail<E>>(
  tx: Transaction,
  entry: AuditEntry<E, Given>,
  ..._told: E extends ToldEvent ? [Told] : []
): Promise<void> {
  const { event, personId, matterId, documentId, requestId, detail } = toRow(entry);
  await tx.$executeRaw`
    INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
    VALUES (${event}, ${personId}::uuid, ${matterId}::uuid, ${documentId}::uuid, ${requestId}, ${detail})`;
}

/** The same for many rows of an event that nobody is told of, in one statement and in their order. */
export async function recordEvents<E extends Exclude<AuditEventName, ViewEvent | ToldEvent>>(
  tx: Transaction,
  entries: readonly AuditEntry<E, AuditDetail<E>>[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => toRow(entry as AuditRowValues));
  await tx.$executeRaw`
    INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
    SELECT row ->> 'event', (row ->> 'personId')::uuid, (row ->> 'matterId')::uuid, (row ->> 'documentId')::uuid,
      row ->> 'requestId', row ->> 'detail'
    FROM json_array_elements(${JSON.stringify(rows)}::json) WITH ORDINALITY AS given(row, place) ORDER BY place`;
}

/**
 * Records that somebody saw something, in a transaction that shows it. It is in the audit log, chained and durable,
 * before the transaction answers; the views of several people in one commit (database.ts). When it cannot be written,
 * the transaction throws and shows nothing.
 */
export function recordView<E extends ViewEvent, Given extends AuditDetail<E>>(
  shownIn: Transaction | Seen,
  entry: AuditEntry<E, Given>,
): void {
  const authority = currentAuthority();
  const { views } = 'views' in shownIn ? shownIn : seenOf(shownIn);
  views.push({ ...toRow(entry), authority: authority ? JSON.stringify(authority) : '' });
}

function toRow({ event, personId, matterId, documentId, detail }: AuditRowValues) {
  const key = currentKeyId();
  const address = isAboutSignIn(event) ? currentClientAddress() : undefined;
  return {
    event,
    personId: personId ?? null,
    matterId: matterId ?? null,
    documentId: documentId ?? null,
    requestId: currentRequestId(),
    detail: JSON.stringify({
      ...detail,
      ...(address !== undefined && { address }),
      ...(key !== undefined && { key }),
    }),
  };
}

/** Where from matters for these alone: for the rest the session says it. */
function isAboutSignIn(event: string): boolean {
  return event.startsWith('session.') || event === 'password-link.used';
}

type AuditRowValues = {
  event: string;
  personId?: string;
  matterId?: string;
  documentId?: string;
  detail?: object;
};
