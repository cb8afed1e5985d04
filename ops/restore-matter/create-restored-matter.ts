import { randomUUID } from 'node:crypto';
import type { App } from '../../core/app.ts';
import { recordEvent } from '../../core/audit/record-event.ts';
import { claimObject } from '../../core/documents/intake/claim-object.ts';
import { requestStep } from '../../core/documents/enqueue-step.ts';
import type { Prisma, Transaction } from '../../core/platform/database.ts';
import type { BackedUpDocument, BackedUpMatter } from './find-matter-in-backup.ts';
import type { RestoreOwners } from './find-matter-owners.ts';
import type { BackedUpWall } from './find-matter-walls.ts';

export type RestoredMatterInput = {
  matter: BackedUpMatter;
  owners: RestoreOwners;
  walls: readonly BackedUpWall[];
  /** Those whose bytes are in the storage already, each with its length. */
  documents: readonly (BackedUpDocument & { bytes: number })[];
  snapshot: string;
  madeAt: string;
  /** Requested in the pages: the id of the request, and the note for whoever requested it about documents that are left out. */
  request?: { id: string; note: string | null };
};

const transactionSeconds = 600;

/**
 * Files what was restored as a matter of its own, which its owners alone see, behind the walls of the matter it was: rows, audit
 * events and requests for the first step in one transaction, so that it is there completely or not at all. Every document is
 * checked for viruses and read anew. Requested in the pages, it bears the request's id, and the same transaction ends the
 * request, so that it runs once.
 * @returns the id of the matter.
 */
export async function createRestoredMatter(
  app: Pick<App, 'database' | 'storage'>,
  input: RestoredMatterInput,
): Promise<string> {
  const { matter, owners, walls, documents, snapshot, madeAt, request } = input;
  const matterId = request?.id ?? randomUUID();
  await app.database.asProcess(
    async (tx) => {
      const minute = madeAt.slice(0, 16).replace('T', ' ');
      const name = `${matter.name} (restored from ${minute} UTC)`;
      const createdBy = owners.readers[0]?.id ?? '';
      const { client } = matter;
      const number = await createNumberedMatter(tx, {
        ...{ id: matterId, client, name, access: 'members', createdBy },
        number: `${matter.number} (of ${minute})`,
        // Walls and holds that are placed on it later cover the copy as well (function matter_and_sources).
        restoredFrom: matter.id,
      });
      await tx.membership.createMany({
        data: owners.people.map(({ id }) => ({ matterId, personId: id, role: 'owner' as const })),
      });
      await tx.groupGrant.createMany({
        data: owners.groups.map((groupId) => ({ matterId, groupId, role: 'owner' as const })),
      });
      await tx.wall.createMany({ data: walls.map((wall) => ({ ...wall, id: randomUUID(), matterId })) });
      if (request) await completeRequest(tx, request);
      for (const document of documents) await claimObject(app, tx, document);
      await createRestoredDocuments(tx, { matterId, documents, createdBy });
      const detail = {
        source: matter.id,
        snapshot,
        documents: documents.length,
        walls: walls.length,
        ordered: request !== undefined,
        number,
      };
      await recordEvent(tx, { event: 'matter.restored', matterId, detail });
    },
    { timeoutSeconds: transactionSeconds },
  );
  return matterId;
}

/**
 * Under the number, or the next one like it that no matter has: whoever chose the same before keeps nothing from coming back.
 * @returns the number that it has
 */
async function createNumberedMatter(
  tx: Transaction,
  matter: Prisma.MatterCreateManyInput & { id: string },
): Promise<string> {
  for (let count = 1; ; count += 1) {
    const number = count === 1 ? matter.number : `${matter.number} (${count})`;
    const { count: created } = await tx.matter.createMany({
      data: [{ ...matter, number }],
      skipDuplicates: true,
    });
    if (created > 0) return number;
    if (await tx.matter.findUnique({ where: { id: matter.id }, select: { id: true } }))
      throw new Error(`the matter ${matter.id} is there already`);
  }
}

async function completeRequest(
  tx: Transaction,
  { id, note }: NonNullable<RestoredMatterInput['request']>,
): Promise<void> {
  await tx.opsRequest.update({
    where: { id },
    data: { state: 'done', reason: note, endedAt: new Date() },
  });
}

type DocumentsInput = { matterId: string; createdBy: string; documents: RestoredMatterInput['documents'] };

async function createRestoredDocuments(
  tx: Transaction,
  { matterId, createdBy, documents }: DocumentsInput,
): Promise<void> {
  const uploaders = documents.map((each) => each.uploaded_by);
  const known = await tx.person.findMany({ where: { id: { in: uploaders } }, select: { id: true } });
  const here = new Set(known.map(({ id }) => id));
  const ids = new Map(documents.map(({ id }) => [id, randomUUID()]));
  const now = new Date();
  const rows = documents.map((each) => ({
    ...{ id: ids.get(each.id) ?? '', matterId, sha256: each.sha256, filename: each.filename },
    ...{ folder: each.folder ?? null, mediaType: each.media_type, state: 'stored' },
    uploadedBy: here.has(each.uploaded_by) ? each.uploaded_by : createdBy,
    version: each.version,
    newest: each.newest,
    createdAt: new Date(each.created_at),
    changedAt: now,
    // Where a first version could not be restored, its later ones stand alone.
    versionOf: each.version_of ? (ids.get(each.version_of) ?? null) : null,
  }));
  // A first version before those that name it.
  await tx.document.createMany({ data: rows.filter(({ versionOf }) => versionOf === null) });
  await tx.document.createMany({ data: rows.filter(({ versionOf }) => versionOf !== null) });
  for (const [index, { id, sha256 }] of rows.entries()) {
    await requestStep(tx, { id, matterId, bulk: true }, 'scan');
    const source = documents[index]?.id ?? '';
    await recordEvent(tx, { event: 'document.stored', matterId, documentId: id, detail: { sha256, source } });
  }
}
