import type { NotifyAuditorsOfWall } from '../access/walls.ts';
import { notifyAccounts } from '../auth/account-notices.ts';

// In the database (prisma/current.sql): function auditors_named(uuid,uuid).

/** Tells every auditor when a wall names one of them, or a group that one is in: nobody is blinded in silence. */
export const notifyAuditorsOfWall: NotifyAuditorsOfWall = async (tx, actor, { personId, groupId }) => {
  const named = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM auditors_named(${personId ?? null}::uuid, ${groupId ?? null}::uuid)`;
  if (named.length === 0) return;
  const auditors = await tx.person.findMany({
    where: { role: 'auditor', disabledAt: null },
    select: { id: true },
  });
  await notifyAccounts(tx, {
    kind: 'auditor-walled',
    personIds: auditors.map(({ id }) => id),
    by: actor,
    about: named.map(({ name }) => name).join(', '),
  });
};
