import { h } from 'preact';
import type { DocumentDetail } from '../../core/documents/read/document-view.ts';
import { journey } from '../../core/documents/journey.ts';
import { retryWithPassword } from '../../core/documents/pipeline/retry-with-password.ts';
import { readDocumentPage } from '../../core/analysis/read-document-page.ts';
import { retryStep } from '../../core/documents/pipeline/retry-step.ts';
import { Problem } from '../../core/platform/errors.ts';
import { matterDocumentPages } from './matter-documents-pages.ts';
import { notFullyReadPages } from './not-fully-read-pages.ts';
import { versionPages } from './versions-pages.ts';
import { maxQueryLength } from '../search/schemas.ts';
import { documentPasswordSchema, parsePageNumber } from './schemas.ts';
import { DocumentPage } from './views/document-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const documentPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/documents/:id',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    handle: showDocumentPage,
  }),
  pageRoute({
    method: 'post',
    path: '/documents/:id/password',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    confirmReturnsTo: ({ id }) => `/documents/${id}`,
    sample: ({ documentId }) => ({ params: { id: documentId }, form: { password: 'x' } }),
    handle: retryWithPasswordFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/documents/:id/retry',
    access: 'signed-in',
    needsProof: 'in person',
    confirmReturnsTo: ({ id }) => `/documents/${id}`,
    sample: ({ documentId }) => ({ params: { id: documentId } }),
    handle: retryStepFromForm,
  }),
  ...matterDocumentPages,
  ...notFullyReadPages,
  ...versionPages,
];

async function showDocumentPage({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const q = queryValue(request, 'q').slice(0, maxQueryLength);
  const number = parsePageNumber(queryValue(request, 'page')) ?? 1;
  const { page, ...shown } = await readDocumentPage(app, actor, { documentId: params.id, number, q });
  const text =
    page === null || page instanceof Problem
      ? { page: null, noTextReason: page?.message ?? explainMissingText(shown.document) }
      : { page };
  const mark = parseHighlight(queryValue(request, 'mark'), text.page?.text.length ?? 0);
  const pageFrame = buildPageFrame(response, 'matters', q);
  sendPage(response, h(DocumentPage, { pageFrame, ...shown, q, mark, ...text }));
}

async function retryStepFromForm({
  app,
  actor,
  params,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  await retryStep(app, actor, params.id);
  redirectTo(response, `/documents/${params.id}`);
}

async function retryWithPasswordFromForm({
  app,
  actor,
  params,
  request,
  response,
}: PageRequest<{ id: string }>): Promise<void> {
  const { password } = parseForm(request, documentPasswordSchema);
  await retryWithPassword(app, actor, { documentId: params.id, password });
  redirectTo(response, `/documents/${params.id}`);
}

/** "12-34": a place in the text; anything else marks nothing. */
function parseHighlight(typed: string, length: number): { start: number; end: number } | null {
  const [, start, end] = /^(\d{1,9})-(\d{1,9})$/.exec(typed) ?? [];
  const span = { start: Number(start), end: Number(end) };
  return span.start < span.end && span.end <= length ? span : null;
}

function explainMissingText({ state }: DocumentDetail): string {
  if (state === 'quarantined') return 'A virus was found in this file. Nobody can open it.';
  if (state === 'stored' || state === 'scanning')
    return 'The file is being checked for viruses. It will appear here by itself.';
  return journey[state].final
    ? 'There is no text of this document. The original is kept as it came and can be downloaded.'
    : 'The text is being read. It will appear here by itself.';
}
