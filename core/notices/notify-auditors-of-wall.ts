import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { quoteName } from '../platform/quote-name.ts';
import { notifyStaff } from './notify-audience.ts';

// In the database (prisma/current.sql): function auditors_named(uuid,uuid).

/**
 * Tells every auditor when a wall names one of them, or a group that one is in, in the transaction of the act: nobody
 * is kept from rows of the audit log in silence.
 */
export async function notifyAuditorsOfWall(
  tx: Transaction,
  actor: Actor,
  { personId, groupId }: { personId?: string | undefined; groupId?: string | undefined },
): Promise<void> {
  const named = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM auditors_named(${personId ?? null}::uuid, ${groupId ?? null}::uuid)`;
  if (named.length === 0) return;
  const about = named.map(({ name }) => quoteName(name)).join(', ');
  await notifyStaff(tx, 'wall.raised', { kind: 'auditor-walled', by: actor, about });
}
