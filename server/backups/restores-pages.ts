import { h } from 'preact';
import { requestRestore, getMatterRestores } from '../../core/backups/restores.ts';
import { newRestoreSchema } from './schemas.ts';
import { RestoresPage } from './views/restores-page.tsx';
import { sendBackupsPage } from './pages.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  queryValue,
  parseFields,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
} from '../http/page-route.ts';

export async function showRestoresPage(pageRequest: PageRequest): Promise<void> {
  await sendRestoresPage(pageRequest);
}

/** By an owner on the page of their matter (`:id` in the address), by an administrator on the page of the backups. */
export async function requestRestoreFromForm(pageRequest: PageRequest): Promise<void> {
  const { app, actor, id, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    // What is left empty in a form is not chosen.
    const chosen = Object.entries((request.body ?? {}) as object).filter(([, value]) => value !== '');
    const order = parseFields({ ...Object.fromEntries(chosen), ...(id && { matter: id }) }, newRestoreSchema);
    await requestRestore(app, actor, order);
    redirectTo(response, id ? `/matters/${id}/restores` : '/admin/backups#restores-title');
  });
  if (problem) await (id ? sendRestoresPage(pageRequest, problem) : sendBackupsPage(pageRequest, problem));
}

async function sendRestoresPage(
  { app, actor, id, request, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  // An administrator may order here without seeing the page.
  const overview = await getMatterRestores(app, actor, id).catch((error: unknown) => {
    throw problem?.cause ?? error;
  });
  const view = h(RestoresPage, {
    pageFrame: buildPageFrame(response, 'matters'),
    overview,
    documentId: queryValue(request, 'document'),
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}
