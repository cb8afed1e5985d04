import type { Actor } from '../actor.ts';

/** What is known of a matter when an actor asks to do something in it. */
export type MatterAccessContext = {
  access: 'members' | 'firm';
  /**
   * The best role that the actor or a group of theirs was granted, or that they granted themselves for some
   * hours (viewer).
   */
  role: MatterRole | null;
  /** An ethical wall stands between the actor and the matter today. */
  walled: boolean;
};
export type MatterRole = 'owner' | 'editor' | 'viewer';

/**
 * One sentence per ability. Postgres enforces the same underneath (row-level security), so that a check
 * forgotten here shows nothing; what is allowed here and not there fails loudly.
 */
export const matterAbilities = {
  /**
   * Members see a matter; so does everybody when it is open to the firm. An administrator's role opens
   * nothing, and a wall shuts all.
   */
  'view matter': (matter) => !matter.walled && (matter.role !== null || matter.access === 'firm'),
  /** Owners and editors file documents, replace them by new versions and have failed steps tried again. */
  'file documents': (matter) => !matter.walled && (matter.role === 'owner' || matter.role === 'editor'),
  /** Owners and editors put documents into the bin, look into it and take them out again. */
  'delete documents': (matter) => !matter.walled && (matter.role === 'owner' || matter.role === 'editor'),
  /** Who files documents must know that a redaction in one has failed, and nobody else. */
  'see failed redactions': (matter) =>
    !matter.walled && (matter.role === 'owner' || matter.role === 'editor'),
  /** Owners decide who belongs to a matter. */
  'manage members': (matter) => !matter.walled && matter.role === 'owner',
  /** Owners raise and lift the walls around their matter. */
  'manage walls': (matter) => !matter.walled && matter.role === 'owner',
  /**
   * Owners put their matter and its documents under legal hold; of the holds over it, they release their own.
   */
  'manage holds': (matter) => !matter.walled && matter.role === 'owner',
  /** Owners close their matter, which starts its retention, and open it again. */
  'close matters': (matter) => !matter.walled && matter.role === 'owner',
  /** Owners have what expired in their matter disposed of; it takes two people. */
  'dispose of matters': (matter) => !matter.walled && matter.role === 'owner',
  /** Owners have their matter, or a document of it, restored from a backup into a matter beside it. */
  'restore matters': (matter) => !matter.walled && matter.role === 'owner',
} as const satisfies Record<string, (matter: MatterAccessContext) => boolean>;

export type MatterAbility = keyof typeof matterAbilities;

export const firmAbilities = {
  /** Everybody who works here, except auditors, opens matters and owns the ones they open. */
  'open matters': (actor) => actor.person.role !== 'auditor',
  /**
   * Auditors read the audit log and no document, whatever a membership or an open matter would let them see.
   */
  'read documents': (actor) => actor.person.role !== 'auditor',
  /** Everybody who may have a role in a matter requests one from its owners. */
  'request access': (actor) => actor.person.role !== 'auditor',
  /** In person, and as the firm's rule says (`emergencyAccessPolicies`). */
  'use emergency access': (actor) => actor.sessionId !== undefined && actor.person.role !== 'auditor',
  /** To add colleagues to a matter, one must be able to name them. */
  'see colleagues': () => true,
  /** Administrators run the appliance. */
  'manage people': (actor) => actor.person.role === 'administrator',
  /** Administrators name the mail server of the firm, and never see its password. */
  'manage mail': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators, in person, reassign the matters of somebody who left, to others than themselves. They see
   * the number of those they are not walled from.
   */
  'reassign matters': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators, in person, choose the provider through which the firm's people sign in, and what its
   * groups mean here.
   */
  'manage single sign-on': (actor) => actor.person.role === 'administrator' && actor.sessionId !== undefined,
  /** Administrators say who is in which group. */
  'manage groups': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators raise and lift walls around any matter they are not walled from, and see nothing of it but
   * its number.
   */
  'manage all walls': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators put any matter they are not walled from under legal hold, and release any hold, without
   * seeing more of it than its number.
   */
  'manage all holds': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators propose or approve the disposal of any expired matter they are not walled from; it takes
   * two people.
   */
  'dispose of all matters': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators, in person, have any matter they are not walled from restored from a backup for its
   * owners, and see nothing of it but its number.
   */
  'restore all matters': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators, in person, see who wanted a number that was not free, and give the matter that has it another, where no
   * wall keeps them from it; they see nothing of it but its number.
   */
  'assign numbers': (actor) => actor.person.role === 'administrator' && actor.sessionId !== undefined,
  /** Administrators decide how long closed matters are kept. */
  'manage retention': (actor) => actor.person.role === 'administrator',
  /** Everybody manages their own password, sessions and keys, in person: a program with a key does not. */
  'manage your own account': (actor) => actor.sessionId !== undefined,
  /** Administrators see what failed for good, without names, and have it retried. */
  'manage failed jobs': (actor) => actor.person.role === 'administrator',
  /**
   * Administrators see the backups and request one; a program's key does not, because it cannot confirm who
   * it is.
   */
  'manage backups': (actor) => actor.person.role === 'administrator',
  /**
   * Auditors read the audit log, and nobody else: it records administrators' acts too, so they do not choose
   * what is seen of it.
   */
  'read the audit log': (actor) => actor.person.role === 'auditor',
  'see health': (actor) => actor.person.role === 'administrator',
} as const satisfies Record<string, (actor: Actor) => boolean>;

/** Whether a colleague who works here can be given a matter as its owner: auditors read no documents. */
export function mayOwnMatters(person: Actor['person']): boolean {
  return person.role !== 'auditor';
}

/** Who may see a matter of others for some hours, with a reason that its owners read. */
export const emergencyAccessPolicies = {
  /** Nobody. */
  off: () => false,
  /** Administrators, in person. */
  administrators: (actor) => actor.sessionId !== undefined && actor.person.role === 'administrator',
  /** Everybody in person, but auditors. */
  everybody: (actor) => actor.sessionId !== undefined && actor.person.role !== 'auditor',
} as const satisfies Record<string, (actor: Actor) => boolean>;

export type EmergencyAccessPolicy = keyof typeof emergencyAccessPolicies;

export type FirmAbility = keyof typeof firmAbilities;
