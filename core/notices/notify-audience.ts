import type { Actor } from '../actor.ts';
import { audiences, type EventFor, type NoticeOf } from '../audit/audiences.ts';
import type { Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { quoteNumber } from '../platform/quote-name.ts';
import { notifyAccounts } from './notify-accounts.ts';
import { noticeTexts, type NoticeText } from './notice-texts.ts';

// In the database (prisma/current.sql): functions owners_to_notify(uuid[],boolean,uuid),
// matters_of_notice(uuid[],boolean), people_to_notify(text[]); triggers
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
  'wall-ended',
  'hold-released',
  'walled-group-changed',
]);
type OwnersNotice<E extends OwnersEvent> = {
  kind: NoticeOf<E, 'owners'>;
  /** Who did it; left out where the provider did. */
  by?: Actor | undefined;
  matterIds: readonly string[];
  /**
   * From "your matter 2026-1", or "3 of your matters", to what the sentence needs. `isNamed` is false for whoever a wall
   * keeps from them: nothing else may tell which they are.
   */
  about?: (matters: string, isNamed: boolean) => string;
  /** Who knows already. */
  except?: string | undefined;
  /** Who owns the matters by the act itself. */
  newOwner?: string;
  /** The page that the mail names. */
  path?: string;
};

/**
 * Tells the owners of matters, but for the actor, of an event around them: one notice for each owner, however many
 * matters it is about. Whoever owned one in the last 30 days is told as well. Where nobody who owns it works here, the
 * administrators and auditors are told in their place: there is always somebody who can ask.
 */
export async function notifyOwners<E extends OwnersEvent>(
  tx: Transaction,
  _event: E,
  { kind, by, matterIds, about = (matters) => matters, except, newOwner, path }: OwnersNotice<E>,
): Promise<Told> {
  if (matterIds.length === 0) return { told: 0 };
  const covers = coveringKinds.has(kind);
  const concerned = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM matters_of_notice(${[...matterIds]}::uuid[], ${covers}) AS id ORDER BY 1`;
  const ofNotice = { matterIds: concerned.map(({ id }) => id), by };
  const found = await findOwners(tx, { matterIds, covers, newOwner });
  const readers = found.filter(({ id }) => id !== by?.person.id && id !== except);
  let told = 0;
  const owners = readers.filter(({ standsIn }) => !standsIn);
  for (const [matters, personIds] of groupReaders(owners, nameOwnMatters)) {
    const notice = { ...ofNotice, personIds, about: about(matters, true), ...(path && { path }) };
    told += (await notifyAccounts(tx, { kind, ...notice })).told;
  }
  const { sentence }: NoticeText = noticeTexts[kind];
  for (const isNamed of [true, false]) {
    const standIns = readers.filter(({ standsIn, number }) => standsIn && isNamed === (number !== null));
    for (const [matters, personIds] of groupReaders(standIns, nameMatters)) {
      const text = sentence({ by: by?.person.name ?? 'Somebody', about: about(matters, isNamed) });
      const notice = { ...ofNotice, personIds, about: text };
      told += (await notifyAccounts(tx, { kind: 'owners-have-left', ...notice })).told;
    }
  }
  return { told };
}

/** `number`: null where a wall keeps even that from whoever stands in. */
type OwnersReader = { id: string; number: string | null; standsIn: boolean };

/** Those who read the same of the matters, by what they read. */
function groupReaders(
  readers: readonly OwnersReader[],
  name: (numbers: readonly (string | null)[]) => string,
): Map<string, string[]> {
  const mattersOf = Map.groupBy(readers, ({ id }) => id);
  return Map.groupBy(mattersOf.keys(), (id) => name((mattersOf.get(id) ?? []).map(({ number }) => number)));
}

function findOwners(
  tx: Transaction,
  which: { matterIds: readonly string[]; covers: boolean; newOwner: string | undefined },
): Promise<OwnersReader[]> {
  const { matterIds, covers, newOwner = null } = which;
  return tx.$queryRaw<OwnersReader[]>`
    SELECT id::text, number, stands_in AS "standsIn"
    FROM owners_to_notify(${[...matterIds]}::uuid[], ${covers}, ${newOwner}::uuid) ORDER BY number`;
}

/** How many matters a notice names. */
const maxNamed = 3;

function nameOwnMatters(numbers: readonly (string | null)[]): string {
  return numbers.length === 1
    ? `your matter ${listNumbers(numbers)}`
    : `${numbers.length} of your matters (${listNumbers(numbers)})`;
}

/** For whoever owns none of them; all of these have a number to show, or none has. */
function nameMatters(numbers: readonly (string | null)[]): string {
  const listed = listNumbers(numbers);
  if (numbers.length === 1) return listed === '' ? 'a matter' : `the matter ${listed}`;
  return `${numbers.length} matters${listed === '' ? '' : ` (${listed})`}`;
}

function listNumbers(numbers: readonly (string | null)[]): string {
  const known = numbers.filter((number) => number !== null);
  const named = known.slice(0, maxNamed).map(quoteNumber);
  return `${named.join(', ')}${known.length > maxNamed ? ' and others' : ''}`;
}
