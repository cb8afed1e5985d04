import { recordEvent } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): triggers person.end_unadmitted_emergency_access,
// firm_rule.end_unadmitted_emergency_access; function emergency_access_ended_now().

/**
 * Records each emergency access that ended in this transaction because the firm's rule no longer admits whoever had it.
 * `personId`: whose act that was.
 */
export async function recordEndedEmergencyAccess(tx: Transaction, personId: string): Promise<void> {
  const ended = await tx.$queryRaw<{ id: string; matterId: string }[]>`
    SELECT id::text, matter_id::text AS "matterId" FROM emergency_access_ended_now()`;
  for (const { id, matterId } of ended)
    await recordEvent(tx, { event: 'glass.ended', personId, matterId, detail: { access: id } });
}
