import { h } from 'preact';
import { compareDocuments } from '../../core/documents/versions/compare-documents.ts';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { takeUpload } from './receive-uploads.ts';
import { ChangesPage } from './views/changes-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const versionPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/documents/:id/changes',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId }, query: `?from=${documentId}` }),
    handle: showChangesPage,
  }),
  pageRoute({
    method: 'post',
    path: '/documents/:id/versions',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'upload',
    confirmReturnsTo: ({ id }) => `/documents/${id}`,
    sample: ({ documentId }) => ({ params: { id: documentId }, file: true }),
    handle: uploadVersionFromForm,
  }),
];

/** The form on a document's page: one file, which becomes the newest version. */
async function uploadVersionFromForm({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const { matterId } = await getDocument(app, actor, params.id);
  const document = await takeUpload(request, undefined, (file) =>
    storeOriginal(app, actor, { matterId, replaces: params.id, ...file }),
  );
  redirectTo(response, `/documents/${document.id}`);
}

async function showChangesPage({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const changes = await compareDocuments(app, actor, {
    documentId: params.id,
    from: optionalQueryValue(request, 'from'),
  });
  sendPage(response, h(ChangesPage, { pageFrame: buildPageFrame(response, 'matters'), changes }));
}
