import { currentRequestId } from '../platform/log.js';
import type { Transaction } from '../platform/database.js';

/** Every kind of event the audit log knows. */
export const auditEvents = [
  'session.opened',
  'session.refused',
  'session.closed',
  'person.created',
  'session.confirmed',
  'person.password-reset',
  'person.password-changed',
  'person.disabled',
  'person.enabled',
  'person.role-changed',
  'second-factor.added',
  'second-factor.removed',
  'second-factor.recovered',
  'firm-rules.changed',
  'api-key.created',
  'api-key.revoked',
  'matter.created',
  'matter.listed',
  'matter.viewed',
  'member.changed',
  'member.removed',
  'group.created',
  'group.joined',
  'group.left',
  'group-part.changed',
  'group-part.removed',
  'wall.raised',
  'wall.lifted',
  'wall.listed',
  'hold.placed',
  'hold.released',
  'hold.listed',
  'wall.proved',
  'matter.closed',
  'matter.reopened',
  'retention-schedule.made',
  'disposal.proposed',
  'disposal.approved',
  'disposal.withdrawn',
  'disposal.done',
  'disposal.viewed',
  'document.stored',
  'document.extracted',
  'document.finished',
  'document.failed',
  'document.quarantined',
  'document.viewed',
  'document.downloaded',
  'document.compared',
  'document.retried',
  'document.password-given',
  'document.deleted',
  'document.restored',
  'document.purged',
  'bin.viewed',
  'dead-letter.requeued',
  'dead-letter.closed',
  'page.viewed',
  'findings.viewed',
  'search.asked',
  'access.denied',
  'access.explained',
  'backup.asked',
  'restore.asked',
  'copy.read',
  'matter.restored',
  'dump.made',
  'export.begun',
  'export.done',
  'audit.viewed',
  'audit.exported',
  'recovery-key.checked',
  'recovery-key.rotated',
  'backup.made',
  'backup.failed',
  'restore.done',
  'rehearsal.done',
  'rehearsal.failed',
] as const;

export type AuditEventName = (typeof auditEvents)[number];

export type AuditEntry = {
  event: AuditEventName;
  personId?: string;
  matterId?: string;
  documentId?: string;
  /** Small and typed by the caller; ids, terms and reasons are allowed here; the name or content of a document and secrets never. */
  detail?: Record<string, string | number | boolean | null>;
};

/**
 * Appends to the audit log in the transaction of the act itself: both happen or neither. The database numbers the
 * row and chains its hash to the one before (trigger audit_chain), so call this last: it holds the chain until commit.
 */
export async function recordEvent(tx: Transaction, entry: AuditEntry): Promise<void> {
  const detail = JSON.stringify(entry.detail ?? {});
  await tx.$executeRaw`
    INSERT INTO audit_event (event, person_id, matter_id, document_id, request_id, detail)
    VALUES (${entry.event}, ${entry.personId ?? null}::uuid, ${entry.matterId ?? null}::uuid,
            ${entry.documentId ?? null}::uuid, ${currentRequestId()}, ${detail})`;
}
