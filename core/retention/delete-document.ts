import { withAuthorizedDocument } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import { withHoldRefusal, refuseHeld } from '../holds/refuse-held.ts';
import type { Actor } from '../actor.ts';
import type { Transaction } from '../platform/database.ts';
import { notFound, Problem } from '../platform/errors.ts';

// In the database (prisma/current.sql): policies document.editor_changes, document.not_deleted; triggers
// document.document_goes_whole, document.a_hold_beats_change; function looks_in_bin().

type WholeDocument = { firstId: string; matterId: string; deletedAt: Date | null };

/**
 * Moves a document into the bin of its matter, whole: all its versions and all that came in it. From then on
 * nobody sees it; `restoreDocument` restores it until it is purged. May be repeated.
 * @throws Problem `not-found`, `not-allowed`, `conflict` for what came in another document, `on-hold`
 */
export async function deleteDocument(
  app: Pick<App, 'database'>,
  actor: Actor,
  documentId: string,
): Promise<{ matterId: string }> {
  const act = {
    documentId,
    work: async (tx: Transaction, whole: WholeDocument) => {
      if (whole.deletedAt) return;
      await refuseHeld(tx, { matterId: whole.matterId, documentId });
      const data = { deletedAt: new Date(), deletedBy: actor.person.id };
      // The condition is part of the update: of two who delete it at once, one does.
      const { count } = await tx.document.updateMany({
        where: { id: whole.firstId, deletedAt: null },
        data,
      });
      if (count > 0) await recordDocumentEvent(tx, actor, { event: 'document.deleted', whole });
    },
  };
  return withHoldRefusal(() => withWholeDocument(app, actor, act));
}

/**
 * Restores a document from the bin, whole.
 * @throws Problem `not-found`, `not-allowed`, `conflict` when it is not in it
 */
export async function restoreDocument(
  app: Pick<App, 'database'>,
  actor: Actor,
  documentId: string,
): Promise<{ matterId: string }> {
  return withWholeDocument(app, actor, {
    documentId,
    work: async (tx, whole) => {
      const data = { deletedAt: null, deletedBy: null, changedAt: new Date() };
      const { count } = await tx.document.updateMany({
        where: { id: whole.firstId, purgedAt: null, NOT: { deletedAt: null } },
        data,
      });
      if (count === 0)
        throw new Problem('conflict', 'This document is not in the bin, so there is nothing to restore.');
      await recordDocumentEvent(tx, actor, { event: 'document.restored', whole });
    },
  });
}

/** Finds the first version of a document, which takes everything along (triggers do). */
async function withWholeDocument(
  app: Pick<App, 'database'>,
  actor: Actor,
  act: { documentId: string; work: (tx: Transaction, whole: WholeDocument) => Promise<void> },
): Promise<{ matterId: string }> {
  return withAuthorizedDocument(app, actor, {
    ability: 'delete documents',
    documentId: act.documentId,
    includeDeleted: true,
    work: async (tx, matter) => {
      const row = await tx.document.findUniqueOrThrow({
        where: { id: act.documentId },
        include: { parent: { select: { filename: true } } },
      });
      if (row.purgedAt) throw notFound('document');
      if (row.parent)
        throw new Problem(
          'conflict',
          `This came in “${row.parent.filename}”, whose bytes hold it too. Delete or restore that one: all that came in it goes along.`,
        );
      const { deletedAt } = row;
      await act.work(tx, { firstId: row.versionOf ?? row.id, matterId: matter.id, deletedAt });
      return { matterId: matter.id };
    },
  });
}

async function recordDocumentEvent(
  tx: Transaction,
  actor: Actor,
  { event, whole }: { event: 'document.deleted' | 'document.restored'; whole: WholeDocument },
): Promise<void> {
  const { firstId: documentId, matterId } = whole;
  await recordEvent(tx, { event, personId: actor.person.id, matterId, documentId });
}
