import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Prisma } from '../platform/database.ts';
import { firmAbilities, matterAbilities, type MatterAccessContext } from './policy.ts';

// In the database (prisma/current.sql): functions matters_seen_by(uuid[],uuid[]),
// matters_seen_by_programs(uuid[],uuid[]); policies matter.person_sees,
// matter.no_auditors.

type Sight = { actor: Actor; matterId: string };
type SeenRow = MatterAccessContext & { personId: string; matterId: string };

/**
 * Those of many actors who may view the matter that they are looking at, each by the rules that their own request would
 * be asked by, in one question to the database for people and one for programs. Nothing is recorded: a denial is, when somebody is denied.
 */
export async function listStillVisible<S extends Sight>(
  { database }: Pick<App, 'database'>,
  sights: readonly S[],
): Promise<S[]> {
  const asked = sights.filter(({ actor }) => firmAbilities['read documents'].allows(actor));
  const [programs, people] = [
    asked.filter(({ actor }) => actor.key),
    asked.filter(({ actor }) => !actor.key),
  ];
  const seen = [
    ...(await listSeen(database, Prisma.sql`matters_seen_by`, people)),
    // By emergency access no program sees anything.
    ...(await listSeen(database, Prisma.sql`matters_seen_by_programs`, programs)),
  ];
  const staying = new Set(seen);
  return asked.filter((sight) => staying.has(sight));
}

/** Those of the sights that this function of the database and the policy allow. */
async function listSeen<S extends Sight>(
  database: App['database'],
  seenBy: Prisma.Sql,
  sights: readonly S[],
): Promise<S[]> {
  if (sights.length === 0) return [];
  const [people, matters] = [
    sights.map(({ actor }) => actor.person.id),
    sights.map(({ matterId }) => matterId),
  ];
  const rows = await database.withoutTransaction(
    (client) => client.$queryRaw<SeenRow[]>`
      SELECT person_id::text AS "personId", matter_id::text AS "matterId", access::text, role::text, walled
      FROM ${seenBy}(${people}::uuid[], ${matters}::uuid[])`,
  );
  const seen = new Set(
    rows
      .filter((row) => matterAbilities['view matter'].allows(row))
      .map(({ personId, matterId }) => `${personId} ${matterId}`),
  );
  return sights.filter(({ actor, matterId }) => seen.has(`${actor.person.id} ${matterId}`));
}
