import type { AuditEventName } from './events.ts';

/**
 * What the worker records: what became of a document, and nobody's act. Policy audit_event.worker_records refuses
 * every other event of its, and a test compares the two lists.
 */
export const workerEvents = [
  'document.stored',
  'document.extracted',
  'document.finished',
  'document.failed',
  'document.quarantined',
  'document.purged',
  'disposal.done',
] as const satisfies readonly AuditEventName[];
