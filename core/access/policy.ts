import type { Actor, KeyScope } from '../actor.ts';

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
 * What an act asks of who does it, at the least. `none`: a program with an API key may do it. `in person`: a
 * session; no key does it. `fresh`: a session whose person proved within fifteen minutes who they are.
 * Whatever decides who sees what, who may sign in, or how long something is kept, is no program's. Where one
 * act of a stranger at an open browser would let them stay, or could not be taken back, it is fresh.
 */
export type Proof = 'none' | 'in person' | 'fresh';

/**
 * `keyScope`: a key that was made for this, in person and with a fresh proof, does it all the same
 * (docs/decisions/0029).
 */
export type ProofRule = {
  needsProof: Proof;
  keyScope?: KeyScope;
  /** Not while somebody else knows the password: what they add would outlive it. */
  needsOwnPassword?: true;
};

/** Reading what an ability is about needs no proof: `authorizeReading`. */
type Ability<Subject> = ProofRule & { allows: (subject: Subject) => boolean };

/**
 * One sentence per ability. Postgres enforces the same underneath (row-level security), so that a check
 * forgotten here shows nothing; what is allowed here and not there fails loudly.
 */
export const matterAbilities = {
  /**
   * Members see a matter; so does everybody when it is open to the firm. An administrator's role opens
   * nothing, and a wall shuts all.
   */
  'view matter': {
    needsProof: 'none',
    allows: (matter) => !matter.walled && (matter.role !== null || matter.access === 'firm'),
  },
  /** Owners and editors file documents, replace them by new versions and have failed steps tried again. */
  'file documents': {
    needsProof: 'none',
    allows: (matter) => !matter.walled && (matter.role === 'owner' || matter.role === 'editor'),
  },
  /** Owners and editors put documents into the bin, look into it and take them out again. */
  'delete documents': {
    needsProof: 'none',
    allows: (matter) => !matter.walled && (matter.role === 'owner' || matter.role === 'editor'),
  },
  /** Who files documents must know that a redaction in one has failed, and nobody else. */
  'see failed redactions': {
    needsProof: 'none',
    allows: (matter) => !matter.walled && (matter.role === 'owner' || matter.role === 'editor'),
  },
  /** Owners decide who belongs to a matter. */
  'manage members': {
    needsProof: 'in person',
    allows: (matter) => !matter.walled && matter.role === 'owner',
  },
  /** Owners raise and lift the walls around their matter. */
  'manage walls': { needsProof: 'fresh', allows: (matter) => !matter.walled && matter.role === 'owner' },
  /**
   * Owners put their matter and its documents under legal hold; of the holds over it, they release their own.
   */
  'manage holds': { needsProof: 'fresh', allows: (matter) => !matter.walled && matter.role === 'owner' },
  /** Owners close their matter, which starts its retention, and open it again. */
  'close matters': { needsProof: 'in person', allows: (matter) => !matter.walled && matter.role === 'owner' },
  /** Owners have what expired in their matter disposed of; it takes two people. */
  'dispose of matters': {
    needsProof: 'fresh',
    allows: (matter) => !matter.walled && matter.role === 'owner',
  },
  /** Owners have their matter, or a document of it, restored from a backup into a matter beside it. */
  'restore matters': {
    needsProof: 'in person',
    allows: (matter) => !matter.walled && matter.role === 'owner',
  },
} as const satisfies Record<string, Ability<MatterAccessContext>>;

export type MatterAbility = keyof typeof matterAbilities;

export const firmAbilities = {
  /** Everybody who works here, except auditors, opens matters and owns the ones they open. */
  'open matters': { needsProof: 'none', allows: (actor) => actor.person.role !== 'auditor' },
  /**
   * Auditors read the audit log and no document, whatever a membership or an open matter would let them see.
   */
  'read documents': { needsProof: 'none', allows: (actor) => actor.person.role !== 'auditor' },
  /** Everybody who may have a role in a matter requests one from its owners. */
  'request access': { needsProof: 'in person', allows: (actor) => actor.person.role !== 'auditor' },
  /** In person, and as the firm's rule says (`emergencyAccessPolicies`). */
  'use emergency access': {
    needsProof: 'fresh',
    allows: (actor) => actor.sessionId !== undefined && actor.person.role !== 'auditor',
  },
  /** To add colleagues to a matter, one must be able to name them. */
  'see colleagues': { needsProof: 'none', allows: () => true },
  /** Administrators add colleagues, who have no role in any matter. Who is more than a member needs the next. */
  'add members': { needsProof: 'in person', allows: (actor) => actor.person.role === 'administrator' },
  /** Administrators run the appliance. */
  'manage people': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /** Administrators name the mail server of the firm, and never see its password. */
  'manage mail': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators, in person, reassign the matters of somebody who left, to others than themselves. They see
   * the number of those they are not walled from.
   */
  'reassign matters': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators, in person, choose the provider through which the firm's people sign in, and what its
   * groups mean here.
   */
  'manage single sign-on': {
    needsProof: 'fresh',
    allows: (actor) => actor.person.role === 'administrator' && actor.sessionId !== undefined,
  },
  /** Administrators say who is in which group. */
  'manage groups': {
    needsProof: 'fresh',
    keyScope: 'groups',
    allows: (actor) => actor.person.role === 'administrator',
  },
  /**
   * Administrators raise and lift walls around any matter they are not walled from, and see nothing of it but
   * its number.
   */
  'manage all walls': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators put any matter they are not walled from under legal hold, and release any hold, without
   * seeing more of it than its number.
   */
  'manage all holds': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators propose or approve the disposal of any expired matter they are not walled from; it takes
   * two people.
   */
  'dispose of all matters': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators, in person, have any matter they are not walled from restored from a backup for its
   * owners, and see nothing of it but its number.
   */
  'restore all matters': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators, in person, see who wanted a number that was not free, and give the matter that has it another, where no
   * wall keeps them from it; they see nothing of it but its number.
   */
  'assign numbers': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /** Administrators decide how long closed matters are kept. */
  'manage retention': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /** Everybody manages their own password, sessions and keys, in person: a program with a key does not. */
  'manage your own account': { needsProof: 'in person', allows: (actor) => actor.sessionId !== undefined },
  /**
   * Everybody decides with what they sign in, and which programs act as them: after a fresh proof, because a
   * stranger at an open browser could stay that way, and once the password is their own.
   */
  'change how you sign in': {
    needsProof: 'fresh',
    needsOwnPassword: true,
    allows: (actor) => actor.sessionId !== undefined,
  },
  /** Administrators see what failed for good, without names, and have it retried. */
  'manage failed jobs': { needsProof: 'in person', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Administrators see the backups and request one; a program's key does not, because it cannot confirm who
   * it is.
   */
  'manage backups': { needsProof: 'fresh', allows: (actor) => actor.person.role === 'administrator' },
  /**
   * Auditors read the audit log, and nobody else: it records administrators' acts too, so they do not choose
   * what is seen of it.
   */
  'read the audit log': { needsProof: 'none', allows: (actor) => actor.person.role === 'auditor' },
  'see health': { needsProof: 'none', allows: (actor) => actor.person.role === 'administrator' },
} as const satisfies Record<string, Ability<Actor>>;

/** Whether a colleague who works here can be given a matter as its owner: auditors read no documents. */
export function mayOwnMatters(person: Pick<Actor['person'], 'role'>): boolean {
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
