import { createHash, randomUUID } from 'node:crypto';
import { authorize, authorizeReading } from '../access/authorize.ts';
import { personView, type Actor, type PersonView } from '../actor.ts';
import type { App } from '../app.ts';
import { recordEvent, recordView, type Told } from '../audit/record-event.ts';
import { isId } from '../ids.ts';
import type { Prisma, Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { formatUtcMinute } from '../platform/format-utc.ts';
import { administratorHours, findApprovers, findOthers, hoursAgo } from './find-approvers.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import { notifyStaff } from '../notices/notify-audience.ts';
import { notifyOfLoneLink } from '../notices/notify-of-lone-link.ts';
import type { AccountNoticeKind } from '../notices/notice-texts.ts';

// In the database (prisma/current.sql): constraint approval.approval_takes_two; triggers approval.lone_approval_waits,
// person.note_new_administrator, person.note_former_role, group_member.note_former_group, membership.note_former_matter,
// group_grant.note_former_matter.

/** After this long an approval that was not used, or not given, is over. */
const approvalDays = 7;

/** What needs a second administrator, and who is told at once where there is none. */
const approvalKinds = {
  'single-sign-on': { label: 'change single sign-on', loneNotice: 'sign-on-asked' },
  'new-auditor': { label: 'name an auditor', loneNotice: 'auditor-asked' },
  'password-link': { label: 'make a password link', loneNotice: 'guarded-link-asked' },
} as const satisfies Record<string, { label: string; loneNotice: AccountNoticeKind }>;

export type ApprovalKind = keyof typeof approvalKinds;

/** An act that a second administrator approves. `lines`: what they read of it; `bounds`: what else must still be so, unshown. */
export type ActToApprove = { kind: ApprovalKind; aboutPersonId?: string; lines: string[]; bounds?: string[] };

export type ApprovalView = {
  id: string;
  kind: ApprovalKind;
  lines: string[];
  askedBy: PersonView;
  about: PersonView | null;
  askedAt: string;
  /** Where nobody else can approve: when the asker may do it alone. */
  freeFrom: string | null;
  approvedBy: PersonView | null;
  /** The asker may do it now, once. */
  usable: boolean;
  endsAt: string;
};

/** Thrown inside `withApproval`: everything is right but that nobody else has agreed. */
class ApprovalMissing extends Error {
  readonly act: ActToApprove;
  constructor(act: ActToApprove) {
    super('a second administrator has to approve');
    this.act = act;
  }
}

type RequireApproval = (act: ActToApprove) => Promise<void>;

/**
 * Runs `work` in a transaction; where it calls `requireApproval` and no second administrator has approved this
 * very act, the transaction is undone, the approval is asked for, and the actor is told what happens next.
 * `work` asks last, so that nobody approves what would be refused anyway.
 * @throws Problem `approval-needed`
 */
export async function withApproval<T>(
  app: Pick<App, 'database'>,
  actor: Actor,
  work: (tx: Transaction, requireApproval: RequireApproval) => Promise<T>,
): Promise<T> {
  try {
    return await app.database.asPerson(actor.person.id, (tx) =>
      work(tx, (act) => consumeApproval(tx, actor, act)),
    );
  } catch (error) {
    if (!(error instanceof ApprovalMissing)) throw error;
    throw await app.database.asPerson(actor.person.id, (tx) => requestApproval(tx, actor, error.act));
  }
}

/** Each approval is used once: of two who use it at the same moment, the second asks anew. @throws ApprovalMissing */
async function consumeApproval(tx: Transaction, actor: Actor, act: ActToApprove): Promise<void> {
  const fingerprint = fingerprintOf(act);
  const where = { askedBy: actor.person.id, fingerprint, ...openFilter() };
  const found = await tx.approval.findFirst({ where });
  if (!found || !isUsable(found, await findOthers(tx, found))) throw new ApprovalMissing(act);
  const { count } = await tx.approval.updateMany({
    where: { ...where, id: found.id },
    data: { endedAt: new Date(), endedBecause: 'used' },
  });
  if (count === 0) throw new ApprovalMissing(act);
  const detail = { approval: found.id, kind: act.kind, alone: found.approvedBy === null };
  await recordEvent(tx, { event: 'approval.used', personId: actor.person.id, detail });
}

async function requestApproval(tx: Transaction, actor: Actor, act: ActToApprove): Promise<Problem> {
  const fingerprint = fingerprintOf(act);
  const askedBy = actor.person.id;
  // Two who ask at once for the same would both be told of an error by the index.
  await tx.$queryRaw`SELECT FROM person WHERE id = ${askedBy}::uuid FOR NO KEY UPDATE`;
  const about = act.aboutPersonId ?? null;
  const others = await findOthers(tx, { askedBy, aboutPerson: about });
  const isLone = others.length === 0;
  const open = await tx.approval.findFirst({ where: { askedBy, fingerprint, ...openFilter() } });
  // Whoever can approve by now has not been asked; and where nobody can any more, a new wait begins.
  if (open && (open.freeFrom !== null) === isLone) return approvalNeeded(open.freeFrom);
  const outdated = { askedBy, fingerprint, endedAt: null };
  await tx.approval.updateMany({ where: outdated, data: { endedAt: new Date(), endedBecause: 'declined' } });
  const id = randomUUID();
  const { kind, lines } = act;
  const data = { id, kind, askedBy, fingerprint, lines, aboutPerson: about };
  const { freeFrom } = await tx.approval.create({ data: { ...data, freeFrom: isLone ? new Date() : null } });
  const told = await notifyOfRequest(tx, { actor, act, others, freeFrom });
  const detail = { approval: id, kind, about, alone: isLone };
  await recordEvent(tx, { event: 'approval.asked', personId: askedBy, detail }, told);
  return approvalNeeded(freeFrom);
}

type Request = { actor: Actor; act: ActToApprove; others: string[]; freeFrom: Date | null };

/** Who can approve is told; where nobody can, everybody whom it concerns is. */
async function notifyOfRequest(tx: Transaction, { actor, act, others, freeFrom }: Request): Promise<Told> {
  const { label, loneNotice } = approvalKinds[act.kind];
  const aboutId = act.aboutPersonId;
  const next =
    freeFrom === null
      ? 'Another administrator has to approve it first.'
      : `From ${formatUtcMinute(freeFrom.toISOString())} on it can be done.`;
  if (act.kind === 'password-link' && aboutId !== undefined) {
    const asked = { kind: 'password-link-asked', personIds: [aboutId], by: actor, about: next } as const;
    await notifyAccounts(tx, asked);
  }
  if (freeFrom === null)
    return notifyAccounts(tx, { kind: 'approval-asked', personIds: others, by: actor, about: label });
  if (loneNotice !== 'guarded-link-asked' || aboutId === undefined)
    return notifyStaff(tx, 'approval.asked', { kind: loneNotice, by: actor, about: next });
  return notifyOfLoneLink(tx, actor, { aboutId, next });
}

function approvalNeeded(freeFrom: Date | null): Problem {
  const next =
    freeFrom === null
      ? 'Another administrator finds it under People, Approvals. Once it is approved, do the same again within 7 days. One who was disabled or lowered less than 24 hours ago is asked as well; where they cannot answer, "strongroom approve" on the host can.'
      : `There is no other who could, so everybody concerned was told. From ${formatUtcMinute(freeFrom.toISOString())} on, do the same again; "strongroom approve" on the host makes it possible at once.`;
  return new Problem('approval-needed', `A second administrator has to approve this first. ${next}`);
}

/** Lists the approvals that are open, newest first; recorded. @throws Problem `not-allowed` */
export async function listApprovals(app: Pick<App, 'database'>, actor: Actor): Promise<ApprovalView[]> {
  await authorizeReading(app, actor, 'manage people');
  return app.database.asProcess(async (tx) => {
    const approvals = await findOpenApprovals(tx);
    const detail = { shown: approvals.length };
    recordView(tx, { event: 'approval.listed', personId: actor.person.id, detail });
    return approvals;
  });
}

/** Finds the approvals that are open, newest first; for the pages and for the host. */
export async function findOpenApprovals(tx: Transaction): Promise<ApprovalView[]> {
  const rows = await tx.approval.findMany({
    where: openFilter(),
    include: { asker: true, about: true, approver: true },
    orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
    take: 200,
  });
  const views: ApprovalView[] = [];
  for (const row of rows) views.push(toApprovalView(row, await findOthers(tx, row)));
  return views;
}

/**
 * Approves what another administrator asked for; that one then does it again, once.
 * @throws Problem `not-allowed` for the asker and for a new administrator, `confirm-first`, `not-found`
 */
export async function approveRequest(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage people');
  await app.database.asProcess(async (tx) => {
    const found = await getOpenApproval(tx, id);
    if (found.askedBy === actor.person.id)
      throw new Problem(
        'not-allowed',
        'You asked for this yourself. Another administrator has to approve it.',
      );
    const approvers = await findApprovers(tx, [found.askedBy]);
    if (!approvers.includes(actor.person.id))
      throw new Problem(
        'not-allowed',
        `You have been an administrator for less than ${administratorHours} hours. Approve it when they are over, or ask another administrator.`,
      );
    const { count } = await tx.approval.updateMany({
      where: { id, approvedBy: null, ...openFilter() },
      data: { approvedBy: actor.person.id, approvedAt: new Date() },
    });
    if (count === 0) return;
    const about = approvalKinds[found.kind].label;
    const personIds = [found.askedBy];
    const told = await notifyAccounts(tx, { kind: 'approval-given', personIds, by: actor, about });
    const detail = { approval: id, kind: found.kind };
    await recordEvent(tx, { event: 'approval.given', personId: actor.person.id, detail }, told);
  });
}

/** Approves on the host, where root is trusted with everything. @returns whether there was such a request */
export async function approveOnHost(tx: Transaction, id: string): Promise<boolean> {
  const where = { id, approvedOnHostAt: null, ...openFilter() };
  const found = isId(id) ? await tx.approval.findFirst({ where }) : null;
  if (!found) return false;
  await tx.approval.updateMany({ where, data: { approvedOnHostAt: new Date() } });
  const about = approvalKinds[found.kind as ApprovalKind].label;
  const told = await notifyAccounts(tx, { kind: 'approval-given', personIds: [found.askedBy], about });
  const detail = { approval: id, kind: found.kind, by: 'the command line' } as const;
  await recordEvent(tx, { event: 'approval.given', detail }, told);
  return true;
}

/**
 * Declines what an administrator asked for, or withdraws it: it cannot be done any more.
 * @throws Problem `not-allowed`, `not-found`
 */
export async function declineRequest(app: Pick<App, 'database'>, actor: Actor, id: string): Promise<void> {
  await authorize(app, actor, 'manage people');
  await app.database.asProcess(async (tx) => {
    const found = await getOpenApproval(tx, id);
    const ended = { endedAt: new Date(), endedBecause: 'declined' };
    const { count } = await tx.approval.updateMany({ where: { id, ...openFilter() }, data: ended });
    if (count === 0) return;
    const about = approvalKinds[found.kind].label;
    const personIds = [found.askedBy];
    const told = await notifyAccounts(tx, { kind: 'approval-declined', personIds, by: actor, about });
    const detail = { approval: id, kind: found.kind };
    await recordEvent(tx, { event: 'approval.declined', personId: actor.person.id, detail }, told);
  });
}

async function getOpenApproval(
  tx: Transaction,
  id: string,
): Promise<{ askedBy: string; kind: ApprovalKind }> {
  const found = isId(id) ? await tx.approval.findFirst({ where: { id, ...openFilter() } }) : null;
  if (!found) throw notFound('approval');
  return { askedBy: found.askedBy, kind: found.kind as ApprovalKind };
}

/** The act with all that it changes: what was approved is done, and nothing else. */
function fingerprintOf({ kind, aboutPersonId, lines, bounds }: ActToApprove): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, aboutPersonId ?? null, lines, bounds ?? []]))
    .digest('hex');
}

function openFilter() {
  return {
    endedAt: null,
    askedAt: { gt: hoursAgo(approvalDays * 24) },
  } as const satisfies Prisma.ApprovalWhereInput;
}

type ApprovalState = { approvedBy: string | null; approvedOnHostAt: Date | null; freeFrom: Date | null };

/** The time that a lone administrator waits counts only while there is nobody else who could approve. */
function isUsable(
  { approvedBy, approvedOnHostAt, freeFrom }: ApprovalState,
  others: readonly string[],
): boolean {
  if (approvedBy !== null || approvedOnHostAt !== null) return true;
  return freeFrom !== null && freeFrom <= new Date() && others.length === 0;
}

type ApprovalRow = Prisma.ApprovalGetPayload<{ include: { asker: true; about: true; approver: true } }>;

function toApprovalView(row: ApprovalRow, others: readonly string[]): ApprovalView {
  return {
    id: row.id,
    kind: row.kind as ApprovalKind,
    lines: row.lines as string[],
    askedBy: personView(row.asker),
    about: row.about && personView(row.about),
    askedAt: row.askedAt.toISOString(),
    freeFrom: row.freeFrom?.toISOString() ?? null,
    approvedBy: row.approver && personView(row.approver),
    usable: isUsable(row, others),
    endsAt: new Date(row.askedAt.getTime() + approvalDays * 24 * 3_600_000).toISOString(),
  };
}
