import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { Denied, authorizeMatter, isId, withDenialRecording } from './authorize.ts';
import { firmAbilities, type FirmAbility, type MatterAbility } from './policy.ts';

// In the database (prisma/current.sql): functions wallable_matters(), wallable_numbers().

/** What owners tend in their matter, and administrators in any they are not walled from. */
const administrationAbilities = {
  walls: { own: 'manage walls', all: 'manage all walls' },
  disposals: { own: 'dispose of matters', all: 'dispose of all matters' },
  holds: { own: 'manage holds', all: 'manage all holds' },
  restores: { own: 'restore matters', all: 'restore all matters' },
} as const satisfies Record<string, { own: MatterAbility; all: FirmAbility }>;

export type AdministrationArea = keyof typeof administrationAbilities;

/** Lets somebody tend a matter: owners enter it; administrators need not see it, and row-level security says which they may tend. @throws Denied */
export async function authorizeMatterAdministration(
  tx: Transaction,
  actor: Actor,
  { what, matterId }: { what: AdministrationArea; matterId: string },
): Promise<void> {
  const { own, all } = administrationAbilities[what];
  if (!firmAbilities[all](actor)) return void (await authorizeMatter(tx, actor, { ability: own, matterId }));
  const found = isId(matterId)
    ? await tx.$queryRaw<unknown[]>`SELECT FROM wallable_matters() AS id WHERE id = ${matterId}::uuid`
    : [];
  if (found.length === 0) throw new Denied(notFound('matter'), { matterId, ability: own });
}

/** A transaction of a person who tends matters; what is denied in it is recorded. */
export function asMatterAdministrator<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return withDenialRecording(app, actor, () => app.database.asPerson(actor.person.id, work));
}

/** Which matter somebody means by a number, of those they tend; an administrator learns no more of it. @throws Problem `not-found`, `conflict` */
export async function findAdministrableMatter(tx: Transaction, number: string): Promise<string> {
  const found = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id::text AS id FROM wallable_numbers() WHERE number = ${number}`;
  if (found.length > 1)
    throw new Problem(
      'conflict',
      'Several matters have this number. Ask an owner of the one you mean to do it.',
    );
  if (!found[0]) throw notFound('matter');
  return found[0].id;
}

/** The numbers of those of the matters that the person tends. */
export async function readAdministrableNumbers(tx: Transaction, ids: string[]): Promise<Map<string, string>> {
  const known = await tx.$queryRaw<{ id: string; number: string }[]>`
    SELECT id::text AS id, number FROM wallable_numbers() WHERE id::text = ANY(${[...new Set(ids)]})`;
  return new Map(known.map(({ id, number }) => [id, number]));
}
