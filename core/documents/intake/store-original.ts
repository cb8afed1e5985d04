import { createHash, randomUUID } from 'node:crypto';
import { withAuthorizedDocument, withAuthorizedMatter } from '../../access/authorize.ts';
import { recordEvent } from '../../audit/record-event.ts';
import type { App } from '../../app.ts';
import type { Actor } from '../../actor.ts';
import { refuseHeld } from '../../holds/refuse-held.ts';
import type { Transaction } from '../../platform/database.ts';
import { refuseWhenDiskFull } from '../../platform/disk-space.ts';
import { notFound, Problem } from '../../platform/errors.ts';
import type { StoredObject } from '../../platform/write-once.ts';
import { isBulkUpload } from './bulk-upload.ts';
import { claimObject } from './claim-object.ts';
import { toDocumentView, type DocumentView } from '../read/document-view.ts';
import { refuseClosed, withClosedRefusal } from '../../retention/close-matter.ts';
import { cleanFilename } from './clean-filename.ts';
import { detectMediaType } from './detect-media-type.ts';
import { firstVersion, reserveVersion } from '../versions/versions.ts';
import { tryEnqueueStep, requestStep } from '../enqueue-step.ts';
import {
  findKnownUpload,
  fingerprintUpload,
  readKnownUpload,
  takeUploadKey,
  type KnownUpload,
} from './upload-keys.ts';

// In the database (prisma/current.sql): policies document.editor_files, document_step.editor_requests;
// triggers document.document_joins_whole, document.closed_matter_takes_nothing.

export type Upload = {
  matterId: string;
  filename: string;
  /** A document of the same matter of which this is a new version; whichever version of it is named. */
  replaces?: string | undefined;
  body: AsyncIterable<Buffer>;
  /** Asked once the last byte came: false when the client sent less than it announced, or went away. */
  isWhole: () => boolean;
  /**
   * It is one of many: people who wait for a single file come first. Left out: detected from how many wait.
   */
  bulk?: boolean;
  /**
   * Names this upload among those of the person in the matter: sent again with the same key, it files nothing
   * more and gets the document that it filed (draft-ietf-httpapi-idempotency-key-header).
   */
  key?: string | undefined;
};

type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log' | 'config' | 'metrics' | 'turns'>;

/**
 * Accepts a file. When this returns, the object is durable and the row, the audit event and the request for
 * the first step are committed: from then on the document survives the loss of any process, and of Redis
 * entirely. On any failure nothing that counts was changed, and the upload may be tried again. With a `key` that
 * filed this very file before, it answers with that document as it is now, and files nothing.
 * @throws Problem `not-found`, `not-allowed`, `empty-file`, `file-too-large`, `upload-cut-off`, `disk-full`,
 * `key-reused`, `conflict`, `busy`, `unavailable`; whatever `body` throws
 */
export async function storeOriginal(app: Parts, actor: Actor, upload: Upload): Promise<DocumentView> {
  try {
    const { document, isNew } = await acceptUpload(app, actor, upload);
    app.metrics.uploads.inc({ outcome: isNew ? 'accepted' : 'repeated' });
    if (isNew) app.metrics.uploadBytes.inc(document.bytes);
    return document;
  } catch (error) {
    app.metrics.uploads.inc({ outcome: error instanceof Problem ? error.type : 'internal-error' });
    throw error;
  }
}

type AcceptedUpload = { document: DocumentView; isNew: boolean };

async function acceptUpload(app: Parts, actor: Actor, upload: Upload): Promise<AcceptedUpload> {
  const { matterId, key } = upload;
  // Before the first byte is read: somebody who may not file here, or has no room to, learns it at once.
  const known = await withAuthorizedMatter(app, actor, {
    ability: 'file documents',
    matterId,
    work: async (tx) => {
      const found = key === undefined ? undefined : await findKnownUpload(tx, actor, { matterId, key });
      // What is filed already needs no open matter, no room and no document to replace.
      if (!found) await refuseClosed(tx, matterId);
      return found;
    },
  });
  if (known) return { document: await repeatUpload(app, actor, { ...upload, known }), isNew: false };
  if (upload.replaces !== undefined)
    await verifyReplaceable(app, actor, { matterId, replaces: upload.replaces });
  await refuseWhenDiskFull(app.config);
  // The body waits in the network until then: what is read lies in memory.
  const stored = await app.turns.uploads.run(actor.person.id, () =>
    app.storage.writeOnce(upload.body, { maxBytes: app.config.maxUploadBytes }),
  );
  refuseCutOff(upload);
  if (stored.bytes === 0) {
    throw new Problem(
      'empty-file',
      'The file is empty (0 bytes), so there is nothing to keep. Check it where it came from and upload it again.',
    );
  }
  const filed = await fileStored(app, actor, { ...upload, stored });
  if (filed.step) await tryEnqueueStep(app, filed.step);
  return { document: filed.document, isNew: filed.step !== undefined };
}

/** The same upload once more: its bytes are read, since only they say that it is the same, and kept nowhere. */
async function repeatUpload(
  app: Parts,
  actor: Actor,
  { known, ...upload }: Upload & { known: KnownUpload },
): Promise<DocumentView> {
  const hash = createHash('sha256');
  await app.turns.uploads.run(actor.person.id, async () => {
    for await (const chunk of upload.body) hash.update(chunk);
  });
  refuseCutOff(upload);
  const sha256 = hash.digest('hex');
  return withAuthorizedMatter(app, actor, {
    ability: 'file documents',
    matterId: upload.matterId,
    work: (tx) => readKnownUpload(tx, actor, { known, fingerprint: fingerprintOf(upload, sha256) }),
  });
}

function fingerprintOf({ filename, replaces }: Upload, sha256: string): string {
  return fingerprintUpload({ sha256, filename: cleanFilename(filename), replaces });
}

function refuseCutOff(upload: Upload): void {
  if (upload.isWhole()) return;
  throw new Problem(
    'upload-cut-off',
    'The upload was cut off before the last byte came; nothing was kept. Upload the file again.',
  );
}

/** In one transaction: the key, if there is one, and the document. No step for a key that somebody else was first with. */
async function fileStored(
  app: Parts,
  actor: Actor,
  { stored, ...upload }: Upload & { stored: StoredObject },
): Promise<{ document: DocumentView; step?: Awaited<ReturnType<typeof createDocument>>['step'] }> {
  const { matterId, key, replaces, bulk = false } = upload;
  const mediaType = await detectMediaType(stored.head);
  const filename = cleanFilename(upload.filename);
  const fingerprint = fingerprintOf(upload, stored.sha256);
  return withAuthorizedMatter(app, actor, {
    ability: 'file documents',
    matterId,
    work: async (tx) => {
      const id = randomUUID();
      if (key !== undefined) {
        const first = await takeUploadKey(tx, actor, { matterId, key, fingerprint, documentId: id });
        if (first) return { document: await readKnownUpload(tx, actor, { known: first, fingerprint }) };
      }
      await claimObject(app, tx, stored);
      return createDocument(tx, actor, { id, matterId, filename, mediaType, stored, replaces, bulk });
    },
  });
}

/**
 * Before the first byte: a document of another matter is refused like one that is not seen.
 * @throws Problem `not-found`, `on-hold`
 */
async function verifyReplaceable(app: Parts, actor: Actor, input: { matterId: string; replaces: string }) {
  await withAuthorizedDocument(app, actor, {
    ability: 'view matter',
    documentId: input.replaces,
    work: async (tx, matter) => {
      if (matter.id !== input.matterId) throw notFound('document');
      await refuseHeld(tx, { matterId: matter.id, documentId: input.replaces });
    },
  });
}

type NewDocument = {
  id: string;
  matterId: string;
  filename: string;
  mediaType: string;
  stored: StoredObject;
  bulk: boolean;
  replaces: string | undefined;
};

async function createDocument(
  tx: Transaction,
  actor: Actor,
  { id, matterId, filename, mediaType, stored, ...filing }: NewDocument,
) {
  const { sha256, bytes } = stored;
  const now = new Date();
  await refuseClosed(tx, matterId);
  const { replaces } = filing;
  const position =
    replaces === undefined
      ? firstVersion
      : await withClosedRefusal(() => reserveVersion(tx, { matterId, replaces }));
  const row = {
    ...position,
    id,
    matterId,
    sha256,
    filename,
    mediaType,
    state: 'stored',
    uploadedBy: actor.person.id,
    createdAt: now,
    changedAt: now,
  };
  await withClosedRefusal(() => tx.document.createMany({ data: [row] }));
  const bulk = filing.bulk || (await isBulkUpload(tx, { matterId, personId: actor.person.id }));
  const step = await requestStep(tx, { ...row, bulk }, 'scan');
  await recordEvent(tx, {
    event: 'document.stored',
    personId: actor.person.id,
    matterId,
    documentId: row.id,
    detail: { sha256, bytes, ...(position.versionOf && { ...position }) },
  });
  const uploader = { id: actor.person.id, name: actor.person.name };
  const document = toDocumentView({
    ...row,
    folder: null,
    newest: true,
    kind: null,
    kindReason: null,
    language: null,
    reason: null,
    unread: [],
    pageCount: null,
    object: { bytes: BigInt(bytes) },
    uploader,
    steps: [],
  });
  return { document, step };
}
