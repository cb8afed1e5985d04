import type { Actor, PersonRole } from '../actor.ts';
import { recordEvent, type Told } from '../audit/record-event.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import { notifyOwners, notifyStaff } from '../notices/notify-audience.ts';
import { describeFactors } from './factor-history.ts';
import { mayOwnMatters } from '../access/policy.ts';
import { recordEndedEmergencyAccess } from '../access/record-ended-emergency-access.ts';
import type { Transaction } from '../platform/database.ts';
import { quotePerson } from '../platform/quote-name.ts';

// In the database (prisma/current.sql): functions firm_matters_walled_from_me(),
// walled_matters_entered_by(uuid), matters_walled_from(uuid).

/** What somebody is at the firm. */
export type Standing = { id: string; name: string; email: string; role: PersonRole; disabledAt: Date | null };
export type StandingChange = {
  /** Undefined for somebody new. */
  before: Standing | undefined;
  after: Standing;
  /** Who did it; left out where the host or the provider did. */
  by?: Actor;
  /** How it was done, where nobody is named. */
  way?: string;
};

/** Whether somebody has this role here, and has not left. */
export function holdsRole(
  person: Pick<Standing, 'role' | 'disabledAt'> | undefined,
  role: PersonRole,
): boolean {
  return person?.role === role && person.disabledAt === null;
}

/**
 * Tells the administrators and auditors of whoever becomes or stops being one of them, in whatever way, and of a
 * leaver who is let in again; one of them who is disabled or lowered is told as well. And owners, where whoever opens
 * an account that reads matters is kept from theirs by a wall, and the account is not; and where an account that was
 * there before reads matters again behind a wall.
 */
export async function notifyOfStanding(
  tx: Transaction,
  { before, after, by, way }: StandingChange,
): Promise<Told> {
  const details = [before?.disabledAt && 'who was disabled', way].filter(Boolean);
  const notice = { by, except: after.id };
  let told = await notifyOfEnd(tx, { before, after, ...(by && { by }) });
  for (const role of ['administrator', 'auditor'] as const)
    if (holdsRole(after, role) && !holdsRole(before, role)) {
      // Whoever is new has none.
      const factors = before ? `\nThey sign in with ${await describeFactors(tx, after.id)}.` : '';
      const whom = [quotePerson(after), ...details].join(', ') + (details.length > 0 ? ',' : '');
      const about = whom + factors;
      told = await notifyStaff(tx, 'person.role-changed', { kind: `${role}-made`, ...notice, about });
    }
  if (before?.disabledAt && holdsRole(after, 'member'))
    told = await notifyStaff(tx, 'person.enabled', {
      ...notice,
      kind: 'person-enabled',
      about: quotePerson(after),
    });
  await notifyOfWalls(tx, { before, after, ...(by && { by }), ...(way && { way }) });
  return told;
}

/** Tells of the walls that an account is now past, or behind as an auditor. */
async function notifyOfWalls(tx: Transaction, { before, after, by, way }: StandingChange): Promise<void> {
  if (holdsRole(after, 'auditor') && !holdsRole(before, 'auditor'))
    await notifyOfWalledAuditor(tx, by, after);
  if (!readsMatters(after) || readsMatters(before)) return;
  if (by) await notifyOfWayPastWall(tx, by, after);
  if (before) await notifyOfReturn(tx, { before, after, ...(by && { by }), ...(way && { way }) });
}

/** Lists the matters from which walls keep somebody, now or later. */
export async function listWalledFrom(tx: Transaction, personId: string): Promise<string[]> {
  const walled = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM matters_walled_from(${personId}::uuid) AS id ORDER BY 1`;
  return walled.map(({ id }) => id);
}

/** Counts matters without naming one: "a matter", or how many. */
export function countMatters(matters: readonly string[]): string {
  return matters.length === 1 ? 'a matter' : `${matters.length} matters`;
}

/** A wall from before is as good as one that is raised against an auditor. */
async function notifyOfWalledAuditor(tx: Transaction, by: Actor | undefined, person: Standing) {
  const { id } = person;
  const walled = await listWalledFrom(tx, id);
  if (walled.length === 0) return;
  const about = `${quotePerson(person)}, whom walls keep from ${countMatters(walled)}`;
  await notifyStaff(tx, 'person.role-changed', { kind: 'walled-auditor-made', by, about, except: id });
}

/** Their roles were there before: whoever comes back, or is no auditor any more, reads by them again. */
async function notifyOfReturn(
  tx: Transaction,
  { before, after, by, way }: StandingChange & { before: Standing },
): Promise<void> {
  const { id, role } = after;
  const name = quotePerson(after);
  const entered = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM walled_matters_entered_by(${id}::uuid) AS id`;
  const change = before.disabledAt
    ? `let ${name} in again`
    : `made ${name} ${role === 'administrator' ? 'an administrator' : 'a member'} instead of an auditor`;
  await notifyOwners(tx, 'person.role-changed', {
    kind: 'came-in-behind-wall',
    by,
    matterIds: entered.map((matter) => matter.id),
    about: (matters) => `${change}${way ? `, ${way}` : ''}; they have or had a role in ${matters}`,
    except: id,
  });
}

/** Tells the others, and whoever it is, of one who stops being an administrator or auditor. */
async function notifyOfEnd(tx: Transaction, { before, after, by }: StandingChange): Promise<Told> {
  const role = (['administrator', 'auditor'] as const).find((each) => holdsRole(before, each));
  if (role === undefined || holdsRole(after, role)) return { told: 0 };
  const ended = { kind: `${role}-ended`, by, about: quotePerson(after) } as const;
  if (by?.person.id !== after.id) await notifyAccounts(tx, { ...ended, personIds: [after.id] });
  return notifyStaff(tx, 'person.role-changed', { ...ended, except: after.id });
}

function readsMatters(person: Pick<Standing, 'role' | 'disabledAt'> | undefined): boolean {
  return person !== undefined && person.disabledAt === null && mayOwnMatters(person);
}

/** A matter that is open to the firm is read by every account, but for those that a wall names. */
async function notifyOfWayPastWall(tx: Transaction, by: Actor, person: Standing): Promise<void> {
  const walled = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id::text FROM firm_matters_walled_from_me() AS id`;
  await notifyOwners(tx, 'person.created', {
    kind: 'account-opened-past-wall',
    by,
    matterIds: walled.map((matter) => matter.id),
    about: (matters) => `${quotePerson(person)}. It reads ${matters}, from which a wall keeps who opened it`,
    except: person.id,
  });
}

/**
 * Records what changed of somebody's standing, once those whom it concerns were told, and the emergency access that the
 * firm's rule no longer admits and that ended with it (trigger). Another role ends more: `endAccessOfRole`.
 */
export async function recordStanding(
  tx: Transaction,
  change: StandingChange & { before: Standing },
): Promise<void> {
  const { before, after, by } = change;
  const { id, role } = after;
  const personId = by?.person.id ?? id;
  const told = await notifyOfStanding(tx, change);
  if (before.role !== role) {
    const detail = { id, role, ...(by === undefined && ({ by: 'single-sign-on' } as const)) };
    await recordEvent(tx, { event: 'person.role-changed', personId, detail }, told);
  }
  await recordEndedEmergencyAccess(tx, personId);
  if (Boolean(before.disabledAt) === Boolean(after.disabledAt)) return;
  const event = after.disabledAt ? 'person.disabled' : 'person.enabled';
  await recordEvent(tx, { event, personId, detail: { id } }, told);
}
