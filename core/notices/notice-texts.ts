import type { NoticeOf, ToldEvent } from '../audit/audiences.ts';

type NoticeFacts = { by: string; about: string };
export type NoticeText = {
  subject: string | ((facts: NoticeFacts) => string);
  sentence: (facts: NoticeFacts) => string;
  /** The page to look at, for the mail; left out: the account. */
  path?: string;
  /** It tells of who else may sit in the account, and could read it away (core/auth/account-notices.ts). */
  isAboutWayIn?: true;
};

/**
 * What a person is told: by mail, and on every page until they have acknowledged it. `by` is who did it, `about`
 * what the kind needs besides. The compiler asks for a sentence for each kind that `audiences` names.
 */
export const noticeTexts = {
  'password-link-asked': {
    isAboutWayIn: true,
    subject: 'Somebody asks for a link to your account',
    sentence: ({ by, about }) =>
      `${by} asks for a link with which a new password for your account can be chosen. ${about}`,
  },
  'guarded-link-asked': {
    subject: 'Somebody asks for a link to another account',
    sentence: ({ by, about }) => `${by} asks for a link with which a new password can be chosen for ${about}`,
  },
  'password-link-made': {
    isAboutWayIn: true,
    subject: 'A password link was made for your account',
    sentence: ({ by }) =>
      `${by} made a link with which a new password for your account can be chosen. Whoever opens it can sign in as you.`,
  },
  'password-link-used': {
    isAboutWayIn: true,
    subject: 'Your password for Strongroom was changed',
    sentence: ({ about }) =>
      `Your password was changed with a link that an administrator made. Your API keys have ended: make new ones for the programs that you still use.${about && ` Since then your account is opened with ${about}: remove what you do not know.`}`,
  },
  'password-reset': {
    isAboutWayIn: true,
    subject: 'Your password for Strongroom was replaced',
    sentence: () =>
      'Your password was replaced on the host, by whoever operates the appliance. Your API keys have ended.',
  },
  'factors-reset': {
    isAboutWayIn: true,
    subject: 'Your second factors were removed',
    sentence: () =>
      'Your passkeys, authenticator app and recovery codes were removed on the host, by whoever operates the appliance.',
  },
  'identity-linked': {
    isAboutWayIn: true,
    subject: 'Your account was linked for single sign-on',
    sentence: ({ about }) => `An account at ${about} was linked to yours: it signs in as you from now on.`,
  },
  'identity-unlinked': {
    isAboutWayIn: true,
    subject: 'Your account is no longer linked for single sign-on',
    sentence: () => 'The link for single sign-on was removed from your account.',
  },
  'sign-on-asked': {
    subject: 'The single sign-on of the firm is to change',
    sentence: ({ by, about }) =>
      `${by} wants to change where the firm’s people sign in. No other administrator can approve it. ${about}`,
  },
  'sign-on-changed': {
    isAboutWayIn: true,
    subject: 'The single sign-on of the firm was changed',
    sentence: ({ by, about }) =>
      `${by} changed how the firm’s people sign in. Whoever runs ${about} can now sign in as those who use it.`,
  },
  'signed-in': {
    isAboutWayIn: true,
    subject: 'Somebody signed in to your account',
    sentence: ({ about }) =>
      `After your way in was changed by somebody else, your account was signed in to: ${about}.`,
  },
  'approval-asked': {
    subject: 'An administrator asks for your approval',
    sentence: ({ by, about }) => `${by} asks for an approval: ${about}.`,
    path: '/admin/approvals',
  },
  'approval-given': {
    subject: 'What you asked for was approved',
    sentence: ({ by, about }) => `${by} approved what you asked for: ${about}. Do it again now.`,
    path: '/admin/approvals',
  },
  'approval-declined': {
    subject: 'What you asked for was declined',
    sentence: ({ by, about }) => `${by} declined what you asked for: ${about}.`,
    path: '/admin/approvals',
  },
  'auditor-asked': {
    subject: 'An auditor is to be named',
    sentence: ({ by, about }) =>
      `${by} wants to name an auditor, who reads the audit log. No other administrator can approve it. ${about}`,
  },
  'keys-ended': {
    subject: 'Your API keys ended with your role',
    sentence: ({ by, about }) => `${by} made you ${about}`,
  },
  'administrator-made': {
    subject: 'There is a new administrator',
    sentence: ({ by, about }) => {
      const [whom, ...more] = about.split('\n');
      return [`${by} made ${whom} an administrator. After 24 hours they can approve.`, ...more].join(' ');
    },
    path: '/people',
  },
  'auditor-made': {
    subject: 'There is a new auditor',
    sentence: ({ by, about }) => {
      const [whom, ...more] = about.split('\n');
      return [`${by} made ${whom} an auditor, who reads the audit log.`, ...more].join(' ');
    },
  },
  'walled-auditor-made': {
    subject: 'There is a new auditor, behind walls',
    sentence: ({ by, about }) =>
      `${by} made an auditor of ${about}, and so from rows of the audit log. Other auditors read them.`,
    path: '/audit',
  },
  'auditor-walled': {
    subject: 'A wall was raised against an auditor',
    sentence: ({ by, about }) =>
      `${by} raised a wall that keeps rows of the audit log from ${about}. Other auditors read them; that walls, emergency access and holds are changed behind it is shown to all.`,
    path: '/audit',
  },
  'administrator-ended': {
    subject: 'An administrator was disabled or lowered',
    sentence: ({ by, about }) =>
      `${by} ended that ${about} is an administrator. For 24 hours they still count as one who is asked for approvals.`,
    path: '/people',
  },
  'auditor-ended': {
    subject: 'An auditor was disabled or lowered',
    sentence: ({ by, about }) => `${by} ended that ${about} is an auditor, who reads the audit log.`,
    path: '/people',
  },
  'account-opened-past-wall': {
    subject: 'Somebody whom a wall keeps out opened an account',
    sentence: ({ by, about }) => `${by} opened an account for ${about}.`,
    path: '/matters',
  },
  'person-enabled': {
    subject: 'Somebody who had left was let in again',
    sentence: ({ by, about }) => `${by} let ${about} in again, with the roles in matters that they had.`,
    path: '/people',
  },
  'mail-changed': {
    subject: 'The mail server of the firm was changed',
    sentence: ({ by, about }) =>
      `${by} changed the mail server: ${about}. Whoever runs it reads the links that Strongroom mails.`,
  },
  'mail-turned-off': {
    subject: 'Strongroom sends no mail any more',
    sentence: ({ by }) =>
      `${by} turned mail off. Notices like this one stand on pages alone; what waited to be mailed still waits.`,
  },
  'matters-reassigned': {
    subject: 'A matter of yours has another owner',
    sentence: ({ by, about }) => `${by} made ${about}.`,
    path: '/matters',
  },
  'matter-renumbered': {
    subject: 'A matter of yours has another number',
    sentence: ({ by, about }) => `${by} gave another number to ${about}.`,
    path: '/matters',
  },
  'group-behind-wall-joined': {
    subject: 'Somebody has come in behind a wall',
    sentence: ({ by, about }) =>
      `${by} put ${about}, around which a wall stands, or stood in the last 30 days.`,
    path: '/matters',
  },
  'owners-changed': {
    subject: 'Who owns a matter of yours has changed',
    sentence: ({ by, about }) => `${by} ${about}.`,
    path: '/matters',
  },
  'owner-group-changed': {
    subject: 'Who owns a matter of yours by a group has changed',
    sentence: ({ by, about }) => `${by} ${about}.`,
    path: '/matters',
  },
  'role-ended': {
    subject: 'Your role in a matter has ended',
    sentence: ({ by, about }) => `${by} ${about}.`,
    path: '/matters',
  },
  'walled-group-changed': {
    subject: 'Whom a wall keeps out has changed',
    sentence: ({ by, about }) => `${by} ${about}.`,
    path: '/matters',
  },
  'wall-raised': {
    subject: 'A wall was raised around a matter of yours',
    sentence: ({ by, about }) => `${by} raised a wall around ${about}.`,
    path: '/matters',
  },
  'wall-lifted': {
    subject: 'A wall around a matter of yours was lifted',
    sentence: ({ by, about }) => `${by} lifted a wall around ${about}.`,
    path: '/matters',
  },
  'wall-ended': {
    subject: 'A wall around a matter of yours has ended',
    sentence: ({ about }) => `A wall around ${about} has ended, because its time was over.`,
    path: '/matters',
  },
  'hold-released': {
    subject: 'A legal hold was released',
    sentence: ({ by, about }) => `${by} released a legal hold over ${about}.`,
    path: '/holds',
  },
  'retention-shortened': {
    subject: 'A matter of yours is kept for less time',
    sentence: ({ by, about }) => `${by} shortened how long closed matters are kept: ${about}.`,
    path: '/retention',
  },
  'disposal-proposed': {
    subject: 'A matter of yours is proposed for disposal',
    sentence: ({ by, about }) =>
      `${by} proposed that everything in ${about} is disposed of, because its time is over. Somebody else has to approve it first; an owner can withdraw it.`,
    path: '/retention',
  },
  'disposal-withdrawn': {
    subject: 'A disposal that you proposed was withdrawn',
    sentence: ({ by, about }) =>
      `The disposal that you proposed of ${about} was withdrawn by what ${by} did. Nothing more of it goes.`,
    path: '/retention',
  },
  'disposal-approved': {
    subject: 'A matter of yours is disposed of',
    sentence: ({ by, about }) =>
      `${by} approved that everything in ${about} is disposed of, which begins at once. Whoever withdraws it stops it.`,
    path: '/retention',
  },
  'restore-asked': {
    subject: 'Something of a matter of yours is restored from a backup',
    sentence: ({ by, about }) =>
      `${by} asked for a copy of ${about} from a backup. It becomes a matter of its own, with the same owners, but for those whom a wall keeps from it.`,
    path: '/matters',
  },
  'owners-have-left': {
    subject: 'Something was done around a matter that nobody here owns',
    sentence: ({ about }) =>
      `${about} Nobody who works here owns the matter, so administrators and auditors are told in the owners’ place.`,
  },
  'came-in-behind-wall': {
    subject: 'Somebody has come in behind a wall',
    sentence: ({ by, about }) => `${by} ${about}, around which a wall stands, or stood in the last 30 days.`,
    path: '/matters',
  },
  'link-past-wall': {
    subject: 'A password link leads past a wall around a matter of yours',
    sentence: ({ by, about }) =>
      `${by} made a password link for ${about}. A wall keeps whoever made it from there, or did in the last 30 days.`,
    path: '/matters',
  },
  'emergency-rule-changed': {
    subject: 'Who may use emergency access was changed',
    sentence: ({ by, about }) =>
      `${by} changed who may see matters of others for some hours, by emergency access: ${about}.`,
  },
  'factor-rule-changed': {
    subject: 'Whether a second factor is required was changed',
    sentence: ({ by, about }) =>
      `${by} changed whether everybody needs a second factor to sign in: ${about}.`,
  },
  'emergency-administrators': {
    subject: 'Who gets in without single sign-on was changed',
    sentence: ({ by, about }) => `${by} changed the emergency administrators: ${about}.`,
  },
  'emergency-access-used': {
    subject: ({ about }) => `Emergency access to ${about}`,
    sentence: ({ by, about }) =>
      `${by} has emergency access to ${about}, without a role in it. The page of the matter says why; there you end it, or acknowledge it.`,
    path: '/matters',
  },
} as const satisfies Record<NoticeOf<ToldEvent>, NoticeText> & Record<string, NoticeText>;

export type AccountNoticeKind = keyof typeof noticeTexts;
