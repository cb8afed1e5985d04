import { h } from 'preact';
import { listPutRequests } from '../../core/access/access-requests.ts';
import { listBrokenGlass } from '../../core/access/break-glass.ts';
import { createMatter, listMatters, type NewMatter } from '../../core/matters/matters.ts';
import { newMatterSchema } from '../api/schemas.ts';
import { MattersPage } from '../pages/matters.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readForm, refusalOf, sendOn, type Visit } from './visit.ts';

const limit = 100;

async function waitingFor({ app, who }: Visit) {
  if (who.person.role === 'auditor') return { requests: [], broken: [] };
  return { requests: await listPutRequests(app, who), broken: await listBrokenGlass(app, who) };
}

export async function showMatters(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const matters = await listMatters(app, who, { limit, cursor: asked(request, 'cursor') || undefined });
  const waiting = await waitingFor(visit);
  sendPage(response, h(MattersPage, { chrome: chromeOf(response, 'matters'), matters, waiting }));
}

export async function openMatter(visit: Visit): Promise<void> {
  const { app, who, request, response } = visit;
  const refusal = await refusalOf(async () => {
    const matter = await createMatter(app, who, readForm(request, newMatterSchema));
    sendOn(response, `/matters/${matter.id}`);
  });
  if (!refusal) return;
  const matters = await listMatters(app, who, { limit });
  const filled = (request.body ?? {}) as Partial<NewMatter>;
  const view = h(MattersPage, {
    chrome: chromeOf(response, 'matters'),
    matters,
    waiting: await waitingFor(visit),
    problem: refusal.detail,
    filled,
  });
  sendPage(response, view, refusal.status);
}
