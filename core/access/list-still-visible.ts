import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { firmAbilities, matterAbilities, type MatterAccessContext } from './policy.ts';

// In the database (prisma/current.sql): function matters_seen_by(uuid[],uuid[]); policies matter.person_sees,
// matter.no_auditors.

type Sight = { actor: Actor; matterId: string };
type SeenRow = MatterAccessContext & { personId: string; matterId: string };

/**
 * Those of many actors who may view the matter that they are looking at, each by the rules that their own request would
 * be asked by, in one question to the database. Nothing is recorded: a denial is, when somebody is denied.
 */
export async function listStillVisible<S extends Sight>(
  { database }: Pick<App, 'database'>,
  sights: readonly S[],
): Promise<S[]> {
  const asked = sights.filter(({ actor }) => firmAbilities['read documents'].allows(actor));
  if (asked.length === 0) return [];
  const [people, matters] = [
    asked.map(({ actor }) => actor.person.id),
    asked.map(({ matterId }) => matterId),
  ];
  const rows = await database.withoutTransaction(
    (client) => client.$queryRaw<SeenRow[]>`
      SELECT person_id::text AS "personId", matter_id::text AS "matterId", access::text, role::text, walled
      FROM matters_seen_by(${people}::uuid[], ${matters}::uuid[])`,
  );
  const seen = new Set(
    rows
      .filter((row) => matterAbilities['view matter'].allows(row))
      .map(({ personId, matterId }) => `${personId} ${matterId}`),
  );
  return asked.filter(({ actor, matterId }) => seen.has(`${actor.person.id} ${matterId}`));
}
