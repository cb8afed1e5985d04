import { h } from 'preact';
import { z } from 'zod';
import { matterByNumber } from '../../core/access/walls.ts';
import { getDocument } from '../../core/documents/read-documents.ts';
import { listHolds, placeHold, releaseHold } from '../../core/holds/holds.ts';
import { getMatter } from '../../core/matters/matters.ts';
import { newHoldSchema, releaseHoldSchema } from '../api/hold-schemas.ts';
import { HoldsPage } from '../pages/holds.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Visit } from './visit.ts';

/** Of one matter for its owners (`:id` in the address), of all for administrators. */
export async function showHolds(visit: Visit): Promise<void> {
  await sendHolds(visit);
}

const placeForm = newHoldSchema
  .omit({ covers: true })
  .extend({ number: z.string().trim().max(300).optional(), document: z.string().max(100).optional() });

export async function placeOne(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, async () => {
    const { name, reason, number, document } = readForm(request, placeForm);
    const matterId = id || (await matterByNumber(app, who, number ?? ''));
    await placeHold(app, who, {
      ...{ name, reason },
      covers: [{ matterId, ...(document && { documentId: document }) }],
    });
  });
}

const releaseForm = releaseHoldSchema.extend({ hold: z.string().max(100) });

export async function releaseOne(visit: Visit): Promise<void> {
  const { app, who, request } = visit;
  await acting(visit, async () => {
    const { hold, reason } = readForm(request, releaseForm);
    await releaseHold(app, who, { holdId: hold, reason });
  });
}

async function acting(visit: Visit, act: () => Promise<void>): Promise<void> {
  const refusal = await refusalOf(act);
  if (refusal) return sendHolds(visit, refusal);
  sendOn(visit.response, visit.id ? `/matters/${visit.id}/holds` : '/admin/holds');
}

async function sendHolds(visit: Visit, refusal?: { detail: string; status: number }): Promise<void> {
  const { app, who, id, request, response } = visit;
  const holds = await listHolds(app, who, id ? { matterId: id } : {});
  const matter = id ? await getMatter(app, who, id) : null;
  const named = matter ? asked(request, 'document') : '';
  const document = named ? await getDocument(app, who, named) : null;
  const view = h(HoldsPage, {
    chrome: chromeOf(response, matter ? 'matters' : 'people'),
    ...{ matter, document, holds },
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}
