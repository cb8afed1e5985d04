import { randomUUID } from 'node:crypto';
import { Denied } from '../access/record-denials.ts';
import { isId } from '../ids.ts';
import {
  asMatterAdministrator,
  authorizeMatterAdministration,
  withMatterAdministration,
} from '../access/matter-administration.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { refuseHeld } from '../holds/refuse-held.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { type Transaction } from '../platform/database.ts';
import { refuseDuplicate } from '../platform/database-errors.ts';
import { notFound, Problem } from '../platform/errors.ts';
import { findDisposals, findExpiredMatters, type DisposalView } from './read-disposals.ts';
import { recordWithdrawnDisposals } from '../holds/withdrawn-disposals.ts';

// In the database (prisma/current.sql): policies disposal.proposed, disposal.decided; trigger
// disposal.disposal_is_signed; constraint disposal.disposal_takes_two; index disposal_open.

/**
 * Proposes that everything in an expired matter be disposed of. Nothing goes before somebody else approves; the owners
 * of the matter are told at once.
 * @throws Problem `not-found`, `not-allowed`, `conflict`, `on-hold`
 */
export async function proposeDisposal(
  app: Pick<App, 'database'>,
  actor: Actor,
  { matterId, reason }: { matterId: string; reason: string },
): Promise<DisposalView> {
  return withMatterAdministration(app, actor, {
    what: 'disposals',
    matterId,
    work: async (tx) => {
      await refuseHeld(tx, { matterId });
      if ((await findExpiredMatters(tx, matterId)).length === 0) throw notExpired();
      const id = randomUUID();
      const proposed = 'A disposal of this matter is proposed already. Approve or withdraw that one.';
      await refuseDuplicate(proposed, () =>
        tx.disposal.createMany({ data: [{ id, matterId, reason, proposedBy: actor.person.id }] }),
      );
      const about = { personId: actor.person.id, matterId };
      const notice = { kind: 'disposal-proposed', by: actor, matterIds: [matterId] } as const;
      const told = await notifyOwners(tx, 'disposal.proposed', notice);
      await recordEvent(tx, { event: 'disposal.proposed', ...about, detail: { disposal: id, reason } }, told);
      return findDisposal(tx, id);
    },
  });
}

/**
 * Approves a disposal that somebody else proposed; the worker then carries it out.
 * @throws Problem `not-found`, `not-allowed`, `confirm-first`, `conflict`, `on-hold`
 */
export async function approveDisposal(
  app: Pick<App, 'database'>,
  actor: Actor,
  disposalId: string,
): Promise<DisposalView> {
  return decideDisposal(app, actor, {
    disposalId,
    work: async (tx, { id, matterId, proposedBy }) => {
      if (proposedBy.id === actor.person.id)
        throw new Problem(
          'not-allowed',
          'A disposal takes two people, and you proposed this one. Ask somebody else to approve it.',
        );
      await refuseHeld(tx, { matterId });
      if ((await findExpiredMatters(tx, matterId)).length === 0) throw notExpired();
      const data = { approvedBy: actor.person.id, approvedAt: new Date() };
      const { count } = await tx.disposal.updateMany({
        where: { id, approvedAt: null, withdrawnAt: null },
        data,
      });
      if (count === 0) throw alreadyDecided();
      const about = { personId: actor.person.id, matterId };
      const notice = { kind: 'disposal-approved', by: actor, matterIds: [matterId] } as const;
      const told = await notifyOwners(tx, 'disposal.approved', notice);
      await recordEvent(tx, { event: 'disposal.approved', ...about, detail: { disposal: id } }, told);
    },
  });
}

/**
 * Stops a disposal; what the worker has purged by then stays purged.
 * @throws Problem `not-found`, `not-allowed`, `conflict`
 */
export async function withdrawDisposal(
  app: Pick<App, 'database'>,
  actor: Actor,
  { disposalId, reason }: { disposalId: string; reason: string },
): Promise<DisposalView> {
  return decideDisposal(app, actor, {
    disposalId,
    work: async (tx, { id }) => {
      // At the time of the transaction, by which recordWithdrawnDisposals finds it.
      const count = await tx.$executeRaw`
        UPDATE disposal SET withdrawn_at = now(), withdrawn_because = ${reason}
        WHERE id = ${id}::uuid AND done_at IS NULL AND withdrawn_at IS NULL`;
      if (count === 0) throw alreadyDecided();
      await recordWithdrawnDisposals(tx, actor);
    },
  });
}

type Decision = { disposalId: string; work: (tx: Transaction, disposal: DisposalView) => Promise<void> };

function decideDisposal(
  app: Pick<App, 'database'>,
  actor: Actor,
  { disposalId, work }: Decision,
): Promise<DisposalView> {
  return asMatterAdministrator(app, actor, async (tx) => {
    const found = await findDisposal(tx, disposalId);
    await authorizeMatterAdministration(tx, actor, { what: 'disposals', matterId: found.matterId });
    if (found.doneAt !== null || found.withdrawnAt !== null) throw alreadyDecided();
    await work(tx, found);
    return findDisposal(tx, disposalId);
  });
}

async function findDisposal(tx: Transaction, id: string): Promise<DisposalView> {
  // Row-level security decides who sees a disposal: an actor who does not administer the matter finds none.
  const [found] = isId(id) ? await findDisposals(tx, { id }) : [];
  if (!found) throw new Denied(notFound('disposal'), { ability: 'dispose of matters' });
  return found;
}

function alreadyDecided(): Problem {
  return new Problem('conflict', 'This disposal is decided already: look at the list again.');
}

function notExpired(): Problem {
  return new Problem(
    'conflict',
    'Only a closed matter whose retention is over can be disposed of. Close it first, or wait for its time.',
  );
}
