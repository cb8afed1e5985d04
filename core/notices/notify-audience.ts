import type { Actor } from '../actor.ts';
import { audiences, type EventFor, type NoticeOf } from '../audit/audiences.ts';
import type { Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { quoteNumber } from '../platform/quote-name.ts';
import { notifyAccounts } from './notify-accounts.ts';

// In the database (prisma/current.sql): functions owners_to_notify(uuid[],boolean), people_to_notify(text[]); triggers
// membership.note_former_owner, group_grant.note_former_owner.

/** Null: everybody. */
const staffRoles = {
  everybody: null,
  'administrators and auditors': ['administrator', 'auditor'],
  auditors: ['auditor'],
} as const;
type StaffAudience = keyof typeof staffRoles;
const staffAudiences = Object.keys(staffRoles) as StaffAudience[];

type StaffEvent = EventFor<StaffAudience>;
type StaffNotice<E extends StaffEvent> = {
  kind: NoticeOf<E, StaffAudience>;
  /** Who did it; left out where it was the host or the provider. */
  by?: Actor | undefined;
  about: string;
  /** Whom it is about, and who is not told that way. */
  except?: string | undefined;
};

/**
 * Tells the staff whom `audiences` names of an event, but for the actor, in the transaction of the act. Whoever had the
 * role in the last 30 days is told as well, and whoever was disabled in them.
 */
export async function notifyStaff<E extends StaffEvent>(
  tx: Transaction,
  event: E,
  { kind, by, about, except }: StaffNotice<E>,
): Promise<Told> {
  const table: Partial<Record<StaffAudience, readonly string[]>> = audiences[event];
  const audience = staffAudiences.find((each) => table[each]?.includes(kind));
  if (audience === undefined) throw new Error(`nobody is told of ${event} by ${kind}`);
  const roles = staffRoles[audience];
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM people_to_notify(${roles && [...roles]}::text[]) AS id`;
  const personIds = found.map(({ id }) => id).filter((id) => id !== by?.person.id && id !== except);
  return notifyAccounts(tx, { kind, personIds, by, about });
}

type OwnersEvent = EventFor<'owners'>;
/** What is said of a matter and is so of its copies as well: their owners are told, too. */
const coveringKinds: ReadonlySet<NoticeOf<OwnersEvent, 'owners'>> = new Set([
  'wall-raised',
  'wall-lifted',
  'hold-released',
  'walled-group-changed',
]);
type OwnersNotice<E extends OwnersEvent> = {
  kind: NoticeOf<E, 'owners'>;
  by: Actor;
  matterIds: readonly string[];
  /** From "your matter 2026-1", or "3 of your matters", to what the sentence needs. */
  about?: (matters: string) => string;
  /** Who knows already. */
  except?: string | undefined;
  /** The page that the mail names. */
  path?: string;
};

/**
 * Tells the owners of matters, but for the actor, of an event around them: one notice for each owner, however many
 * matters it is about. Whoever owned one in the last 30 days is told as well.
 */
export async function notifyOwners<E extends OwnersEvent>(
  tx: Transaction,
  _event: E,
  { kind, by, matterIds, about = (matters) => matters, except, path }: OwnersNotice<E>,
): Promise<Told> {
  const covers = coveringKinds.has(kind);
  const owners = await findOwners(tx, { matterIds, covers });
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
  { matterIds, covers }: { matterIds: readonly string[]; covers: boolean },
): Promise<{ id: string; number: string }[]> {
  return tx.$queryRaw<{ id: string; number: string }[]>`
    SELECT id::text, number FROM owners_to_notify(${[...matterIds]}::uuid[], ${covers}) ORDER BY number`;
}

/** How many matters a notice names. */
const maxNamed = 3;

function nameMatters(numbers: string[]): string {
  const named = numbers.slice(0, maxNamed).map(quoteNumber).join(', ');
  if (numbers.length === 1) return `your matter ${named}`;
  return `${numbers.length} of your matters (${named}${numbers.length > maxNamed ? ' and others' : ''})`;
}
