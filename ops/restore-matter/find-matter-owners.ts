import type { App } from '../../core/app.ts';
import type { Database, Transaction } from '../../core/platform/database.ts';
import { Refused } from '../errors.ts';

export type MatterOwner = { id: string; email: string };

/**
 * Finds who owns a restored matter: its owners, by name or by group, who still work here and are behind no wall of it. As things
 * stand now, where the matter is still there; else as they stood when the backup was made.
 * @throws Refused when there is nobody.
 */
export async function findRestoreOwners(
  app: Pick<App, 'database'>,
  backup: Database,
  matterId: string,
): Promise<MatterOwner[]> {
  const rightsDatabase = await chooseRightsDatabase(app, backup, matterId);
  const ids = await rightsDatabase.asProcess((tx) => listOwnersWithoutWall(tx, matterId));
  const owners = await app.database.asProcess((tx) =>
    tx.person.findMany({
      where: { id: { in: ids }, disabledAt: null },
      select: { id: true, email: true },
      orderBy: { email: 'asc' },
    }),
  );
  if (owners.length > 0) return owners;
  throw new Refused(
    'None of the owners of this matter works here any more, or all are behind a wall, so nobody could see what is restored. Nothing was changed. Make somebody an owner of the matter first.',
  );
}

/** Rights are as things are now, where the matter is still there; else as they were when the backup was made. */
export async function chooseRightsDatabase(
  app: Pick<App, 'database'>,
  backup: Database,
  matterId: string,
): Promise<Database> {
  const stillThere = await app.database.asProcess((tx) => tx.matter.count({ where: { id: matterId } }));
  return stillThere > 0 ? app.database : backup;
}

async function listOwnersWithoutWall(tx: Transaction, matterId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH owner AS (
      SELECT person_id FROM membership WHERE matter_id = ${matterId}::uuid AND role = 'owner'
      UNION
      SELECT inside.person_id FROM group_grant AS given JOIN group_member AS inside ON inside.group_id = given.group_id
      WHERE given.matter_id = ${matterId}::uuid AND given.role = 'owner')
    SELECT o.person_id::text AS id FROM owner o
    WHERE NOT EXISTS (SELECT FROM wall w WHERE w.matter_id = ${matterId}::uuid AND w.lifted_at IS NULL AND w.starts_at <= now()
      AND (w.ends_at IS NULL OR w.ends_at > now())
      AND (w.person_id = o.person_id OR w.group_id IN (SELECT group_id FROM group_member WHERE person_id = o.person_id)))`;
  return rows.map(({ id }) => id);
}
