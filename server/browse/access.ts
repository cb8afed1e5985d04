import { h } from 'preact';
import {
  askForAccess,
  declineRequest,
  grantRequest,
  listOwnRequests,
  listPutRequests,
} from '../../core/access/access-requests.ts';
import {
  breakGlass,
  endBrokenGlass,
  listBrokenGlass,
  mayBreakGlass,
  noteBrokenGlass,
} from '../../core/access/break-glass.ts';
import { breakGlassSchema, grantSchema, newRequestSchema } from '../api/glass-schemas.ts';
import { AccessPage, type AccessPageProps } from '../pages/access.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { readForm, refusalOf, sendOn, sendRefusal, type Visit } from './visit.ts';

/** Everything about coming to see a matter of others: asking for it, breaking the glass, and what others did of it with one's own. */
export async function showAccess(visit: Visit): Promise<void> {
  sendPage(visit.response, await draw(visit, {}));
}

async function draw({ app, who, response }: Visit, more: Partial<AccessPageProps>) {
  return h(AccessPage, {
    chrome: chromeOf(response, 'matters'),
    own: await listOwnRequests(app, who),
    put: await listPutRequests(app, who),
    broken: await listBrokenGlass(app, who),
    mayBreak: await mayBreakGlass(app, who),
    ...more,
  });
}

export async function askOne(visit: Visit): Promise<void> {
  const { app, who, request } = visit;
  await acting(visit, async () => void (await askForAccess(app, who, readForm(request, newRequestSchema))));
}

export async function grantOne(visit: Visit): Promise<void> {
  const { app, who, id, request } = visit;
  await acting(visit, () => grantRequest(app, who, { requestId: id, ...readForm(request, grantSchema) }));
}

export async function declineOne(visit: Visit): Promise<void> {
  const { app, who, id } = visit;
  await acting(visit, () => declineRequest(app, who, { requestId: id }));
}

/** A number that is nobody's is answered on the form, in the words that one behind a wall gets. */
export async function breakOne(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  await acting(visit, async () => {
    const { matterId } = await breakGlass(app, who, readForm(request, breakGlassSchema));
    sendOn(response, `/matters/${matterId}`);
  });
}

export async function endOne(visit: Visit): Promise<void> {
  const { app, who, id } = visit;
  await acting(visit, async () => void (await endBrokenGlass(app, who, id)));
}

export async function noteOne(visit: Visit): Promise<void> {
  const { app, who, id } = visit;
  await acting(visit, async () => void (await noteBrokenGlass(app, who, id)));
}

async function acting(visit: Visit, act: () => Promise<void>): Promise<void> {
  const refusal = await refusalOf(act);
  if (refusal) return sendRefusal(visit.response, await draw(visit, { problem: refusal.detail }), refusal);
  if (!visit.response.headersSent) sendOn(visit.response, '/access');
}
