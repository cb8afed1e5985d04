import { randomUUID } from 'node:crypto';
import { inDocument, inMatter } from '../access/authorize.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { SignedIn } from '../auth/signed-in.ts';
import { refuseHeld } from '../holds/refuse-held.ts';
import type { Transaction } from '../platform/database.ts';
import { refuseWhenDiskIsFull } from '../platform/disk.ts';
import { notFound, Problem } from '../platform/errors.ts';
import type { StoredBytes } from '../platform/storage.ts';
import { joinsBulk } from './bulk.ts';
import { claimBytes } from './claim-bytes.ts';
import { documentView, type DocumentView } from './document-view.ts';
import { refuseClosed } from '../retention/close-matter.ts';
import { cleanFilename } from './filename.ts';
import { detectMediaType } from './media-type.ts';
import { firstVersion, placeVersion } from './place-version.ts';
import { announceStep, requestStep } from './request-step.ts';

export type Upload = {
  matterId: string;
  filename: string;
  /** A document of the same matter of which this is a new version; whichever version of it is named. */
  replaces?: string | undefined;
  body: AsyncIterable<Buffer>;
  /** Asked once the last byte came: false when the client sent less than it announced, or went away. */
  isWhole: () => boolean;
  /** It is one of many: those who wait for a single file come first. Told from how many wait where it is not said. */
  bulk?: boolean;
};

type Parts = Pick<App, 'database' | 'storage' | 'queues' | 'log' | 'config' | 'metrics'>;

/**
 * Accepts a file. When this returns, the object is durable and the row, the audit event and the request for the first
 * step are committed: from then on the document survives the loss of any process, and of Redis entirely.
 * On any failure nothing that counts was changed, and the upload may be tried again.
 * @throws Problem `not-found`, `not-allowed`, `empty-file`, `file-too-large`, `upload-cut-off`, `disk-full`, `unavailable`
 */
export async function storeOriginal(app: Parts, who: SignedIn, upload: Upload): Promise<DocumentView> {
  try {
    const document = await accept(app, who, upload);
    app.metrics.uploads.inc({ outcome: 'accepted' });
    app.metrics.uploadBytes.inc(document.bytes);
    return document;
  } catch (error) {
    app.metrics.uploads.inc({ outcome: error instanceof Problem ? error.type : 'internal-error' });
    throw error;
  }
}

async function accept(app: Parts, who: SignedIn, upload: Upload): Promise<DocumentView> {
  const { matterId } = upload;
  // Before the first byte is taken: who may not file here, or has no room to, is told so at once.
  await inMatter(app, who, { ability: 'file documents', matterId, work: (tx) => refuseClosed(tx, matterId) });
  if (upload.replaces !== undefined) await findReplaced(app, who, { matterId, replaces: upload.replaces });
  await refuseWhenDiskIsFull(app.config);
  const stored = await app.storage.writeOnce(upload.body, { maxBytes: app.config.maxUploadBytes });
  if (!upload.isWhole()) {
    throw new Problem(
      'upload-cut-off',
      'The upload was cut off before the last byte came; nothing was kept. Upload the file again.',
    );
  }
  if (stored.bytes === 0) {
    throw new Problem(
      'empty-file',
      'The file is empty (0 bytes), so there is nothing to keep. Check it where it came from and upload it again.',
    );
  }
  const mediaType = await detectMediaType(stored.head);
  const filename = cleanFilename(upload.filename);
  const { document, step } = await inMatter(app, who, {
    ability: 'file documents',
    matterId,
    work: async (tx) => {
      await claimBytes(app, tx, stored);
      return fileDocument(tx, who, {
        ...{ matterId, filename, mediaType, stored },
        replaces: upload.replaces,
        bulk: upload.bulk ?? false,
      });
    },
  });
  await announceStep(app, step);
  return document;
}

/** Before the first byte: a document of another matter is as little here as one that is not seen. @throws Problem `not-found`, `on-hold` */
async function findReplaced(app: Parts, who: SignedIn, wish: { matterId: string; replaces: string }) {
  await inDocument(app, who, {
    ability: 'view matter',
    documentId: wish.replaces,
    work: async (tx, matter) => {
      if (matter.id !== wish.matterId) throw notFound('document');
      await refuseHeld(tx, { matterId: matter.id, documentId: wish.replaces });
    },
  });
}

type Filing = {
  matterId: string;
  filename: string;
  mediaType: string;
  stored: StoredBytes;
  bulk: boolean;
  replaces: string | undefined;
};

async function fileDocument(
  tx: Transaction,
  who: SignedIn,
  { matterId, filename, mediaType, stored, ...filing }: Filing,
) {
  const { sha256, bytes } = stored;
  const now = new Date();
  await refuseClosed(tx, matterId);
  const { replaces } = filing;
  const place = replaces === undefined ? firstVersion : await placeVersion(tx, { matterId, replaces });
  const row = {
    ...place,
    id: randomUUID(),
    matterId,
    sha256,
    filename,
    mediaType,
    state: 'stored',
    uploadedBy: who.person.id,
    createdAt: now,
    changedAt: now,
  };
  await tx.document.createMany({ data: [row] });
  const bulk = filing.bulk || (await joinsBulk(tx, { matterId, personId: who.person.id }));
  const step = await requestStep(tx, { ...row, bulk }, 'scan');
  await recordEvent(tx, {
    event: 'document.stored',
    personId: who.person.id,
    matterId,
    documentId: row.id,
    detail: { sha256, bytes, ...(place.versionOf && { ...place }) },
  });
  const uploader = { id: who.person.id, name: who.person.name };
  const document = documentView({
    ...row,
    folder: null,
    newest: true,
    kind: null,
    kindReason: null,
    language: null,
    reason: null,
    pageCount: null,
    object: { bytes: BigInt(bytes) },
    uploader,
    steps: [],
  });
  return { document, step };
}
