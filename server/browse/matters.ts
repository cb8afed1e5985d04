import { h } from 'preact';
import { createMatter, listMatters, type NewMatter } from '../../core/matters/matters.js';
import { newMatterSchema } from '../api/schemas.js';
import { MattersPage } from '../pages/matters.js';
import { chromeOf, sendPage } from './send-page.js';
import { asked, readForm, refusalOf, sendOn, type Visit } from './visit.js';

const limit = 100;

export async function showMatters({ app, who, request, response }: Visit): Promise<void> {
  const matters = await listMatters(app, who, { limit, cursor: asked(request, 'cursor') || undefined });
  sendPage(response, h(MattersPage, { chrome: chromeOf(response, 'matters'), matters }));
}

export async function openMatter({ app, who, request, response }: Visit): Promise<void> {
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
    problem: refusal.detail,
    filled,
  });
  sendPage(response, view, refusal.status);
}
