import { Denied } from '../access/record-denials.ts';
import { isId } from '../ids.ts';
import { asMatterAdministrator, readAdministrableNumbers } from '../access/matter-administration.ts';
import { recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { notFound } from '../platform/errors.ts';

// In the database (prisma/current.sql): policy disposal.administered; functions expired_matters(),
// disposed_documents(uuid).

type PersonName = { id: string; name: string };

export type DisposalView = {
  id: string;
  matterId: string;
  matterNumber: string;
  reason: string;
  proposedBy: PersonName;
  proposedAt: string;
  approvedBy: PersonName | null;
  approvedAt: string | null;
  withdrawnAt: string | null;
  withdrawnBecause: string | null;
  doneAt: string | null;
};

/** What went, with what proves which bytes it was. */
export type DisposalCertificate = DisposalView & {
  documents: {
    id: string;
    filename: string;
    sha256: string;
    bytes: number;
    filedAt: string;
    purgedAt: string;
    /**
     * When the bytes went from the storage; null while they are there, for the backups or because they are
     * filed elsewhere too.
     */
    removedAt: string | null;
  }[];
};

export type ExpiredMatter = {
  id: string;
  number: string;
  schedule: string;
  closedAt: string;
  expiredAt: string;
  /** A legal hold covers something in it: nothing of it goes. */
  held: boolean;
};

/** Lists the matters whose retention is over, of those the actor administers, the longest first; recorded. */
export async function listExpiredMatters(app: Pick<App, 'database'>, actor: Actor): Promise<ExpiredMatter[]> {
  return asMatterAdministrator(app, actor, async (tx) => {
    const matters = await findExpiredMatters(tx);
    const detail = { shown: matters.length, expired: true } as const;
    recordView(tx, { event: 'disposal.listed', personId: actor.person.id, detail });
    return matters;
  });
}

/** Lists the disposals of the matters the actor administers, decided ones too, newest first; recorded. */
export async function listDisposals(app: Pick<App, 'database'>, actor: Actor): Promise<DisposalView[]> {
  return asMatterAdministrator(app, actor, async (tx) => {
    const disposals = await findDisposals(tx, {});
    const detail = { shown: disposals.length };
    recordView(tx, { event: 'disposal.listed', personId: actor.person.id, detail });
    return disposals;
  });
}

/** Reads a disposal with every document it purged. @throws Problem `not-found` */
export async function getDisposalCertificate(
  app: Pick<App, 'database'>,
  actor: Actor,
  disposalId: string,
): Promise<DisposalCertificate> {
  return asMatterAdministrator(app, actor, async (tx) => {
    const [found] = isId(disposalId) ? await findDisposals(tx, { id: disposalId }) : [];
    if (!found) throw new Denied(notFound('disposal'), { ability: 'dispose of matters' });
    const rows = await tx.$queryRaw<DisposedDocumentRow[]>`
      SELECT id::text, filename, sha256, bytes, filed_at AS "filedAt", purged_at AS "purgedAt", removed_at AS "removedAt"
      FROM disposed_documents(${disposalId}::uuid)`;
    const about = { personId: actor.person.id, matterId: found.matterId };
    recordView(tx, { event: 'disposal.viewed', ...about, detail: { disposal: disposalId } });
    const documents = rows.map(({ filedAt, purgedAt, removedAt, bytes, ...row }) => ({
      ...row,
      bytes: Number(bytes),
      filedAt: filedAt.toISOString(),
      purgedAt: purgedAt.toISOString(),
      removedAt: removedAt?.toISOString() ?? null,
    }));
    return { ...found, documents };
  });
}

type DisposedDocumentRow = Record<'id' | 'filename' | 'sha256', string> &
  Record<'filedAt' | 'purgedAt', Date> & { bytes: bigint; removedAt: Date | null };
type ExpiredMatterRow = Omit<ExpiredMatter, 'closedAt' | 'expiredAt'> & { closedAt: Date; expiredAt: Date };

/** Of all matters the actor administers, or of one. */
export async function findExpiredMatters(tx: Transaction, matterId?: string): Promise<ExpiredMatter[]> {
  const filter = matterId === undefined ? Prisma.empty : Prisma.sql`WHERE id = ${matterId}::uuid`;
  const rows = await tx.$queryRaw<ExpiredMatterRow[]>`
    SELECT id::text, number, schedule, closed_at AS "closedAt", expired_at AS "expiredAt", held
    FROM expired_matters() ${filter} ORDER BY expired_at, id LIMIT 1000`;
  return rows.map((row) => ({
    ...row,
    closedAt: row.closedAt.toISOString(),
    expiredAt: row.expiredAt.toISOString(),
  }));
}

/**
 * Finds the disposals that match, in a transaction of the actor, newest first; row-level security decides
 * which they see.
 */
export async function findDisposals(
  tx: Transaction,
  where: Prisma.DisposalWhereInput,
): Promise<DisposalView[]> {
  const rows = await tx.disposal.findMany({
    where,
    orderBy: [{ proposedAt: 'desc' }, { id: 'desc' }],
    take: 1_000,
  });
  const numbers = await readAdministrableNumbers(
    tx,
    rows.map((row) => row.matterId),
  );
  const people = await tx.person.findMany({
    where: { id: { in: rows.flatMap((row) => [row.proposedBy, row.approvedBy ?? row.proposedBy]) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const named = (id: string) => ({ id, name: names.get(id) ?? '' });
  return rows.map((row) => ({
    id: row.id,
    matterId: row.matterId,
    matterNumber: numbers.get(row.matterId) ?? '',
    reason: row.reason,
    proposedBy: named(row.proposedBy),
    proposedAt: row.proposedAt.toISOString(),
    approvedBy: row.approvedBy === null ? null : named(row.approvedBy),
    approvedAt: row.approvedAt?.toISOString() ?? null,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    withdrawnBecause: row.withdrawnBecause,
    doneAt: row.doneAt?.toISOString() ?? null,
  }));
}
