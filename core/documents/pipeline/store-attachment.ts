import { randomUUID } from 'node:crypto';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Transaction } from '../../platform/database.ts';
import type { StoredObject } from '../../platform/write-once.ts';
import type { Attachment } from '../../tools/extraction.ts';
import { claimObject } from '../intake/claim-object.ts';
import { cleanFilename, cleanFolder } from '../intake/clean-filename.ts';
import { detectMediaType } from '../intake/detect-media-type.ts';
import type { ActiveDocument } from './steps.ts';
import { tryEnqueueStep, requestStep, type RequestedStep } from '../enqueue-step.ts';

// In the database (prisma/current.sql): trigger document.document_joins_whole; index
// document_parent_id_part_key.

/**
 * An attachment came in with its message or archive, which was accepted: the limit for uploads is not asked
 * again.
 */
const maxBytes = 8 * 1024 ** 3;

type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log'>;

/**
 * Files an attachment as a document of its own beside its message, with its own processing. Durable before it
 * counts, like an upload; its part number in the message is unique, so that doing this twice leaves one.
 */
export async function storeAttachment(
  app: Parts,
  parent: ActiveDocument,
  attachment: Attachment,
): Promise<void> {
  const stored = await app.storage.writeOnce(attachment.bytes(), { maxBytes });
  const mediaType =
    stored.bytes === 0
      ? 'application/octet-stream'
      : (attachment.mediaType ?? (await detectMediaType(stored.head)));
  const step = await app.database.asProcess(async (tx) => {
    await claimObject(app, tx, stored);
    return createAttachment(tx, parent, { ...attachment, stored, mediaType });
  });
  if (step) await tryEnqueueStep(app, step);
}

type NewAttachment = {
  part: number;
  filename: string;
  folder?: string;
  stored: StoredObject;
  mediaType: string;
};

async function createAttachment(
  tx: Transaction,
  parent: ActiveDocument,
  filing: NewAttachment,
): Promise<RequestedStep | undefined> {
  const { sha256, bytes } = filing.stored;
  const id = randomUUID();
  const { matterId } = parent;
  const filename = cleanFilename(filing.filename);
  const isEmpty = bytes === 0;
  const { count } = await tx.document.createMany({
    data: [
      {
        id,
        matterId,
        parentId: parent.id,
        part: filing.part,
        sha256,
        filename,
        folder: cleanFolder(filing.folder ?? ''),
        mediaType: filing.mediaType,
        uploadedBy: parent.uploadedBy,
        ...(isEmpty && { state: 'no-text', reason: 'The attachment is empty (0 bytes).', pageCount: 0 }),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return undefined;
  const step = isEmpty ? undefined : await requestStep(tx, { id, matterId, bulk: parent.bulk }, 'scan');
  await recordEvent(tx, {
    event: 'document.stored',
    matterId,
    documentId: id,
    detail: { sha256, bytes, attachmentOf: parent.id },
  });
  return step;
}
