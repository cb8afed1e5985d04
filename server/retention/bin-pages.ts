import { h } from 'preact';
import { getMatter } from '../../core/matters/matters.ts';
import { deleteDocument, restoreDocument } from '../../core/retention/delete-document.ts';
import { listBin } from '../../core/retention/list-bin.ts';
import { BinPage } from './views/bin-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  optionalQueryValue,
  pageRoute,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const binPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/matters/:id/bin',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showBinPage,
  }),
  pageRoute({
    method: 'post',
    path: '/documents/:id/delete',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: ({ id }) => `/documents/${id}`,
    sample: ({ binnedId }) => ({ params: { id: binnedId } }),
    handle: deleteDocumentFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/documents/:id/restore',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: () => '/matters',
    sample: ({ binnedId }) => ({ params: { id: binnedId } }),
    handle: restoreDocumentFromForm,
  }),
];

const limit = 100;

async function showBinPage({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const cursor = optionalQueryValue(request, 'cursor');
  const entries = await listBin(app, actor, { matterId: params.id, limit, cursor });
  const matter = await getMatter(app, actor, params.id);
  const pageFrame = buildPageFrame(response, 'matters');
  sendPage(response, h(BinPage, { pageFrame, matter, entries }));
}

/** Leads to the bin: what was deleted by mistake is one click away. */
async function deleteDocumentFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const { matterId } = await deleteDocument(app, actor, params.id);
  redirectTo(response, `/matters/${matterId}/bin`);
}

async function restoreDocumentFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await restoreDocument(app, actor, params.id);
  redirectTo(response, `/documents/${params.id}`);
}
