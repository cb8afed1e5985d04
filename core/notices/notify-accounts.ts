import { randomUUID } from 'node:crypto';
import type { Actor } from '../actor.ts';
import { recordEvent, type Told } from '../audit/record-event.ts';
import type { Transaction } from '../platform/database.ts';
import { notifyPeople } from '../platform/notify-people.ts';
import { quoteName, quotePerson } from '../platform/quote-name.ts';
import { noticeTexts, type AccountNoticeKind, type NoticeText } from './notice-texts.ts';

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
  /** The page that the mail names; left out: the one of the kind. */
  path?: string;
  /** The matters that it is about: the rows of the audit log belong to them. */
  matterIds?: readonly string[];
};

/**
 * Tells people of what was done to their way in, or around their matters, in the transaction of the act: on their next page, which
 * stays until they have acknowledged it, and by mail where the firm has any. Audited. Whoever is disabled is told,
 * too: the notice waits for them.
 * @returns what `recordEvent` asks for where somebody is told of an event
 */
export async function notifyAccounts(tx: Transaction, notice: NewAccountNotice): Promise<Told> {
  const { kind, by, about = '', matterIds = [] } = notice;
  const personIds = [...new Set(notice.personIds)];
  const [first] = personIds;
  if (first === undefined) return { told: 0 };
  const madeBy = by?.person.id ?? null;
  await tx.accountNotice.createMany({
    data: personIds.map((personId) => ({
      id: randomUUID(),
      personId,
      kind,
      madeBy,
      about,
      matters: [...matterIds],
    })),
  });
  const { subject, sentence, path = '/account' }: NoticeText = noticeTexts[kind];
  const facts = { by: by ? quotePerson(by.person) : 'Somebody', about };
  const text = sentence(facts);
  await notifyPeople(tx, {
    personIds,
    subject: typeof subject === 'string' ? subject : subject(facts),
    lines: [text, 'If you do not expect this, ask the others at the firm, by telephone.'],
    path: notice.path ?? path,
  });
  const one = personIds.length === 1 && { id: first };
  await recordEvent(tx, {
    event: 'account-notice.made',
    ...(madeBy !== null && { personId: madeBy }),
    ...ofMatters(matterIds, { kind, people: personIds.length, ...one }),
  });
  return { told: personIds.length };
}

/**
 * What a row about a notice names: the matter in its column, or several in its detail. None there is said as well: a row
 * without says nothing of it (function row_is_beside_wall).
 */
export function ofMatters<D extends object>(matterIds: readonly string[], detail: D) {
  const [matterId] = matterIds;
  return matterIds.length === 1 && matterId !== undefined
    ? { matterId, detail }
    : { detail: { ...detail, matters: matterIds } };
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
  const about = `by ${way === 'password' ? 'password' : 'single sign-on'}, with ${userAgent === '' ? 'a program' : quoteName(userAgent, 100)}`;
  await notifyAccounts(tx, { kind: 'signed-in', personIds: [personId], about });
}
