import { h } from 'preact';
import { z } from 'zod';
import { findMatterByNumber } from '../../core/access/walls.ts';
import { getDocument } from '../../core/documents/read/read-documents.ts';
import { listHolds, placeHold, releaseHold } from '../../core/holds/holds.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { newHoldSchema, releaseHoldSchema } from './schemas.ts';
import { HoldsPage } from './views/holds-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { queryValue, parseForm, problemFrom, redirectTo, type PageRequest } from '../http/page-route.ts';

/** Of one matter for its owners (`:id` in the address), of all for administrators. */
export async function showHoldsPage(pageRequest: PageRequest): Promise<void> {
  await sendHoldsPage(pageRequest);
}

const holdFormSchema = newHoldSchema
  .omit({ covers: true })
  .extend({ number: z.string().trim().max(300).optional(), document: z.string().max(100).optional() });

export async function placeHoldFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { name, reason, number, document } = parseForm(request, holdFormSchema);
    const matterId = id || (await findMatterByNumber(app, actor, number ?? ''));
    await placeHold(app, actor, {
      ...{ name, reason },
      covers: [{ matterId, ...(document && { documentId: document }) }],
    });
  });
}

const releaseHoldFormSchema = releaseHoldSchema.extend({ hold: z.string().max(100) });

export async function releaseHoldFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, request } = pageRequest;
  await submit(pageRequest, async () => {
    const { hold, reason } = parseForm(request, releaseHoldFormSchema);
    await releaseHold(app, actor, { holdId: hold, reason });
  });
}

async function submit(pageRequest: PageRequest, act: () => Promise<void>): Promise<void> {
  const problem = await problemFrom(act);
  if (problem) return sendHoldsPage(pageRequest, problem);
  redirectTo(pageRequest.response, pageRequest.id ? `/matters/${pageRequest.id}/holds` : '/admin/holds');
}

async function sendHoldsPage(
  pageRequest: PageRequest,
  problem?: { detail: string; status: number },
): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  const holds = await listHolds(app, actor, id ? { matterId: id } : {});
  const matter = id ? await getMatter(app, actor, id) : null;
  const requestedDocumentId = matter ? queryValue(request, 'document') : '';
  const document = requestedDocumentId ? await getDocument(app, actor, requestedDocumentId) : null;
  const view = h(HoldsPage, {
    pageFrame: buildPageFrame(response, matter ? 'matters' : 'people'),
    ...{ matter, document, holds },
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}
