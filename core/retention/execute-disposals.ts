import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { withHoldRefusal } from '../holds/refuse-held.ts';
import type { Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';

// In the database (prisma/current.sql): triggers hold_cover.hold_withdraws_disposal,
// document.document_goes_whole, document.a_hold_beats_change; constraint disposal.disposal_in_order.

const batch = 200;
const timeoutSeconds = 600;
const inExecution = { approvedAt: { not: null }, withdrawnAt: null, doneAt: null };

type ApprovedDisposal = { id: string; matterId: string; proposedBy: string };

/**
 * Purges what two people have agreed to dispose of, each document whole and in a transaction of its own,
 * until nothing of the matter is left; then the disposal is done and its certificate is whole. A hold that is
 * placed meanwhile withdraws it. May run twice, and be killed anywhere.
 * @returns how many documents it purged
 */
export async function executeDisposals(app: Pick<App, 'database' | 'log'>): Promise<number> {
  const disposals = await app.database.asProcess((tx) =>
    tx.disposal.findMany({ where: inExecution, select: { id: true, matterId: true, proposedBy: true } }),
  );
  let purged = 0;
  for (const disposal of disposals) {
    const work = async () => {
      purged += await executeDisposal(app, disposal);
    };
    await work().catch((error: unknown) => {
      const why =
        error instanceof Problem && error.type === 'on-hold' ? 'a legal hold covers it' : 'it failed';
      app.log.warn({ err: error, matterId: disposal.matterId }, `a disposal was not carried out: ${why}`);
    });
  }
  return purged;
}

async function executeDisposal(
  { database }: Pick<App, 'database'>,
  disposal: ApprovedDisposal,
): Promise<number> {
  const { matterId } = disposal;
  for (let purged = 0; ;) {
    const documents = await database.asProcess((tx) =>
      tx.document.findMany({
        where: { matterId, purgedAt: null, parentId: null, versionOf: null },
        select: { id: true },
        take: batch,
      }),
    );
    for (const { id } of documents) {
      const wasPurged = await withHoldRefusal(() =>
        database.asProcess((tx) => purgeDocument(tx, disposal, id), { timeoutSeconds }),
      );
      if (!wasPurged) return purged;
      purged += 1;
    }
    if (documents.length > 0) continue;
    await database.asProcess((tx) => completeDisposal(tx, disposal));
    return purged;
  }
}

/** False when the disposal was withdrawn meanwhile. */
async function purgeDocument(
  tx: Transaction,
  { id, matterId, proposedBy }: ApprovedDisposal,
  documentId: string,
): Promise<boolean> {
  const stands = await tx.$queryRaw<unknown[]>`
    SELECT FROM disposal WHERE id = ${id}::uuid AND approved_at IS NOT NULL AND withdrawn_at IS NULL AND done_at IS NULL
      AND NOT EXISTS (SELECT FROM holds_today(${matterId}::uuid, NULL))`;
  if (stands.length === 0) return false;
  const now = new Date();
  const row = await tx.document.findUniqueOrThrow({ where: { id: documentId } });
  const { count } = await tx.document.updateMany({
    where: { id: documentId, purgedAt: null },
    data: {
      purgedAt: now,
      disposalId: id,
      ...(row.deletedAt === null && { deletedAt: now, deletedBy: proposedBy }),
    },
  });
  if (count > 0) {
    const detail = { sha256: row.sha256, disposal: id };
    await recordEvent(tx, { event: 'document.purged', matterId, documentId, detail });
  }
  return true;
}

async function completeDisposal(tx: Transaction, { id, matterId }: ApprovedDisposal): Promise<void> {
  const { count } = await tx.disposal.updateMany({
    where: { id, ...inExecution },
    data: { doneAt: new Date() },
  });
  if (count === 0) return;
  const documents = await tx.document.count({ where: { disposalId: id } });
  await recordEvent(tx, { event: 'disposal.done', matterId, detail: { disposal: id, documents } });
}
