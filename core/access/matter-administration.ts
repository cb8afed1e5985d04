import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';
import { authorize, authorizeMatter, authorizeReading, requireProof } from './authorize.ts';
import { asAuthorized, Denied, noteLetIn } from './record-denials.ts';
import { isId } from '../ids.ts';
import { firmAbilities, type FirmAbility, type MatterAbility } from './policy.ts';

// In the database (prisma/current.sql): functions administrable_matters(), administrable_numbers().

/** What owners manage in their matter, and administrators in any they are not walled from. */
const administrationAbilities = {
  walls: { own: 'manage walls', all: 'manage all walls' },
  disposals: { own: 'dispose of matters', all: 'dispose of all matters' },
  holds: { own: 'manage holds', all: 'manage all holds' },
  restores: { own: 'restore matters', all: 'restore all matters' },
} as const satisfies Record<string, { own: MatterAbility; all: FirmAbility }>;

export type AdministrationArea = keyof typeof administrationAbilities;

/** `reads`: nothing is changed, so no proof is asked for. */
type AdministeredMatter = { what: AdministrationArea; matterId: string; reads?: true };

/**
 * Lets the actor administer a matter: owners enter it; administrators need not see it, and
 * `administrable_matters()` says which they may administer.
 * @throws Denied; Problem `confirm-first`
 */
export async function authorizeMatterAdministration(
  tx: Transaction,
  actor: Actor,
  { what, matterId, reads }: AdministeredMatter,
): Promise<void> {
  const { own, all } = administrationAbilities[what];
  if (!firmAbilities[all].allows(actor))
    return void (await authorizeMatter(tx, actor, { ability: own, matterId, ...(reads && { reads }) }));
  const found = isId(matterId)
    ? await tx.$queryRaw<unknown[]>`SELECT FROM administrable_matters() AS id WHERE id = ${matterId}::uuid`
    : [];
  if (found.length === 0) throw new Denied(notFound('matter'), { matterId, ability: own });
  if (!reads) requireProof(actor, all);
  noteLetIn(tx, { matterId, ability: own });
}

/**
 * Runs `work` in a transaction of a person who administers matters; what is denied in it is recorded, and so is a
 * refusal that tells a state of a matter into which `authorizeMatterAdministration` let them.
 */
export function asMatterAdministrator<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return asAuthorized(app, actor, work);
}

/**
 * Runs `work` for whoever may administer one matter.
 * @throws Problem `not-found`, `not-allowed`, `confirm-first`
 */
export function withMatterAdministration<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: AdministeredMatter & { work: (tx: Transaction) => Promise<T> },
): Promise<T> {
  return asMatterAdministrator(app, actor, async (tx) => {
    await authorizeMatterAdministration(tx, actor, input);
    return input.work(tx);
  });
}

/**
 * Runs `work`, which reads, for whoever may administer one matter, or, without a matter, all of them
 * (administrators).
 * @throws Problem `not-found`, `not-allowed`
 */
export async function withAdministrationOfOneOrAll<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: { what: AdministrationArea; matterId: string | undefined; work: (tx: Transaction) => Promise<T> },
): Promise<T> {
  const { what, matterId, work } = input;
  if (matterId !== undefined)
    return withMatterAdministration(app, actor, { what, matterId, reads: true, work });
  await authorizeReading(app, actor, administrationAbilities[what].all);
  return asMatterAdministrator(app, actor, work);
}

/**
 * Finds which matter an administrator means by an id or a number, before they do something to it.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function findMatterToAdminister(
  app: Pick<App, 'database'>,
  actor: Actor,
  { what, named }: { what: AdministrationArea; named: string },
): Promise<string> {
  await authorize(app, actor, administrationAbilities[what].all);
  return app.database.asPerson(actor.person.id, (tx) => findAdministrableMatter(tx, named));
}

/**
 * The id of the matter that somebody means by an id or a number, of those they administer; an administrator
 * learns no more of it. An id is returned as it is: whether there is such a matter,
 * `authorizeMatterAdministration` says.
 * @throws Problem `not-found`
 */
export async function findAdministrableMatter(tx: Transaction, idOrNumber: string): Promise<string> {
  const [found] = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id::text AS id FROM administrable_numbers() WHERE number = ${idOrNumber}`;
  // No number is the id of a matter (prisma/current.sql, matter_number_is_free).
  if (found) return found.id;
  if (isId(idOrNumber)) return idOrNumber;
  throw notFound('matter');
}

/** The numbers of those of the matters that the person administers, by id. */
export async function readAdministrableNumbers(tx: Transaction, ids: string[]): Promise<Map<string, string>> {
  const known = await tx.$queryRaw<{ id: string; number: string }[]>`
    SELECT id::text AS id, number FROM administrable_numbers() WHERE id::text = ANY(${[...new Set(ids)]})`;
  return new Map(known.map(({ id, number }) => [id, number]));
}
