import type { Actor } from '../actor.ts';
import { audiences, type EventFor, type NoticeOf } from '../audit/audiences.ts';
import type { Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { notifyAccounts } from './notify-accounts.ts';

// In the database (prisma/current.sql): function owners_to_notify(uuid[]).

type StaffEvent = EventFor<'administrators and auditors' | 'everybody'>;
type StaffNotice<E extends StaffEvent> = {
  kind: NoticeOf<E>;
  /** Who did it; left out where it was the host or the provider. */
  by?: Actor | undefined;
  about: string;
  /** Whom it is about, and who is not told that way. */
  except?: string;
};

/** Tells the staff whom `audiences` names of an event, but for the actor, in the transaction of the act. */
export async function notifyStaff<E extends StaffEvent>(
  tx: Transaction,
  event: E,
  { kind, by, about, except }: StaffNotice<E>,
): Promise<Told> {
  const roles = ['administrator', 'auditor'] as const;
  const found = await tx.person.findMany({
    where: {
      disabledAt: null,
      id: { notIn: [by?.person.id ?? '', except ?? ''].filter(Boolean) },
      ...(audiences[event].to === 'administrators and auditors' && { role: { in: [...roles] } }),
    },
    select: { id: true },
  });
  return notifyAccounts(tx, { kind, personIds: found.map(({ id }) => id), by, about });
}

type OwnersEvent = EventFor<'owners' | 'owners, unless one of them did it'>;
type OwnersNotice<E extends OwnersEvent> = {
  kind: NoticeOf<E>;
  by: Actor;
  matterIds: readonly string[];
  /** From "your matter 2026-1", or "3 of your matters", to what the sentence needs. */
  about?: (matters: string) => string;
  /** Who knows already. */
  except?: string;
  /** The page that the mail names. */
  path?: string;
};

/**
 * Tells the owners of matters, but for the actor, of an event around them: one notice for each owner, however many
 * matters it is about.
 */
export async function notifyOwners<E extends OwnersEvent>(
  tx: Transaction,
  event: E,
  { kind, by, matterIds, about = (matters) => matters, except, path }: OwnersNotice<E>,
): Promise<Told> {
  const owners = await findOwners(tx, matterIds);
  const isOwn = owners.some(({ id }) => id === by.person.id);
  if (isOwn && audiences[event].to !== 'owners') return { told: 0 };
  const numbersOf = Map.groupBy(owners, ({ id }) => id);
  const readersOf = Map.groupBy(
    [...numbersOf.keys()].filter((id) => id !== by.person.id && id !== except),
    (id) => about(nameMatters((numbersOf.get(id) ?? []).map(({ number }) => number))),
  );
  let told = 0;
  for (const [text, personIds] of readersOf)
    told += (await notifyAccounts(tx, { kind, personIds, by, about: text, ...(path && { path }) })).told;
  return { told };
}

function findOwners(
  tx: Transaction,
  matterIds: readonly string[],
): Promise<{ id: string; number: string }[]> {
  return tx.$queryRaw<{ id: string; number: string }[]>`
    SELECT id::text, number FROM owners_to_notify(${[...matterIds]}::uuid[]) ORDER BY number`;
}

/** How many matters a notice names. */
const maxNamed = 3;

function nameMatters(numbers: string[]): string {
  const named = numbers.slice(0, maxNamed).join(', ');
  if (numbers.length === 1) return `your matter ${named}`;
  return `${numbers.length} of your matters (${named}${numbers.length > maxNamed ? ' and others' : ''})`;
}
