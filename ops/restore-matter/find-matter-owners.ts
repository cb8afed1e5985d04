import type { App } from '../../core/app.ts';
import type { Database, Transaction } from '../../core/platform/database.ts';
import { Refused } from '../errors.ts';

export type MatterOwner = { id: string; email: string };

/** `people`: each by name, whoever has left for now among them; `groups`: their ids; `readers`: who sees it at once. */
export type RestoreOwners = { people: MatterOwner[]; groups: string[]; readers: MatterOwner[] };

/**
 * Finds who owns a restored matter: as its owners, by name or by group, but for whom a wall of it keeps out. As things
 * stand now, where the matter is still there; else as they stood when the backup was made. Whoever is disabled owns it as well:
 * to disable somebody for the moment of a restore takes no matter from them. And whoever owns by a group owns by it here, too:
 * to be in it for the moment gives nobody a matter for good.
 * @throws Refused when nobody who works here would see it.
 */
export async function findRestoreOwners(
  app: Pick<App, 'database'>,
  backup: Database,
  matterId: string,
): Promise<RestoreOwners> {
  const rightsDatabase = await chooseRightsDatabase(app, backup, matterId);
  const owning = await rightsDatabase.asProcess((tx) => listOwnersWithoutWall(tx, matterId));
  const byName = owning.flatMap(({ id, isByName }) => (isByName ? [id] : []));
  const groupIds = await rightsDatabase.asProcess((tx) =>
    tx.groupGrant.findMany({ where: { matterId, role: 'owner' }, select: { groupId: true } }),
  );
  return app.database.asProcess(async (tx) => {
    const select = { id: true, email: true } as const;
    const orderBy = { email: 'asc' } as const;
    const people = await tx.person.findMany({ where: { id: { in: byName } }, select, orderBy });
    const here = await tx.personGroup.findMany({
      where: { id: { in: groupIds.map(({ groupId }) => groupId) } },
      select: { id: true },
    });
    const groups = here.map(({ id }) => id);
    // Whoever owned by a group when the backup was made may have left it since.
    const inGroups = await tx.groupMember.findMany({
      where: { groupId: { in: groups } },
      select: { personId: true },
    });
    const through = new Set([...byName, ...inGroups.map(({ personId }) => personId)]);
    const ids = owning.map(({ id }) => id).filter((id) => through.has(id));
    const where = { id: { in: ids }, disabledAt: null };
    const readers = await tx.person.findMany({ where, select, orderBy });
    if (readers.length === 0) throw noReader();
    return { people, groups, readers };
  });
}

function noReader(): Refused {
  return new Refused(
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

async function listOwnersWithoutWall(
  tx: Transaction,
  matterId: string,
): Promise<{ id: string; isByName: boolean }[]> {
  return tx.$queryRaw<{ id: string; isByName: boolean }[]>`
    WITH owner AS (
      SELECT person_id, true AS by_name FROM membership WHERE matter_id = ${matterId}::uuid AND role = 'owner'
      UNION ALL
      SELECT inside.person_id, false FROM group_grant AS given JOIN group_member AS inside ON inside.group_id = given.group_id
      WHERE given.matter_id = ${matterId}::uuid AND given.role = 'owner')
    SELECT o.person_id::text AS id, bool_or(o.by_name) AS "isByName" FROM owner o
    WHERE NOT EXISTS (SELECT FROM wall w WHERE w.matter_id = ${matterId}::uuid AND w.lifted_at IS NULL AND w.starts_at <= now()
      AND (w.ends_at IS NULL OR w.ends_at > now())
      AND (w.person_id = o.person_id OR w.group_id IN (SELECT group_id FROM group_member WHERE person_id = o.person_id)))
    GROUP BY o.person_id`;
}
