import type { AuditEventName } from './events.ts';

/** Whom a notice reaches, and not whoever did it; core/notices/notify-audience.ts finds them, as of the last 30 days. */
type Audience =
  | 'the person'
  | 'owners'
  | 'auditors'
  | 'administrators and auditors'
  | 'everybody'
  | 'those who can approve'
  | 'whoever asked';
type Telling = Partial<Record<Audience, readonly string[]>>;

const nobody = {} as const satisfies Telling;

/**
 * Who is told of what, by a notice on every page until they acknowledge it and by mail: the whole rule. Whoever adds an
 * event decides here; one that somebody is told of cannot be recorded without having told them (`recordEvent`). Where
 * no owner of a matter works here, the administrators and auditors stand in for `owners` (notify-audience.ts).
 */
export const audiences = {
  'session.opened': nobody,
  'session.refused': nobody,
  'session.guessed': nobody,
  'session.closed': nobody,
  'session.emergency': nobody,
  'account-notice.made': nobody,
  'account-notice.acknowledged': nobody,
  'approval.asked': {
    'those who can approve': ['approval-asked'],
    'the person': ['password-link-asked'],
    'administrators and auditors': ['guarded-link-asked'],
    owners: ['guarded-link-asked'],
    everybody: ['sign-on-asked', 'auditor-asked'],
  },
  'approval.given': { 'whoever asked': ['approval-given'] },
  'approval.declined': { 'whoever asked': ['approval-declined'] },
  'approval.used': nobody,
  'approval.listed': nobody,
  'second-factor.provider-trusted': nobody,
  'session.confirmed': nobody,
  'person.created': {
    'administrators and auditors': ['administrator-made', 'auditor-made'],
    owners: ['account-opened-past-wall'],
  },
  'person.named': nobody,
  'person.password-reset': { 'the person': ['password-reset'] },
  'person.password-changed': nobody,
  'person.disabled': { 'administrators and auditors': ['administrator-ended', 'auditor-ended'] },
  'person.enabled': {
    'administrators and auditors': ['administrator-made', 'auditor-made', 'person-enabled'],
    auditors: ['walled-auditor-made'],
    owners: ['account-opened-past-wall', 'came-in-behind-wall'],
  },
  'person.role-changed': {
    'the person': ['keys-ended'],
    'administrators and auditors': [
      'administrator-made',
      'auditor-made',
      'administrator-ended',
      'auditor-ended',
    ],
    auditors: ['walled-auditor-made'],
    owners: ['account-opened-past-wall', 'came-in-behind-wall'],
  },
  'second-factor.added': nobody,
  'second-factor.removed': { 'the person': ['factors-reset'] },
  'second-factor.recovered': nobody,
  'password-link.made': { 'the person': ['password-link-made'], owners: ['link-past-wall'] },
  'password-link.ended': nobody,
  'password-link.used': { 'the person': ['password-link-used'] },
  'matter.handed-on': { owners: ['matters-reassigned'] },
  'mail.changed': { 'administrators and auditors': ['mail-changed', 'mail-turned-off'] },
  'firm-rules.changed': { everybody: ['emergency-rule-changed', 'factor-rule-changed'] },
  'recovery-codes.renewed': nobody,
  'passkey.added': nobody,
  'passkey.removed': nobody,
  'passkey.copied': nobody,
  'single-sign-on.changed': { everybody: ['sign-on-changed'] },
  'person.emergency-changed': { 'administrators and auditors': ['emergency-administrators'] },
  'identity.linked': { 'the person': ['identity-linked'] },
  'identity.unlinked': { 'the person': ['identity-unlinked'] },
  'api-key.created': nobody,
  'api-key.revoked': nobody,
  'matter.created': nobody,
  'matter.numbered': nobody,
  'matter.listed': nobody,
  'matter.viewed': nobody,
  'matter.renumbered': { owners: ['matter-renumbered'] },
  'number.asked': nobody,
  'matter.closed': nobody,
  'number.listed': nobody,
  'ownership.listed': nobody,
  'matter.reopened': nobody,
  'member.changed': { owners: ['owners-changed'], 'the person': ['role-ended'] },
  'member.removed': { owners: ['owners-changed'], 'the person': ['role-ended'] },
  'group.created': nobody,
  'group.joined': {
    owners: ['group-behind-wall-joined', 'walled-group-changed', 'owner-group-changed'],
    'the person': ['walled-group-changed'],
    auditors: ['walled-group-changed'],
  },
  'group.left': {
    owners: ['walled-group-changed', 'owner-group-changed'],
    'the person': ['walled-group-changed'],
    auditors: ['walled-group-changed'],
  },
  'group-part.changed': { owners: ['owners-changed'] },
  'group-part.removed': { owners: ['owners-changed'] },
  'group-part.joined': nobody,
  'group-part.left': nobody,
  'wall.raised': { owners: ['wall-raised'], auditors: ['auditor-walled'] },
  'wall.lifted': { owners: ['wall-lifted'] },
  'wall.ended': { owners: ['wall-ended'] },
  'wall.listed': nobody,
  'wall.proved': nobody,
  'hold.placed': nobody,
  'hold.released': { owners: ['hold-released'] },
  'hold.listed': nobody,
  'retention-schedule.made': nobody,
  'retention-schedule.changed': { owners: ['retention-shortened'] },
  'disposal.proposed': { owners: ['disposal-proposed'] },
  'disposal.approved': { owners: ['disposal-approved'] },
  'disposal.withdrawn': { 'whoever asked': ['disposal-withdrawn'] },
  'disposal.done': nobody,
  'disposal.viewed': nobody,
  'disposal.listed': nobody,
  'document.stored': nobody,
  'document.extracted': nobody,
  'document.finished': nobody,
  'document.failed': nobody,
  'document.quarantined': nobody,
  'document.viewed': nobody,
  'document.downloaded': nobody,
  'document.compared': nobody,
  'document.retried': nobody,
  'document.password-given': nobody,
  'document.deleted': nobody,
  'document.restored': nobody,
  'document.purged': nobody,
  'document.bytes-removed': nobody,
  'bin.viewed': nobody,
  'dead-letter.requeued': nobody,
  'dead-letter.listed': nobody,
  'dead-letter.closed': nobody,
  'page.viewed': nobody,
  'near-duplicates.viewed': nobody,
  'findings.viewed': nobody,
  'unread.listed': nobody,
  'search.asked': nobody,
  'access.denied': nobody,
  'access.asked': nobody,
  'access.granted': nobody,
  'access.declined': nobody,
  'glass.broken': { owners: ['emergency-access-used'] },
  'glass.ended': nobody,
  'glass.noted': nobody,
  'access.explained': nobody,
  'access.listed': nobody,
  'glass.listed': nobody,
  'backup.asked': nobody,
  'restore.asked': { owners: ['restore-asked'] },
  'copy.read': nobody,
  'restore.listed': nobody,
  'matter.restored': nobody,
  'dump.made': nobody,
  'export.begun': nobody,
  'export.done': nobody,
  'audit.viewed': nobody,
  'audit.exported': nobody,
  'recovery-key.checked': nobody,
  'recovery-key.rotated': nobody,
  'backup.made': nobody,
  'backup.failed': nobody,
  'backup.changes-accepted': nobody,
  'restore.done': nobody,
  'rehearsal.done': nobody,
  'rehearsal.failed': nobody,
  'audit.resumed': nobody,
} as const satisfies Record<AuditEventName, Telling>;
type Table = typeof audiences;

/** The events that somebody is told of. */
export type ToldEvent = {
  [E in AuditEventName]: [keyof Table[E]] extends [never] ? never : E;
}[AuditEventName];
/** What can be said of such an event, to all or to these. */
export type NoticeOf<E extends ToldEvent, A extends Audience = Audience> = E extends ToldEvent
  ? { [K in A & keyof Table[E]]: Table[E][K] extends readonly (infer N)[] ? N : never }[A & keyof Table[E]]
  : never;
/** The events that these are told of. */
export type EventFor<A extends Audience> = {
  [E in ToldEvent]: [A & keyof Table[E]] extends [never] ? never : E;
}[ToldEvent];
