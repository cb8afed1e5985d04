import type { Actor } from '../actor.ts';
import { recordEvent, type Told } from '../audit/record-event.ts';
import { notifyAccounts } from '../notices/notify-accounts.ts';
import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): function disposals_withdrawn_now(); triggers hold_cover.hold_withdraws_disposal,
// matter.reopening_withdraws_disposal.

type WithdrawnDisposal = {
  id: string;
  matterId: string;
  reason: string;
  proposedBy: string;
  /** Null where whoever proposed it may no longer know it. */
  number: string | null;
};

/**
 * Records each disposal that this transaction withdrew, by whatever act, and tells whoever proposed it: they would wait
 * for an approval that cannot come.
 */
export async function recordWithdrawnDisposals(tx: Transaction, actor: Actor): Promise<void> {
  const withdrawn = await tx.$queryRaw<WithdrawnDisposal[]>`
    SELECT id::text, matter_id::text AS "matterId", reason, proposed_by::text AS "proposedBy", number
    FROM disposals_withdrawn_now()`;
  for (const disposal of withdrawn) {
    const told = await notifyProposer(tx, actor, disposal);
    const { id, matterId, reason } = disposal;
    const about = { personId: actor.person.id, matterId, detail: { disposal: id, reason } };
    await recordEvent(tx, { event: 'disposal.withdrawn', ...about }, told);
  }
}

/** Without the reason, which may tell what is done behind a wall. */
function notifyProposer(
  tx: Transaction,
  by: Actor,
  { proposedBy, number }: WithdrawnDisposal,
): Promise<Told> {
  return notifyAccounts(tx, {
    kind: 'disposal-withdrawn',
    personIds: proposedBy === by.person.id ? [] : [proposedBy],
    by,
    about: number === null ? 'a matter' : `the matter ${number}`,
  });
}
