import { currentClientAddress, currentKeyId, currentRequestId } from '../platform/log.ts';
import type { Transaction } from '../platform/database.ts';
import type { ToldEvent } from './audiences.ts';
import type { AuditDetail, AuditEntry, AuditEventName } from './events.ts';

// In the database (prisma/current.sql): triggers audit_event.audit_chain, audit_event.audit_append_only;
// policies audit_event.appended, audit_event.worker_records.

/** Whoever an event concerns was told: `notifyAccounts` gives this out, and nothing else does (core/auth). */
export type Told = { readonly told: number };

/**
 * Appends to the audit log in the transaction of the act itself: both happen or neither. The database numbers
 * the row and chains its hash to the one before (trigger audit_chain), so call this last: it holds the chain
 * until commit. An act of a program names its API key last in the detail: there auditors find it by an index
 * (audit_event_key). An event that somebody is told of (audiences.ts) is recorded once they were.
 */
export async function recordEvent<E extends AuditEventName, Given extends AuditDetail<E>>(
  tx: Transaction,
  entry: AuditEntry<E, Given>,
  ..._told: E extends ToldEvent ? [Told] : []
): Promise<void> {
  const { event, personId, matterId, documentId, detail }: AuditRowValues = entry;
  const key = currentKeyId();
  const address = isAboutSignIn(event) ? currentClientAddress() : undefined;
  const detailJson = JSON.stringify({
    ...detail,
    ...(address !== undefined && { address }),
    ...(key !== undefined && { key }),
  });
  await tx.$executeRaw`
    INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
    VALUES (${event}, ${personId ?? null}::uuid, ${matterId ?? null}::uuid, ${documentId ?? null}::uuid, ${currentRequestId()}, ${detailJson})`;
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
