import type { App } from '../../core/app.ts';
import type { Database, Prisma } from '../../core/platform/database.ts';
import { chooseRightsDatabase } from './find-matter-owners.ts';

/** A wall of the matter that was backed up, without the matter it is to stand before now. */
export type BackedUpWall = Omit<Prisma.WallCreateManyInput, 'id' | 'matterId'>;

/** Lists the walls that a restored matter stands behind, those that begin later too, against those people and groups that there are. */
export async function findMatterWalls(
  app: Pick<App, 'database'>,
  backup: Database,
  matterId: string,
): Promise<BackedUpWall[]> {
  const rightsDatabase = await chooseRightsDatabase(app, backup, matterId);
  const walls = await rightsDatabase.asProcess((tx) =>
    tx.wall.findMany({
      where: { matterId, liftedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: new Date() } }] },
      omit: {
        id: true,
        matterId: true,
        liftedAt: true,
        liftedBy: true,
        liftedBecause: true,
        endNotedAt: true,
      },
    }),
  );
  return app.database.asProcess(async (tx) => {
    const id = { in: walls.flatMap(({ personId, groupId }) => personId ?? groupId ?? []) };
    const people = await tx.person.findMany({ where: { id }, select: { id: true } });
    const groups = await tx.personGroup.findMany({ where: { id }, select: { id: true } });
    const here = new Set([...people, ...groups].map((each) => each.id));
    return walls.filter(({ personId, groupId }) => here.has(personId ?? groupId ?? ''));
  });
}
