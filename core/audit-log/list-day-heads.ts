import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';

// In the database (prisma/current.sql): function audit_day_heads(date,integer).

/**
 * Where the chain stood at the end of a day (UTC): kept outside the appliance, it proves every row up to it.
 */
export type DayHead = { day: string; seq: number; hash: string };

const shownDays = 31;

/**
 * Lists the heads of the last month's days on which anything was recorded, newest first.
 * @throws Problem `not-allowed`
 */
export async function listDayHeads(app: Pick<App, 'database'>, actor: Actor): Promise<DayHead[]> {
  await authorize(app, actor, 'read the audit log');
  const rows = await app.database.asPerson(
    actor.person.id,
    (tx) => tx.$queryRaw<{ day: string; seq: bigint; hash: string }[]>`
      SELECT day::text AS day, seq, hash FROM audit_day_heads((now() AT TIME ZONE 'UTC')::date, ${shownDays}::int)`,
  );
  return rows.map(({ day, seq, hash }) => ({ day, seq: Number(seq), hash }));
}
