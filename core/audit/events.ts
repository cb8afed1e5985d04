/** Who and what a row of the audit log names in its own columns: always, or where there is one (`?`). */
type EntityReference = `${'person' | 'matter' | 'document'}${'' | '?'}`;
type DetailValue = string | number | boolean | null | readonly string[];
/**
 * Added to rows by record-event.ts: `key` to every one that a program wrote, `address` to what concerns
 * signing in.
 */
type Detail = Record<string, DetailValue | undefined> & { key?: never; address?: never };
/** For the compiler alone: what an event names, and what its detail holds. */
type EventDefinition<N extends EntityReference, D extends Detail> = {
  readonly names?: N;
  readonly detail?: D;
  /**
   * Every auditor learns of it, whatever wall stands between them and the matter (which is withheld): a wall would
   * hide itself, and what is done behind it. The same list is in the database (events_shown_despite_walls()).
   */
  readonly shownDespiteWalls: boolean;
};

function event<N extends EntityReference, D extends Detail = Record<never, never>>(
  { shownDespiteWalls } = { shownDespiteWalls: false },
): EventDefinition<N, D> {
  return { shownDespiteWalls };
}

const despiteWalls = { shownDespiteWalls: true };

type InMatter = 'person' | 'matter';
type InDocument = 'person' | 'matter' | 'document';
type OfDocument = 'matter' | 'document';
type Role = 'owner' | 'editor' | 'viewer';
type ShownCount = { shown: number };
type Naming = 'upgrade' | 'accepted';
/**
 * The ids of the matters of which a row shows something and that are not in its column: whoever asks for all of a matter finds it
 * (audit_event_matter), and a wall around one of them hides it (function row_is_beside_wall).
 */
type ShownMatters = { matters: readonly string[] };

/**
 * Every kind of event the audit log knows: what it names and what its detail holds. Ids, terms and reasons
 * are allowed in a detail; the name or content of a document and secrets never. A field that is not here does
 * not compile, nor does one that is left out.
 */
export const auditEvents = {
  'session.opened': event<'person', { way: 'password' | 'single-sign-on' | 'passkey'; passkey?: string }>(),
  'session.refused': event<
    'person?',
    { email: string; factor?: 'code' } | { factor: 'passkey' } | { way: 'single-sign-on'; reason: string }
  >(),
  /** More wrong ones in a day than a person mistypes: for an account, from browsers that are new to it. */
  'session.guessed': event<'person', { factor: 'password' | 'code' }>(),
  'session.closed': event<'person', { others?: number }>(),
  /**
   * An emergency administrator came in with a password, where the firm signs in through its provider alone.
   */
  'session.emergency': event<'person'>(),
  /** People were told of what was done to their way in; `id` where it was one. Nobody is named where the host or the provider did it. */
  'account-notice.made': event<
    'person?' | 'matter?',
    { kind: string; people: number; id?: string } & Partial<ShownMatters>
  >(),
  'account-notice.acknowledged': event<
    'person' | 'matter?',
    { notice: string; kind: string } & Partial<ShownMatters>
  >(),
  /** `alone`: there was no second administrator who could approve. */
  'approval.asked': event<
    'person',
    { approval: string; kind: string; about: string | null; alone: boolean }
  >(),
  'approval.given': event<'person?', { approval: string; kind: string; by?: 'the command line' }>(),
  'approval.declined': event<'person', { approval: string; kind: string }>(),
  'approval.listed': event<'person', ShownCount>(),
  'approval.used': event<'person', { approval: string; kind: string; alone: boolean }>(),
  'second-factor.provider-trusted': event<'person', { issuer: string; trusted: boolean }>(),
  'session.confirmed': event<'person', { passkey?: string }>(),
  'person.created': event<
    'person?',
    { id: string; role: string; by?: string; name: string; email: string }
  >(),
  /** Who an id stands for: of an earlier version, or altered outside of Strongroom and accepted. */
  'person.named': event<never, { id: string; name: string; email: string; why: Naming }>(),
  'person.password-reset': event<never, { id: string; by: string }>(),
  'person.password-changed': event<'person'>(),
  'person.disabled': event<'person', { id: string }>(),
  'person.enabled': event<'person', { id: string }>(),
  'person.role-changed': event<'person', { id: string; role: string; by?: 'single-sign-on' }>(),
  'second-factor.added': event<'person'>(),
  'second-factor.removed': event<'person?', { id?: string; by?: string }>(),
  'second-factor.recovered': event<'person', { left: number }>(),
  'password-link.made': event<'person', { id: string; hours: number }>(),
  'password-link.ended': event<'person', { id: string }>(),
  'password-link.used': event<'person'>(),
  /** Matters that nobody owns who works here, or, `of` somebody, that they alone own. */
  'ownership.listed': event<'person', ShownCount & { of?: string }>(),
  'matter.handed-on': event<InMatter, { from: string; to: string }>(despiteWalls),
  'mail.changed': event<'person', { host: string | null; port: number | null; security: string | null }>(),
  'firm-rules.changed': event<'person', { secondFactorRequired?: boolean; breakGlass?: string }>(),
  'recovery-codes.renewed': event<'person'>(),
  'passkey.added': event<'person', { id: string; name: string }>(),
  'passkey.removed': event<'person', { id: string; name: string }>(),
  'passkey.copied': event<'person', { id: string; counter: number }>(),
  /** `settings`: all that was saved, as JSON; the secret never, only whether it is a new one. */
  'single-sign-on.changed': event<
    'person',
    { mode: string; issuer: string; createsPeople: boolean; settings: string; newSecret: boolean }
  >(),
  'person.emergency-changed': event<'person', { id: string; emergency: boolean }>(),
  'identity.linked': event<'person', { issuer: string }>(),
  'identity.unlinked': event<'person'>(),
  'api-key.created': event<'person', { id: string; name: string; readOnly: boolean; scope?: string }>(),
  'api-key.revoked': event<'person?', { id: string; by?: string }>(),
  'matter.created': event<InMatter, { access: 'members' | 'firm'; number: string }>(),
  /** Which number an id stands for, as `person.named`. */
  'matter.numbered': event<'matter', { number: string; why: Naming }>(),
  'matter.listed': event<'person', ShownCount & ShownMatters>(),
  'matter.viewed': event<InMatter, { documents?: number }>(),
  /** `before`: what its number was. Without a person: when the version was installed that lets no two have the same. */
  'matter.renumbered': event<'person?' | 'matter', { before: string; number: string }>(),
  /** Somebody wanted a number for a matter and did not get it. `request`: what an administrator answers, if anything. */
  'number.asked': event<'person', { request: string | null }>(),
  'number.listed': event<'person', ShownCount>(),
  'matter.closed': event<InMatter, { schedule: string; years: number }>(),
  'matter.reopened': event<InMatter>(),
  'member.changed': event<InMatter, { member: string; role: Role }>(),
  'member.removed': event<InMatter, { member: string }>(),
  'group.created': event<'person', { group: string; name: string }>(),
  'group.joined': event<'person', { group: string; member: string }>(),
  'group.left': event<'person', { group: string; member: string }>(),
  'group-part.changed': event<InMatter, { group: string; role: Role }>(),
  'group-part.removed': event<InMatter, { group: string }>(),
  /** Somebody joined or left a group that has a role in this matter: one row for each, beside `group.joined`. */
  'group-part.joined': event<InMatter, { group: string; member: string }>(),
  'group-part.left': event<InMatter, { group: string; member: string }>(),
  'wall.raised': event<InMatter, { wall: string; against: string; reason: string }>(despiteWalls),
  'wall.lifted': event<InMatter, { wall: string; reason: string }>(despiteWalls),
  /** Its time was over: nobody's act. */
  'wall.ended': event<'matter', { wall: string }>(despiteWalls),
  'wall.listed': event<'person' | 'matter?', ShownCount>(),
  'wall.proved': event<'matter', { person: string; paths: number; leaks: number }>(despiteWalls),
  'hold.placed': event<InMatter | 'document?', { hold: string; name: string; reason: string }>(despiteWalls),
  'hold.released': event<InMatter, { hold: string; reason: string }>(despiteWalls),
  'hold.listed': event<'person' | 'matter?', ShownCount>(),
  'retention-schedule.made': event<'person', { name: string; years: number }>(),
  'retention-schedule.changed': event<
    'person',
    { name: string; years: number; nameBefore: string; yearsBefore: number }
  >(),
  'disposal.proposed': event<InMatter, { disposal: string; reason: string }>(),
  'disposal.approved': event<InMatter, { disposal: string }>(),
  'disposal.withdrawn': event<InMatter, { disposal: string; reason: string }>(),
  'disposal.done': event<'matter', { disposal: string; documents: number }>(),
  'disposal.viewed': event<InMatter, { disposal: string }>(),
  /** `expired`: those that could be proposed, and not what was. */
  'disposal.listed': event<'person', ShownCount & { expired?: true }>(),
  'document.stored': event<
    'person?' | OfDocument,
    | { sha256: string; bytes: number; versionOf?: string | null; version?: number; parentId?: string | null }
    | { sha256: string; bytes: number; attachmentOf: string }
    | { sha256: string; source: string }
  >(),
  'document.extracted': event<OfDocument, { pages: number; toRead: number }>(),
  'document.finished': event<OfDocument, { state: string; reason: string | null }>(),
  'document.failed': event<OfDocument, { state: string; reason: string | null }>(),
  'document.quarantined': event<OfDocument, { threat: string }>(),
  'document.viewed': event<InDocument>(),
  'document.downloaded': event<InDocument>(),
  'document.compared': event<InDocument, { with: string }>(),
  'document.retried': event<InDocument>(),
  'document.password-given': event<InDocument>(),
  'document.deleted': event<InDocument>(),
  'document.restored': event<InDocument>(),
  'document.purged': event<OfDocument, { sha256: string; disposal?: string }>(),
  'document.bytes-removed': event<OfDocument, { sha256: string; bytes: number }>(),
  'bin.viewed': event<InMatter>(),
  'dead-letter.listed': event<'person', ShownCount>(),
  'dead-letter.requeued': event<InDocument, { step: string }>(),
  'dead-letter.closed': event<InDocument, { step: string; note: string }>(),
  'page.viewed': event<InDocument, { page: number }>(),
  'near-duplicates.viewed': event<InDocument, ShownCount & ShownMatters>(),
  'findings.viewed': event<InDocument, { kind: string | null; page: number | null }>(),
  'unread.listed': event<'person' | 'matter?', ShownCount>(),
  /** `counted`: the matters whose pages were counted and not shown; null: too many to name. */
  'search.asked': event<
    'person' | 'matter?',
    | { q: string; total: number }
    | ({ q: string; total: number; counted: readonly string[] | null } & ShownMatters)
  >(),
  /** `reason`: the type of the refusal, where whoever was refused sees the matter and it told them a state of it. */
  'access.denied': event<'person' | 'matter?' | 'document?', { ability: string; reason?: string }>(),
  'access.asked': event<'person', { request: string }>(),
  'access.granted': event<InMatter, { request: string; member: string; role: Role }>(),
  'access.declined': event<InMatter, { request: string; member: string }>(),
  'glass.broken': event<InMatter, { access: string; hours: number; reason: string }>(despiteWalls),
  'glass.ended': event<InMatter, { access: string }>(despiteWalls),
  'glass.noted': event<InMatter, { access: string }>(despiteWalls),
  /** Emergency access, past and running. */
  'glass.listed': event<'person', ShownCount>(),
  /** Requests for a role that wait for an owner. */
  'access.listed': event<'person', ShownCount>(),
  'access.explained': event<InMatter, { about: string }>(),
  'backup.asked': event<'person', { id: string }>(),
  'restore.asked': event<InMatter, { id: string; documentId?: string; snapshot?: string }>(),
  'restore.listed': event<'person' | 'matter?', ShownCount>(),
  'copy.read': event<never, { file: string; events: number; sha256: string }>(),
  'matter.restored': event<
    'matter',
    { source: string; snapshot: string; documents: number; walls: number; ordered: boolean; number: string }
  >(),
  'dump.made': event<never, { place: string; snapshot: string; bytes: number }>(),
  'export.begun': event<'matter?', { matter: string | null }>(),
  'export.done': event<'matter?', { matter: string | null; documents: number; missing: number }>(),
  'audit.viewed': event<
    'person' | 'matter?' | 'document?',
    ShownCount & Partial<Record<'person' | 'event' | 'from' | 'to' | 'withKey', string | undefined>>
  >(),
  'audit.exported': event<'person', { from: string | null; to: string | null }>(),
  'recovery-key.checked': event<never, { targets: string }>(),
  'recovery-key.rotated': event<never, { targets: string }>(),
  'backup.made': event<never, { kind: string; snapshot: string; bytes: number; documents: number }>(),
  'backup.failed': event<never, { reason: string }>(),
  /** An administrator accepts that objects were gone or changed in the backups of a target. */
  'backup.changes-accepted': event<never, { place: string; gone: number; since: string }>(),
  'restore.done': event<
    never,
    {
      snapshot: string;
      documents: number;
      objects: number;
      auditEvents: number;
      faults: number;
      lost: number;
    }
  >(),
  'rehearsal.done': event<
    never,
    {
      snapshot: string;
      target: string | null;
      madeAt: string;
      documents: number;
      objects: number;
      bytes: number;
      auditEvents: number;
      seconds: number;
      /** Fingerprint of the key it is signed with. */
      signedWith: string;
    }
  >(),
  'rehearsal.failed': event<never, { reason: string }>(),
  /** The log goes on after a row, without later ones that backups hold: a restore, or somebody accepted it. */
  'audit.resumed': event<
    never,
    { after: number; at: string; why: 'restore' | 'accepted'; signature: string }
  >(),
} as const;

export type AuditEventName = keyof typeof auditEvents;
/** The events by name. */
export const auditEventNames = Object.keys(auditEvents) as [AuditEventName, ...AuditEventName[]];

type EntitiesOf<E extends AuditEventName> =
  (typeof auditEvents)[E] extends EventDefinition<infer N, Detail> ? N : never;
export type AuditDetail<E extends AuditEventName> =
  (typeof auditEvents)[E] extends EventDefinition<EntityReference, infer D> ? D : never;

type Ids<N extends EntityReference> = {
  [Each in 'person' | 'matter' | 'document' as Each extends N ? `${Each}Id` : never]: string;
} & {
  [Each in 'person' | 'matter' | 'document' as `${Each}?` extends N ? `${Each}Id` : never]?: string;
};
type KeysOf<T> = T extends unknown ? keyof T : never;
/** What was worked out before the call is held to the fields of the event, too: a literal alone would be. */
type NoExtraFields<Given, E extends AuditEventName> = {
  [Each in Exclude<keyof Given, KeysOf<AuditDetail<E>>>]: never;
};
type DetailField<E extends AuditEventName, Given> =
  Record<never, never> extends AuditDetail<E>
    ? { detail?: Given & NoExtraFields<Given, E> }
    : { detail: Given & NoExtraFields<Given, E> };

/** One row to be written: for several events at once, each with its own. */
export type AuditEntry<E extends AuditEventName, Given extends AuditDetail<E>> = { event: E } & Ids<
  EntitiesOf<E>
> &
  DetailField<E, Given>;
