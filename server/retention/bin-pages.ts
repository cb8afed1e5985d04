import { h } from 'preact';
import { getMatter } from '../../core/matters/matters.ts';
import { deleteDocument, restoreDocument } from '../../core/retention/delete-document.ts';
import { listBin } from '../../core/retention/list-bin.ts';
import { BinPage } from './views/bin-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { queryValue, redirectTo, type PageRequest } from '../http/page-route.ts';

const limit = 100;

export async function showBinPage({ app, actor, id, request, response }: PageRequest): Promise<void> {
  const cursor = queryValue(request, 'cursor') || undefined;
  const entries = await listBin(app, actor, { matterId: id, limit, cursor });
  const matter = await getMatter(app, actor, id);
  const pageFrame = buildPageFrame(response, 'matters');
  sendPage(response, h(BinPage, { pageFrame, matter, entries }));
}

/** Leads to the bin: what was deleted by mistake is one click away. */
export async function deleteDocumentFromForm({ app, actor, id, response }: PageRequest): Promise<void> {
  const { matterId } = await deleteDocument(app, actor, id);
  redirectTo(response, `/matters/${matterId}/bin`);
}

export async function restoreDocumentFromForm({ app, actor, id, response }: PageRequest): Promise<void> {
  await restoreDocument(app, actor, id);
  redirectTo(response, `/documents/${id}`);
}
