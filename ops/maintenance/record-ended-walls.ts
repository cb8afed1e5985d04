import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { notifyOwners } from '../../core/notices/notify-audience.ts';

// In the database (prisma/current.sql): policy wall.ops_notes_end; function owners_to_notify(uuid[],boolean,uuid).

/**
 * Records the walls that ended by themselves, and tells the owners, once for each: the mark on the wall, the notice and
 * the row of the audit log are one transaction. May run twice at once, and be killed anywhere.
 * @returns how many it recorded
 */
export async function recordEndedWalls({ database }: Pick<App, 'database'>): Promise<number> {
  const recordNext = () =>
    database.asProcess(async (tx) => {
      const [wall] = await tx.$queryRaw<{ id: string; matterId: string }[]>`
        UPDATE wall SET end_noted_at = now() WHERE id = (
          SELECT id FROM wall WHERE ends_at <= now() AND lifted_at IS NULL AND end_noted_at IS NULL
          ORDER BY ends_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id::text, matter_id::text AS "matterId"`;
      if (!wall) return false;
      const { id, matterId } = wall;
      const notice = { kind: 'wall-ended', matterIds: [matterId] } as const;
      const told = await notifyOwners(tx, 'wall.ended', { ...notice, path: `/matters/${matterId}` });
      await recordEvent(tx, { event: 'wall.ended', matterId, detail: { wall: id } }, told);
      return true;
    });
  let count = 0;
  while (await recordNext()) count += 1;
  return count;
}
