import { createHash } from 'node:crypto';
import type { App } from '../../app.ts';
import { recordView } from '../../audit/record-event.ts';
import type { Actor } from '../../actor.ts';
import type { Transaction } from '../../platform/database.ts';
import { Problem } from '../../platform/errors.ts';
import { documentInclude, toDocumentView, type DocumentView } from '../read/document-view.ts';

// In the database (prisma/current.sql): policies upload_key.uploader_sees, upload_key.uploader_files,
// upload_key.process_removes; constraint upload_key.upload_key_document_id_fkey.

/** How long a key is known at least. A program that lost the answer asks again within minutes. */
export const uploadKeyDays = 7;

/** What a key of one person names in one matter. */
export type UploadKey = { matterId: string; key: string };

/** What a key stands for. */
export type KnownUpload = { fingerprint: string; documentId: string };

/** What was filed, or would be. */
type FiledContent = { sha256: string; filename: string; replaces: string | undefined };

/**
 * What must be the same when an upload is sent again: the bytes, the name as it is kept, and what it replaces. A
 * hash, so that the name of a document that was purged stands nowhere.
 */
export function fingerprintUpload({ sha256, filename, replaces }: FiledContent): string {
  return createHash('sha256')
    .update(JSON.stringify([sha256, filename, replaces ?? null]))
    .digest('hex');
}

/** What the actor filed with this key before, if anything. */
export async function findKnownUpload(
  tx: Transaction,
  actor: Actor,
  { matterId, key }: UploadKey,
): Promise<KnownUpload | undefined> {
  const found = await tx.uploadKey.findUnique({
    where: { personId_matterId_key: { personId: actor.person.id, matterId, key } },
    select: { fingerprint: true, documentId: true },
  });
  return found ?? undefined;
}

/**
 * Takes a key for the document that this transaction files. Of two who show the same key at once, the second waits
 * here until the first is committed, and gets what that filed; a first that is rolled back leaves the key free.
 */
export async function takeUploadKey(
  tx: Transaction,
  actor: Actor,
  { fingerprint, documentId, ...key }: UploadKey & KnownUpload,
): Promise<KnownUpload | undefined> {
  const { count } = await tx.uploadKey.createMany({
    data: { ...key, personId: actor.person.id, fingerprint, documentId },
    skipDuplicates: true,
  });
  return count === 1 ? undefined : findKnownUpload(tx, actor, key);
}

/**
 * The document that was filed with a key, as it is now; recorded as a look at it.
 * @throws Problem `key-reused` for another file, `conflict` when the document was deleted since
 */
export async function readKnownUpload(
  tx: Transaction,
  actor: Actor,
  { known, fingerprint }: { known: KnownUpload; fingerprint: string },
): Promise<DocumentView> {
  if (known.fingerprint !== fingerprint)
    throw new Problem(
      'key-reused',
      'Another file, or the same under another name, was filed with this Idempotency-Key before, so this one was not kept. Send it with a key of its own.',
    );
  const row = await tx.document.findUnique({ where: { id: known.documentId }, include: documentInclude });
  if (!row)
    throw new Problem(
      'conflict',
      'What was filed with this Idempotency-Key has been deleted since, so nothing was filed now. Send it with a new key to file it again.',
    );
  const about = { personId: actor.person.id, matterId: row.matterId, documentId: row.id };
  recordView(tx, { event: 'document.viewed', ...about });
  return toDocumentView(row);
}

/** Removes the keys that are older than `uploadKeyDays`; says how many. */
export async function deleteOldUploadKeys({ database }: Pick<App, 'database'>): Promise<number> {
  const before = new Date(Date.now() - uploadKeyDays * 86_400_000);
  const { count } = await database.asProcess((tx) =>
    tx.uploadKey.deleteMany({ where: { createdAt: { lt: before } } }),
  );
  return count;
}
