import { h } from 'preact';
import { z } from 'zod';
import { findMatterToAdminister } from '../../core/access/matter-administration.ts';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { listHolds, placeHold, releaseHold } from '../../core/holds/holds.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { newHoldSchema, releaseHoldSchema } from './schemas.ts';
import { HoldsPage } from './views/holds-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseForm,
  problemFrom,
  redirectTo,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const holdPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/matters/:id/holds',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showHoldsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/holds',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: ({ id }) => `/matters/${id}/holds`,
    sample: ({ id }) => ({ params: { id }, form: { name: 'Preservation', reason: 'a claim' } }),
    handle: placeHoldFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/holds/release',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: ({ id }) => `/matters/${id}/holds`,
    sample: ({ id, releasedHoldId }) => ({
      params: { id },
      form: { hold: releasedHoldId, reason: 'conflict' },
    }),
    handle: releaseHoldFromForm,
  }),
  pageRoute({
    method: 'get',
    path: '/admin/holds',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    handle: showHoldsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/holds',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/holds',
    sample: 'no matter: names one by number; post /matters/:id/holds is asked for it',
    handle: placeHoldFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/holds/release',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/holds',
    sample: 'no matter: the same act as post /matters/:id/holds/release',
    handle: releaseHoldFromForm,
  }),
];

/** Of one matter for its owners (`:id` in the address), of all for administrators. */
async function showHoldsPage(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  await sendHoldsPage(pageRequest);
}

const holdFormSchema = newHoldSchema
  .omit({ covers: true })
  .extend({ number: z.string().trim().max(300).optional(), document: z.string().max(100).optional() });

async function placeHoldFromForm(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  const { app, actor, params, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { name, reason, number, document } = parseForm(request, holdFormSchema);
    const matterId =
      params.id ?? (await findMatterToAdminister(app, actor, { what: 'holds', named: number ?? '' }));
    await placeHold(app, actor, {
      name,
      reason,
      covers: [{ matterId, ...(document && { documentId: document }) }],
    });
  });
}

const releaseHoldFormSchema = releaseHoldSchema.extend({ hold: z.string().max(100) });

async function releaseHoldFromForm(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { hold, reason } = parseForm(request, releaseHoldFormSchema);
    await releaseHold(app, actor, { holdId: hold, reason });
  });
}

async function submit(pageRequest: PageRequest<{ id?: string }>, act: () => Promise<void>): Promise<void> {
  const { response, params } = pageRequest;
  const problem = await problemFrom(act);
  if (problem) return sendHoldsPage(pageRequest, problem);
  redirectTo(response, params.id ? `/matters/${params.id}/holds` : '/admin/holds');
}

async function sendHoldsPage(
  pageRequest: PageRequest<{ id?: string }>,
  problem?: { detail: string; status: number },
): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  const holds = await listHolds(app, actor, params.id ? { matterId: params.id } : {});
  const matter = params.id ? await getMatter(app, actor, params.id) : null;
  const requestedDocumentId = matter ? queryValue(request, 'document') : '';
  const document = requestedDocumentId ? await getDocument(app, actor, requestedDocumentId) : null;
  const view = h(HoldsPage, {
    pageFrame: buildPageFrame(response, matter ? 'matters' : 'people'),
    matter,
    document,
    holds,
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}
