import { z } from 'zod';
import { withAuthorizedMatter } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import {
  asMatterAdministrator,
  authorizeMatterAdministration,
  findAdministrableMatter,
  readAdministrableNumbers,
} from '../access/matter-administration.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import type { Prisma, Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { recordEvent, recordView } from '../audit/record-event.ts';
import { notifyOwners } from '../notices/notify-audience.ts';
import { createOperatorRequest, type OperatorRequestView } from './operator-requests.ts';
import { listRestorableBackups, type RestorableBackup } from './list-backups.ts';

/**
 * The restore of a matter, or a document of it, as those see it who administer the matter. Times are RFC 3339
 * UTC.
 */
export type RestoreView = Pick<OperatorRequestView, 'id' | 'state' | 'askedAt' | 'startedAt' | 'endedAt'> & {
  matterId: string;
  matterNumber: string;
  /** Null: all that was not deleted then. */
  documentId: string | null;
  /** Null: the newest. */
  snapshot: string | null;
  askedBy: { id: string; name: string };
  /** Why it failed, or what could not be restored, in a sentence. */
  reason: string | null;
  /** The matter it was restored into; null for an actor who may not see that, an administrator among them. */
  restoredMatterId: string | null;
};

export type NewRestore = {
  /** Its id or its number. */
  matter: string;
  documentId?: string | undefined;
  snapshot?: string | undefined;
};

/** What a request of this kind names beside its matter; ops/restore-matter/run-restore-request.ts reads it. */
export const restoreDetailsSchema = z.object({
  documentId: z.string().optional(),
  snapshot: z.string().optional(),
});

/**
 * Requests that a matter, or one document of it, is restored from a backup into a new matter that the owners
 * alone see; what is there now stays as it is. Owners do so for their own matter; an administrator for any,
 * after confirming who they are, and sees nothing of it. While the same is under way, the request is that
 * one.
 * @throws Problem `not-found`, `not-allowed`, `confirm-first`, `invalid-request`, `conflict` for a matter
 * that was disposed of and for too many requests at once
 */
export async function requestRestore(
  app: Pick<App, 'database'>,
  actor: Actor,
  { matter, documentId, snapshot }: NewRestore,
): Promise<RestoreView> {
  return asMatterAdministrator(app, actor, async (tx) => {
    const matterId = await findAdministrableMatter(tx, matter);
    await authorizeMatterAdministration(tx, actor, { what: 'restores', matterId });
    if (documentId !== undefined && !isId(documentId))
      throw new Problem(
        'invalid-request',
        'This is not the id of a document. Take it from the address of the document’s page, or from the audit log.',
      );
    await refuseDisposed(tx, matterId);
    await refuseTooMany(tx, actor);
    const what = { ...(documentId && { documentId }), ...(snapshot && { snapshot }) };
    const record = async (requestId: string) => {
      const told = await notifyOwners(tx, 'restore.asked', {
        ...{ kind: 'restore-asked', by: actor, matterIds: [matterId] },
        about: (matters) => (documentId === undefined ? matters : `one document of ${matters}`),
      });
      const detail = { id: requestId, ...what };
      await recordEvent(tx, { event: 'restore.asked', personId: actor.person.id, matterId, detail }, told);
    };
    const { id } = await createOperatorRequest(tx, actor, { kind: 'restore-matter', what, matterId, record });
    const [requested] = await findRestores(tx, { id });
    if (!requested) throw new Error(`the request ${id} is not there`);
    return requested;
  });
}

/**
 * Lists the restores that were requested for a matter, newest first; without one, for all that the actor
 * administers. Recorded.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function listRestores(
  app: Pick<App, 'database'>,
  actor: Actor,
  { matterId }: { matterId?: string | undefined },
): Promise<RestoreView[]> {
  return asMatterAdministrator(app, actor, async (tx) => {
    if (matterId !== undefined)
      await authorizeMatterAdministration(tx, actor, { what: 'restores', matterId, reads: true });
    const of = matterId !== undefined && { matterId };
    const restores = await findRestores(tx, { ...of });
    const detail = { shown: restores.length };
    recordView(tx, { event: 'restore.listed', personId: actor.person.id, ...of, detail });
    return restores;
  });
}

/** What an owner sees who may request one. */
export type MatterRestores = {
  matter: { id: string; name: string };
  restores: RestoreView[];
  backups: RestorableBackup[];
};

/**
 * Lists the restores of a matter, with the backups and documents to choose from.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function getMatterRestores(
  app: Pick<App, 'database'>,
  actor: Actor,
  matterId: string,
): Promise<MatterRestores> {
  const found = await withAuthorizedMatter(app, actor, {
    ability: 'restore matters',
    matterId,
    reads: true,
    work: async (tx, { id, name }) => {
      recordView(tx, { event: 'matter.viewed', personId: actor.person.id, matterId });
      return { matter: { id, name }, restores: await findRestores(tx, { matterId }) };
    },
  });
  return { ...found, backups: await listRestorableBackups(app) };
}

const maxShown = 50;

async function findRestores(tx: Transaction, where: Prisma.OpsRequestWhereInput): Promise<RestoreView[]> {
  const rows = await tx.opsRequest.findMany({
    where: { ...where, kind: 'restoreMatter' },
    include: { asker: { select: { id: true, name: true } } },
    orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
    take: maxShown,
  });
  const numbers = await readAdministrableNumbers(
    tx,
    rows.map(({ matterId }) => matterId ?? ''),
  );
  // The restored matter bears the id of its request. Row-level security says who sees it.
  const seen = await tx.matter.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: { id: true },
  });
  const visible = new Set(seen.map(({ id }) => id));
  return rows.map((row) => {
    const { documentId = null, snapshot = null } = restoreDetailsSchema.parse(row.what);
    const matterId = row.matterId ?? '';
    return {
      id: row.id,
      state: row.state,
      reason: row.reason,
      askedBy: row.asker,
      matterId,
      matterNumber: numbers.get(matterId) ?? '',
      documentId,
      snapshot,
      askedAt: row.askedAt.toISOString(),
      startedAt: row.startedAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
      restoredMatterId: visible.has(row.id) ? row.id : null,
    };
  });
}

/** What two people agreed to dispose of is not restored by one. */
async function refuseDisposed(tx: Transaction, matterId: string): Promise<void> {
  const disposed = await tx.disposal.count({
    where: { matterId, withdrawnAt: null, NOT: { approvedAt: null } },
  });
  if (disposed > 0)
    throw new Problem(
      'conflict',
      'Two people agreed to dispose of this matter, so it is not restored from here. Whoever runs the server can restore it, if it must be.',
    );
}

/** Each restore takes as long as a rehearsal, and what others request waits behind it. */
const maxOpenRequests = 5;

async function refuseTooMany(tx: Transaction, actor: Actor): Promise<void> {
  const open = await tx.opsRequest.count({
    where: { askedBy: actor.person.id, kind: 'restoreMatter', state: { in: ['asked', 'running'] } },
  });
  if (open >= maxOpenRequests)
    throw new Problem(
      'conflict',
      `${open} restores that you ordered are still waiting or under way. Wait for one of them to end, then order this one.`,
    );
}
