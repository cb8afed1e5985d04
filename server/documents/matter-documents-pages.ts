import { h } from 'preact';
import { listDocuments } from '../../core/documents/read/read-documents.ts';
import { storeOriginal } from '../../core/documents/intake/store-original.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { Problem } from '../../core/platform/errors.ts';
import { maxDocumentRows, requestedVersions, sendMatterPage } from '../matters/send-matter-page.ts';
import { formatCount } from '../browser/format.ts';
import { sendFragment } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';
import { receiveUploads } from './receive-uploads.ts';
import { DocumentsTable } from './views/documents-table.tsx';

/** The documents of a matter: their rows, and filing more of them. */
export const matterDocumentPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/matters/:id/documents',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showDocumentRows,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/documents',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'upload',
    confirmReturnsTo: ({ id }) => `/matters/${id}`,
    sample: ({ id }) => ({ params: { id }, file: true }),
    handle: uploadDocumentsFromForm,
  }),
];

/** The rows alone, for a page that is open. */
async function showDocumentRows({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const matter = await getMatter(app, actor, params.id);
  const documents = await listDocuments(app, actor, {
    matterId: params.id,
    limit: maxDocumentRows,
    cursor: optionalQueryValue(request, 'cursor'),
    versions: requestedVersions(request),
  });
  sendFragment(response, h(DocumentsTable, { documents, matter, versions: requestedVersions(request) }));
}

/** The plain form, for a browser without the script; each file streams to storage as it comes. */
async function uploadDocumentsFromForm(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  const emptyFiles: string[] = [];
  let filed = 0;
  const problem = await problemFrom(async () => {
    for await (const file of receiveUploads(request)) {
      const sentence = await findEmptyFileProblem(() =>
        storeOriginal(app, actor, { matterId: params.id, ...file }),
      );
      if (sentence === undefined) filed += 1;
      else emptyFiles.push(`${file.filename}: ${sentence}`);
    }
    if (filed + emptyFiles.length === 0)
      throw new Problem('invalid-request', 'No file was chosen. Choose one or more and press Upload.');
  });
  if (!problem && emptyFiles.length === 0)
    return redirectTo(response, `/matters/${params.id}?filed=${filed}`);
  const retryAfter = problem?.cause.retryAfter;
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  const storedBefore = filed > 0 ? `${formatCount(filed, 'document')} filed before that. ` : '';
  await sendMatterPage(
    pageRequest,
    {
      kind: 'problem',
      text: `${storedBefore}${[...emptyFiles, ...(problem ? [problem.detail] : [])].join(' ')}`,
    },
    problem?.status ?? 422,
  );
}

/** An empty file is refused by itself; the ones after it are still taken. */
async function findEmptyFileProblem(store: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await store();
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.type === 'empty-file') return error.message;
    throw error;
  }
}
