import { h } from 'preact';
import { askForRestore, tellRestores } from '../../core/backups/restores.ts';
import { newRestoreSchema } from '../api/backup-schemas.ts';
import { RestoresPage } from '../pages/restores.tsx';
import { sendBackups } from './backups.ts';
import { chromeOf, sendPage } from './send-page.ts';
import { asked, readFields, refusalOf, sendOn, type Refusal, type Visit } from './visit.ts';

export async function showRestores(visit: Visit): Promise<void> {
  await sendRestores(visit);
}

/** By an owner on the page of their matter (`:id` in the address), by an administrator on the page of the backups. */
export async function orderRestore(visit: Visit): Promise<void> {
  const { app, who, id, request, response } = visit;
  const refusal = await refusalOf(async () => {
    // What is left empty in a form is not chosen.
    const chosen = Object.entries((request.body ?? {}) as object).filter(([, value]) => value !== '');
    const wish = readFields({ ...Object.fromEntries(chosen), ...(id && { matter: id }) }, newRestoreSchema);
    await askForRestore(app, who, wish);
    sendOn(response, id ? `/matters/${id}/restores` : '/admin/backups#restores-title');
  });
  if (refusal) await (id ? sendRestores(visit, refusal) : sendBackups(visit, refusal));
}

async function sendRestores({ app, who, id, request, response }: Visit, refusal?: Refusal): Promise<void> {
  // An administrator may order here without seeing the page.
  const told = await tellRestores(app, who, id).catch((error: unknown) => {
    throw refusal?.problem ?? error;
  });
  const view = h(RestoresPage, {
    chrome: chromeOf(response, 'matters'),
    told,
    document: asked(request, 'document'),
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}
