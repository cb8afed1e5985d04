import { h } from 'preact';
import { compareDocuments } from '../../core/documents/compare-documents.ts';
import { getDocument } from '../../core/documents/read-documents.ts';
import { storeOriginal } from '../../core/documents/store-original.ts';
import { Problem } from '../../core/platform/errors.ts';
import { receiveUploads } from '../http/receive-upload.ts';
import { ChangesPage } from '../pages/changes.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, sendOn, type Visit } from './visit.ts';

/** The form on a document's page: one file, which becomes the newest version. */
export async function fileVersion({ app, who, id, request, response }: Visit): Promise<void> {
  const { matterId } = await getDocument(app, who, id);
  for await (const file of receiveUploads(request, undefined)) {
    const document = await storeOriginal(app, who, { matterId, replaces: id, ...file });
    return sendOn(response, `/documents/${document.id}`);
  }
  throw new Problem('invalid-request', 'No file was chosen. Go back, choose one and press Upload.');
}

export async function showChanges({ app, who, id, request, response }: Visit): Promise<void> {
  const changes = await compareDocuments(app, who, {
    documentId: id,
    from: asked(request, 'from') || undefined,
  });
  sendPage(response, h(ChangesPage, { chrome: chromeOf(response, 'matters'), changes }));
}
