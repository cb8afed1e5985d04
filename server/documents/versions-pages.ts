import { h } from 'preact';
import { compareDocuments } from '../../core/documents/versions/compare-documents.ts';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { Problem } from '../../core/platform/errors.ts';
import { receiveUploads } from './receive-uploads.ts';
import { ChangesPage } from './views/changes-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { queryValue, redirectTo, type PageRequest } from '../http/page-route.ts';

/** The form on a document's page: one file, which becomes the newest version. */
export async function uploadVersionFromForm({
  app,
  actor,
  id,
  request,
  response,
}: PageRequest): Promise<void> {
  const { matterId } = await getDocument(app, actor, id);
  for await (const file of receiveUploads(request, undefined)) {
    const document = await storeOriginal(app, actor, { matterId, replaces: id, ...file });
    return redirectTo(response, `/documents/${document.id}`);
  }
  throw new Problem('invalid-request', 'No file was chosen. Go back, choose one and press Upload.');
}

export async function showChangesPage({ app, actor, id, request, response }: PageRequest): Promise<void> {
  const changes = await compareDocuments(app, actor, {
    documentId: id,
    from: queryValue(request, 'from') || undefined,
  });
  sendPage(response, h(ChangesPage, { pageFrame: buildPageFrame(response, 'matters'), changes }));
}
