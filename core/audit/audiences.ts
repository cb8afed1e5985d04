import type { AuditEventName } from './events.ts';

/** Whom a notice reaches, and not whoever did it; core/notices/notify-audience.ts finds them. */
type Audience =
  | 'the person'
  | 'owners'
  | 'owners, unless one of them did it'
  | 'administrators and auditors'
  | 'everybody'
  | 'those who can approve'
  | 'whoever asked';
type Telling = { to: Audience; notices: readonly string[] };

const nobody = { to: 'nobody', notices: [] } as const;

/**
 * Who is told of what, by a notice on every page until they acknowledge it and by mail: the whole rule. Whoever adds an
 * event decides here; one that somebody is told of cannot be recorded without having told them (`recordEvent`).
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
    to: 'those who can approve',
    notices: ['approval-asked', 'password-link-asked', 'sign-on-asked', 'auditor-asked'],
  },
  'approval.given': { to: 'whoever asked', notices: ['approval-given'] },
  'approval.declined': { to: 'whoever asked', notices: ['approval-declined'] },
  'approval.used': nobody,
  'second-factor.provider-trusted': nobody,
  'session.confirmed': nobody,
  'person.created': { to: 'administrators and auditors', notices: ['administrator-made', 'auditor-made'] },
  'person.password-reset': { to: 'the person', notices: ['password-reset'] },
  'person.password-changed': nobody,
  'person.disabled': { to: 'administrators and auditors', notices: ['administrator-ended'] },
  'person.enabled': {
    to: 'administrators and auditors',
    notices: ['administrator-made', 'auditor-made', 'person-enabled'],
  },
  'person.role-changed': {
    to: 'administrators and auditors',
    notices: ['administrator-made', 'auditor-made', 'administrator-ended'],
  },
  'second-factor.added': nobody,
  'second-factor.removed': { to: 'the person', notices: ['factors-reset'] },
  'second-factor.recovered': nobody,
  'password-link.made': { to: 'the person', notices: ['password-link-made'] },
  'password-link.ended': nobody,
  'password-link.used': { to: 'the person', notices: ['password-link-used'] },
  'matter.handed-on': { to: 'owners', notices: ['matters-reassigned'] },
  'mail.changed': { to: 'administrators and auditors', notices: ['mail-changed', 'mail-turned-off'] },
  'firm-rules.changed': nobody,
  'recovery-codes.renewed': nobody,
  'passkey.added': nobody,
  'passkey.removed': nobody,
  'passkey.copied': nobody,
  'single-sign-on.changed': { to: 'everybody', notices: ['sign-on-changed'] },
  'person.emergency-changed': nobody,
  'identity.linked': { to: 'the person', notices: ['identity-linked'] },
  'identity.unlinked': { to: 'the person', notices: ['identity-unlinked'] },
  'api-key.created': nobody,
  'api-key.revoked': nobody,
  'matter.created': nobody,
  'matter.listed': nobody,
  'matter.viewed': nobody,
  'matter.renumbered': { to: 'owners', notices: ['matter-renumbered'] },
  'number.asked': nobody,
  'matter.closed': nobody,
  'matter.reopened': nobody,
  'member.changed': nobody,
  'member.removed': nobody,
  'group.created': nobody,
  'group.joined': { to: 'owners', notices: ['group-behind-wall-joined'] },
  'group.left': nobody,
  'group-part.changed': nobody,
  'group-part.removed': nobody,
  // 'auditor-walled': all auditors, where the wall is against one of them (core/notices/notify-auditors-of-wall.ts).
  'wall.raised': { to: 'owners, unless one of them did it', notices: ['wall-raised', 'auditor-walled'] },
  'wall.lifted': { to: 'owners, unless one of them did it', notices: ['wall-lifted'] },
  'wall.listed': nobody,
  'wall.proved': nobody,
  'hold.placed': nobody,
  'hold.released': { to: 'owners', notices: ['hold-released'] },
  'hold.listed': nobody,
  'retention-schedule.made': nobody,
  'retention-schedule.changed': { to: 'owners', notices: ['retention-shortened'] },
  'disposal.proposed': nobody,
  'disposal.approved': { to: 'owners', notices: ['disposal-approved'] },
  'disposal.withdrawn': nobody,
  'disposal.done': nobody,
  'disposal.viewed': nobody,
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
  'glass.broken': { to: 'owners', notices: ['emergency-access-used'] },
  'glass.ended': nobody,
  'glass.noted': nobody,
  'access.explained': nobody,
  'backup.asked': nobody,
  'restore.asked': nobody,
  'copy.read': nobody,
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
} as const satisfies Record<AuditEventName, Telling | typeof nobody>;

/** The events that somebody is told of. */
export type ToldEvent = {
  [E in AuditEventName]: (typeof audiences)[E] extends typeof nobody ? never : E;
}[AuditEventName];
/** What can be said of such an event. */
export type NoticeOf<E extends ToldEvent> = (typeof audiences)[E]['notices'][number];
/** The events that these are told of. */
export type EventFor<A extends Audience> = {
  [E in ToldEvent]: (typeof audiences)[E]['to'] extends A ? E : never;
}[ToldEvent];
