import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { Denied, enterMatter, isId, recordingDenial } from './authorize.ts';
import { firmAbilities, type FirmAbility, type MatterAbility } from './policy.ts';

/** What owners tend in their matter, and administrators in any they are not walled from. */
const tended = {
  walls: { own: 'manage walls', all: 'manage all walls' },
  disposals: { own: 'dispose of matters', all: 'dispose of all matters' },
  holds: { own: 'manage holds', all: 'manage all holds' },
  restores: { own: 'restore matters', all: 'restore all matters' },
} as const satisfies Record<string, { own: MatterAbility; all: FirmAbility }>;

export type Tended = keyof typeof tended;

/** Lets somebody tend a matter: owners enter it; administrators need not see it, and row-level security says which they may tend. @throws Denied */
export async function enterToTend(
  tx: Transaction,
  who: SignedIn,
  { what, matterId }: { what: Tended; matterId: string },
): Promise<void> {
  const { own, all } = tended[what];
  if (!firmAbilities[all](who)) return void (await enterMatter(tx, who, { ability: own, matterId }));
  const found = isId(matterId)
    ? await tx.$queryRaw<unknown[]>`SELECT FROM wallable_matters() AS id WHERE id = ${matterId}::uuid`
    : [];
  if (found.length === 0) throw new Denied(notFound('matter'), { matterId, ability: own });
}

/** A transaction of a person who tends matters; what is denied in it is recorded. */
export function asTender<T>(
  app: Pick<App, 'database'>,
  who: SignedIn,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return recordingDenial(app, who, () => app.database.asPerson(who.person.id, work));
}

/** Which matter somebody means by a number, of those they tend; an administrator learns no more of it. @throws Problem `not-found`, `conflict` */
export async function tendedByNumber(tx: Transaction, number: string): Promise<string> {
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
export async function tendedNumbers(tx: Transaction, ids: string[]): Promise<Map<string, string>> {
  const known = await tx.$queryRaw<{ id: string; number: string }[]>`
    SELECT id::text AS id, number FROM wallable_numbers() WHERE id::text = ANY(${[...new Set(ids)]})`;
  return new Map(known.map(({ id, number }) => [id, number]));
}
