import { randomUUID } from 'node:crypto';
import { authorize } from '../access/authorize.ts';
import type { Actor } from '../actor.ts';
import type { App } from '../app.ts';
import { recordEvent } from '../audit/record-event.ts';
import { isId } from '../ids.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';
import { notifyPeople } from '../platform/notify-people.ts';

type NoticeFacts = { by: string; about: string };
type NoticeText = { subject: string; sentence: (facts: NoticeFacts) => string; path?: string };

/**
 * What a person is told of their way in: by mail, and on every page until they have acknowledged it. `by` is
 * who did it, `about` what the kind needs besides. The compiler asks for a sentence for each kind.
 */
const accountNotices = {
  'password-link-asked': {
    subject: 'Somebody asks for a link to your account',
    sentence: ({ by, about }) =>
      `${by} asks for a link with which a new password for your account can be chosen. ${about}`,
  },
  'password-link-made': {
    subject: 'A password link was made for your account',
    sentence: ({ by }) =>
      `${by} made a link with which a new password for your account can be chosen. Whoever opens it can sign in as you.`,
  },
  'password-link-used': {
    subject: 'Your password for Strongroom was changed',
    sentence: () =>
      'Your password was changed with a link that an administrator made. Your API keys have ended: make new ones for the programs that you still use.',
  },
  'password-reset': {
    subject: 'Your password for Strongroom was replaced',
    sentence: () =>
      'Your password was replaced on the host, by whoever operates the appliance. Your API keys have ended.',
  },
  'factors-reset': {
    subject: 'Your second factors were removed',
    sentence: () =>
      'Your passkeys, authenticator app and recovery codes were removed on the host, by whoever operates the appliance.',
  },
  'identity-linked': {
    subject: 'Your account was linked for single sign-on',
    sentence: ({ about }) => `An account at ${about} was linked to yours: it signs in as you from now on.`,
  },
  'identity-unlinked': {
    subject: 'Your account is no longer linked for single sign-on',
    sentence: () => 'The link for single sign-on was removed from your account.',
  },
  'sign-on-asked': {
    subject: 'The single sign-on of the firm is to change',
    sentence: ({ by, about }) =>
      `${by} wants to change where the firm’s people sign in. No other administrator can approve it. ${about}`,
  },
  'sign-on-changed': {
    subject: 'The single sign-on of the firm was changed',
    sentence: ({ by, about }) =>
      `${by} changed how the firm’s people sign in. Whoever runs ${about} can now sign in as those who use it.`,
  },
  'signed-in': {
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
  'administrator-made': {
    subject: 'There is a new administrator',
    sentence: ({ by, about }) => `${by} made ${about} an administrator. After 24 hours they can approve.`,
  },
  'auditor-walled': {
    subject: 'A wall was raised against an auditor',
    sentence: ({ by, about }) =>
      `${by} raised a wall that keeps rows of the audit log from ${about}. Other auditors read them; that walls, emergency access and holds are changed behind it is shown to all.`,
    path: '/audit',
  },
  'mail-changed': {
    subject: 'The mail server of the firm was changed',
    sentence: ({ by, about }) =>
      `${by} changed the mail server: ${about}. Whoever runs it reads the links that Strongroom mails.`,
  },
} as const satisfies Record<string, NoticeText>;

export type AccountNoticeKind = keyof typeof accountNotices;

/** After these, a sign-in by that way is told as well: somebody else may have opened it. */
const openedWays = {
  password: ['password-link-used', 'password-reset', 'factors-reset'],
  'single-sign-on': ['identity-linked', 'sign-on-changed'],
  passkey: [],
} as const satisfies Record<string, AccountNoticeKind[]>;

type NewAccountNotice = {
  kind: AccountNoticeKind;
  personIds: readonly string[];
  /** Who did it; left out where it was the host or the provider. */
  by?: Actor | undefined;
  about?: string;
};

/**
 * Tells people of what was done to their way in, in the transaction of the act: on their next page, which
 * stays until they have acknowledged it, and by mail where the firm has any. Audited.
 */
export async function notifyAccounts(tx: Transaction, notice: NewAccountNotice): Promise<void> {
  const { kind, by, about = '' } = notice;
  const personIds = [...new Set(notice.personIds)];
  const [first] = personIds;
  if (first === undefined) return;
  const madeBy = by?.person.id ?? null;
  await tx.accountNotice.createMany({
    data: personIds.map((personId) => ({ id: randomUUID(), personId, kind, madeBy, about })),
  });
  const { subject, sentence, path = '/account' }: NoticeText = accountNotices[kind];
  const text = sentence({ by: by?.person.name ?? 'Somebody', about });
  await notifyPeople(tx, {
    personIds,
    subject,
    lines: [text, 'If you do not expect this, ask the others at the firm, by telephone.'],
    path,
  });
  const one = personIds.length === 1 && { id: first };
  await recordEvent(tx, {
    event: 'account-notice.made',
    ...(madeBy !== null && { personId: madeBy }),
    detail: { kind, people: personIds.length, ...one },
  });
}

/**
 * Tells a person that their account was signed in to by a way that somebody else has opened or changed, until
 * they have acknowledged that; once for each such change.
 */
export async function notifySignIn(
  tx: Transaction,
  { personId, way, userAgent }: { personId: string; way: keyof typeof openedWays; userAgent: string },
): Promise<void> {
  const kinds: readonly AccountNoticeKind[] = openedWays[way];
  if (kinds.length === 0) return;
  const told = await tx.accountNotice.findFirst({
    where: { personId, kind: 'signed-in' satisfies AccountNoticeKind },
    orderBy: { madeAt: 'desc' },
  });
  const open = await tx.accountNotice.count({
    where: {
      personId,
      kind: { in: [...kinds] },
      acknowledgedAt: null,
      madeAt: { gt: told?.madeAt ?? new Date(0) },
    },
  });
  if (open === 0) return;
  const about = `by ${way === 'password' ? 'password' : 'single sign-on'}, with ${userAgent.slice(0, 100) || 'a program'}`;
  await notifyAccounts(tx, { kind: 'signed-in', personIds: [personId], about });
}

/** The administrators who work here, but for the actor: whom a change of the appliance concerns. */
export async function listOtherAdministrators(tx: Transaction, actor: Actor): Promise<string[]> {
  const found = await tx.person.findMany({
    where: { role: 'administrator', disabledAt: null, NOT: { id: actor.person.id } },
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

/** What a person reads of one notice. */
export type AccountNotice = {
  id: string;
  kind: string;
  text: string;
  madeAt: string;
  acknowledgedAt: string | null;
};

/** How many of them stand on a page; the others come once these are acknowledged. */
const maxOpenShown = 5;
const maxShown = 100;

/** Lists what the actor has not acknowledged yet, newest first, in one statement: every page asks. */
export async function listOpenNotices(
  { database }: Pick<App, 'database'>,
  actor: Actor,
): Promise<AccountNotice[]> {
  return database.withoutTransaction((client) =>
    findNotices(client, { personId: actor.person.id, acknowledgedAt: null, take: maxOpenShown }),
  );
}

/** Lists all that the actor was told, newest first, acknowledged or not. @throws Problem `not-allowed` */
export async function listAccountNotices(app: Pick<App, 'database'>, actor: Actor): Promise<AccountNotice[]> {
  await authorize(app, actor, 'manage your own account');
  return app.database.asProcess((tx) => findNotices(tx, { personId: actor.person.id, take: maxShown }));
}

/**
 * Acknowledges a notice: the pages no longer show it, the account's own list does. May be repeated.
 * @throws Problem `not-allowed`, `not-found` for another person's too
 */
export async function acknowledgeNotice(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage your own account');
  const personId = actor.person.id;
  await app.database.asProcess(async (tx) => {
    const notice = isId(id) ? await tx.accountNotice.findUnique({ where: { id, personId } }) : null;
    if (!notice) throw notFound('notice');
    const { count } = await tx.accountNotice.updateMany({
      where: { id, personId, acknowledgedAt: null },
      data: { acknowledgedAt: new Date() },
    });
    const detail = { notice: id, kind: notice.kind };
    if (count > 0) await recordEvent(tx, { event: 'account-notice.acknowledged', personId, detail });
  });
}

async function findNotices(
  tx: Transaction,
  { take, ...where }: { personId: string; acknowledgedAt?: null; take: number },
): Promise<AccountNotice[]> {
  const rows = await tx.accountNotice.findMany({
    where,
    include: { maker: { select: { name: true } } },
    orderBy: [{ madeAt: 'desc' }, { id: 'desc' }],
    take,
  });
  return rows.flatMap(({ id, kind, maker, about, madeAt, acknowledgedAt }) =>
    isNoticeKind(kind)
      ? [
          {
            id,
            kind,
            text: accountNotices[kind].sentence({ by: maker?.name ?? 'Somebody', about }),
            madeAt: madeAt.toISOString(),
            acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
          },
        ]
      : [],
  );
}

function isNoticeKind(kind: string): kind is AccountNoticeKind {
  return Object.hasOwn(accountNotices, kind);
}
