import { h } from 'preact';
import { getMatter } from '../../core/matters/matters.ts';
import { deleteDocument, restoreDocument } from '../../core/retention/delete-document.ts';
import { listBin } from '../../core/retention/list-bin.ts';
import { BinPage } from '../pages/bin.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, sendOn, type Visit } from './visit.ts';

const limit = 100;

export async function showBin({ app, who, id, request, response }: Visit): Promise<void> {
  const cursor = asked(request, 'cursor') || undefined;
  const entries = await listBin(app, who, { matterId: id, limit, cursor });
  const matter = await getMatter(app, who, id);
  const chrome = chromeOf(response, 'matters');
  sendPage(response, h(BinPage, { chrome, matter, entries }));
}

/** Leads to the bin: what was deleted by mistake is one click away. */
export async function deleteOne({ app, who, id, response }: Visit): Promise<void> {
  const { matterId } = await deleteDocument(app, who, id);
  sendOn(response, `/matters/${matterId}/bin`);
}

export async function restoreOne({ app, who, id, response }: Visit): Promise<void> {
  await restoreDocument(app, who, id);
  sendOn(response, `/documents/${id}`);
}
