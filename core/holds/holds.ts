import { randomUUID } from 'node:crypto';
import { requireProof } from '../access/authorize.ts';
import { Denied } from '../access/record-denials.ts';
import { isId } from '../ids.ts';
import {
  asMatterAdministrator,
  authorizeMatterAdministration,
  readAdministrableNumbers,
  withAdministrationOfOneOrAll,
} from '../access/matter-administration.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { compareTexts } from '../platform/compare-texts.ts';
import { type Prisma, type Transaction } from '../platform/database.ts';
import { findTriggerRefusal } from '../platform/database-errors.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { recordWithdrawnDisposals } from './withdrawn-disposals.ts';

// In the database (prisma/current.sql): policies legal_hold.placed, legal_hold.released, hold_cover.placed;
// trigger hold_cover.hold_waits_for_delete; function holds_to_name().

/** A matter that a hold covers, or one document of it with all its versions and the family it belongs to. */
export type HoldCover = { matterId: string; documentId?: string | undefined };

/**
 * A legal hold as those see it who administer a matter that it covers; what it covers beyond that stays
 * hidden, and so do its name and reasons, which could give it away.
 */
export type HoldView = {
  id: string;
  name: string;
  reason: string;
  issuedBy: { id: string; name: string };
  issuedAt: string;
  releasedAt: string | null;
  releasedBecause: string | null;
  covers: {
    matterId: string;
    matterNumber: string;
    documentId: string | null;
    /** Null where the actor does not see the document. */
    filename: string | null;
  }[];
};

/** What stands in place of the name and the reason for whoever does not see all that the hold covers. */
const unnamed = {
  name: 'A legal hold',
  reason: 'Its name and reason are shown to those who see all that it covers.',
  releasedBecause: null,
} as const;

export type NewHold = { name: string; reason: string; covers: HoldCover[] };

/**
 * Places a hold. When this returns, nothing of what it covers can be deleted, purged, replaced or disposed of
 * by anybody, until it is released. A disposal under way is withdrawn (trigger), and whoever proposed it is told.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function placeHold(app: Pick<App, 'database'>, actor: Actor, hold: NewHold): Promise<HoldView> {
  const { name, reason } = hold;
  // In one order, so that two holds over the same matters wait for each other instead of both failing.
  const covers = hold.covers.toSorted((a, b) => compareTexts(a.matterId, b.matterId));
  return asMatterAdministrator(app, actor, async (tx) => {
    for (const matterId of new Set(covers.map((cover) => cover.matterId)))
      await authorizeMatterAdministration(tx, actor, { what: 'holds', matterId });
    const id = randomUUID();
    // createMany returns nothing: until a cover stands, nobody sees the row.
    await tx.legalHold.createMany({ data: [{ id, name, reason, issuedBy: actor.person.id }] });
    for (const cover of covers) await addCover(tx, id, cover);
    for (const { matterId, documentId } of covers) {
      const about = { personId: actor.person.id, matterId, ...(documentId !== undefined && { documentId }) };
      await recordEvent(tx, { event: 'hold.placed', ...about, detail: { hold: id, name, reason } });
    }
    await recordWithdrawnDisposals(tx, actor);
    const [placed] = await findHolds(tx, { id });
    if (!placed) throw notFound('hold');
    return placed;
  });
}

async function addCover(tx: Transaction, holdId: string, { matterId, documentId }: HoldCover): Promise<void> {
  if (documentId !== undefined && !isId(documentId)) throw notFound('document');
  try {
    await tx.holdCover.createMany({
      data: [{ id: randomUUID(), holdId, matterId, documentId: documentId ?? null }],
    });
  } catch (error) {
    throw findTriggerRefusal(error) === 'no-such-document' ? notFound('document') : error;
  }
}

/**
 * Lists the holds over a matter, released ones too; without a matter all of them (administrators).
 * @throws Problem `not-found`, `not-allowed`
 */
export async function listHolds(
  app: Pick<App, 'database'>,
  actor: Actor,
  { matterId }: { matterId?: string | undefined },
): Promise<HoldView[]> {
  return withAdministrationOfOneOrAll(app, actor, {
    what: 'holds',
    matterId,
    work: async (tx) => {
      const holds = await findHolds(tx, matterId === undefined ? {} : { covers: { some: { matterId } } });
      const about = { personId: actor.person.id, ...(matterId !== undefined && { matterId }) };
      recordView(tx, { event: 'hold.listed', ...about, detail: { shown: holds.length } });
      return holds;
    },
  });
}

/**
 * Releases a hold, all of it; it stays on record. For whoever issued it, or an administrator. May be
 * repeated.
 * @throws Problem `not-found`, `not-allowed`, `confirm-first`
 */
export async function releaseHold(
  app: Pick<App, 'database'>,
  actor: Actor,
  change: { holdId: string; reason: string },
): Promise<HoldView> {
  const { holdId, reason } = change;
  return asMatterAdministrator(app, actor, async (tx) => {
    // Row-level security decides who sees a hold: an actor who administers nothing that it covers finds none.
    const [hold] = isId(holdId) ? await findHolds(tx, { id: holdId }) : [];
    if (!hold) throw new Denied(notFound('hold'), { ability: 'manage holds' });
    if (hold.releasedAt !== null) {
      recordView(tx, { event: 'hold.listed', personId: actor.person.id, detail: { shown: 1 } });
      return hold;
    }
    requireProof(actor, 'manage holds');
    const { count } = await tx.legalHold.updateMany({
      where: { id: holdId, releasedAt: null },
      data: { releasedAt: new Date(), releasedBy: actor.person.id, releasedBecause: reason },
    });
    const [released] = await findHolds(tx, { id: holdId });
    if (!released?.releasedAt) throw releaseNotAllowed();
    if (count > 0) await recordRelease(tx, actor, { hold: released, reason });
    return released;
  });
}

/** Whoever issued the hold is told, and the owners of what it covered; once, however many matters that is. */
async function recordRelease(
  tx: Transaction,
  actor: Actor,
  { hold, reason }: { hold: HoldView; reason: string },
): Promise<void> {
  const matterIds = [...new Set(hold.covers.map(({ matterId }) => matterId))];
  const notice = { kind: 'hold-released', by: actor } as const;
  const issuer = hold.issuedBy.id;
  const told = await notifyOwners(tx, 'hold.released', { ...notice, matterIds, except: issuer });
  const about = 'what you had put under it';
  if (issuer !== actor.person.id)
    await notifyAccounts(tx, { ...notice, personIds: [issuer], about, matterIds });
  for (const { matterId } of hold.covers) {
    const entry = { personId: actor.person.id, matterId, detail: { hold: hold.id, reason } };
    await recordEvent(tx, { event: 'hold.released', ...entry }, told);
  }
}

/** The same whyever it is: another sentence for what the hold covers beside would tell of a wall. */
function releaseNotAllowed(): Denied {
  const sentence =
    'You may not release this hold. Ask who issued it, or an administrator of every matter that it covers.';
  return new Denied(new Problem('not-allowed', sentence), { ability: 'manage holds' });
}

async function findHolds(tx: Transaction, where: Prisma.LegalHoldWhereInput): Promise<HoldView[]> {
  const rows = await tx.legalHold.findMany({
    where,
    include: { covers: true },
    orderBy: [{ issuedAt: 'desc' }, { id: 'desc' }],
    take: 1_000,
  });
  const covers = rows.flatMap((row) => row.covers);
  const numbers = await readAdministrableNumbers(
    tx,
    covers.map((cover) => cover.matterId),
  );
  const documents = await tx.document.findMany({
    where: { id: { in: covers.flatMap((cover) => cover.documentId ?? []) } },
    select: { id: true, filename: true },
  });
  const issuers = await tx.person.findMany({
    where: { id: { in: rows.map((row) => row.issuedBy) } },
    select: { id: true, name: true },
  });
  const named = await tx.$queryRaw<{ id: string }[]>`SELECT id::text FROM holds_to_name() AS id`;
  const namedIds = new Set(named.map(({ id }) => id));
  const filenames = new Map(documents.map(({ id, filename }) => [id, filename]));
  const names = new Map(issuers.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    ...(namedIds.has(row.id)
      ? { name: row.name, reason: row.reason, releasedBecause: row.releasedBecause }
      : unnamed),
    issuedBy: { id: row.issuedBy, name: names.get(row.issuedBy) ?? '' },
    issuedAt: row.issuedAt.toISOString(),
    releasedAt: row.releasedAt?.toISOString() ?? null,
    covers: row.covers.map(({ matterId, documentId }) => ({
      matterId,
      documentId,
      matterNumber: numbers.get(matterId) ?? '',
      filename: filenames.get(documentId ?? '') ?? null,
    })),
  }));
}
