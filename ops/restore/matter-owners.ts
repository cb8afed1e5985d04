import type { App } from '../../core/app.js';
import type { Database, Transaction } from '../../core/platform/database.js';
import { Refused } from '../refused.js';

export type Owner = { id: string; email: string };

/**
 * Who gets a matter that is brought back: its owners who still work here and are behind no wall of it. As things stand now, where the
 * matter is still there; else as they stood when the set was made.
 * @throws Refused when there is nobody.
 */
export async function findOwners(
  app: Pick<App, 'database'>,
  set: Database,
  matterId: string,
): Promise<Owner[]> {
  const stillThere = await app.database.asProcess((tx) => tx.matter.count({ where: { id: matterId } }));
  const rights = stillThere > 0 ? app.database : set;
  const ids = await rights.asProcess((tx) => ownersWithoutWall(tx, matterId));
  const owners = await app.database.asProcess((tx) =>
    tx.person.findMany({
      where: { id: { in: ids }, disabledAt: null },
      select: { id: true, email: true },
      orderBy: { email: 'asc' },
    }),
  );
  if (owners.length > 0) return owners;
  throw new Refused(
    'None of the owners of this matter works here any more, or all are behind a wall, so nobody could see what is brought back. Make somebody an owner of the matter first; nothing was changed.',
  );
}

async function ownersWithoutWall(tx: Transaction, matterId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.person_id::text AS id FROM membership m WHERE m.matter_id = ${matterId}::uuid AND m.role = 'owner'
      AND NOT EXISTS (SELECT FROM wall w WHERE w.matter_id = m.matter_id AND w.lifted_at IS NULL AND w.starts_at <= now()
        AND (w.ends_at IS NULL OR w.ends_at > now())
        AND (w.person_id = m.person_id OR w.group_id IN (SELECT group_id FROM group_member WHERE person_id = m.person_id)))`;
  return rows.map(({ id }) => id);
}
