import { h } from 'preact';
import { requestRestore, getMatterRestores } from '../../core/backups/restores.ts';
import { newRestoreSchema } from './schemas.ts';
import { RestoresPage } from './views/restores-page.tsx';
import { sendBackupsPage } from './send-backups-page.ts';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import {
  pageRoute,
  queryValue,
  parseFields,
  problemFrom,
  redirectTo,
  type FormProblem,
  type PageRequest,
  type PageRoute,
} from '../http/page-route.ts';

export const restorePages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/matters/:id/restores',
    access: 'signed-in',
    needsProof: 'none',
    sample: ({ id }) => ({ params: { id } }),
    handle: showRestoresPage,
  }),
  pageRoute({
    method: 'post',
    path: '/matters/:id/restores',
    access: 'signed-in',
    needsProof: 'in person',
    body: 'form',
    discloses: 'matter administration',
    confirmReturnsTo: () => '/admin/backups',
    sample: ({ id }) => ({ params: { id } }),
    handle: requestRestoreFromForm,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/backups/restores',
    access: 'signed-in',
    needsProof: 'fresh',
    body: 'form',
    confirmReturnsTo: () => '/admin/backups',
    sample: 'no matter: names one by number; post /matters/:id/restores is asked for it',
    handle: requestRestoreFromForm,
  }),
];

async function showRestoresPage(pageRequest: PageRequest<{ id: string }>): Promise<void> {
  await sendRestoresPage(pageRequest, pageRequest.params.id);
}

/** By an owner on the page of their matter (`:id` in the address), by an administrator on the page of the backups. */
async function requestRestoreFromForm(pageRequest: PageRequest<{ id?: string }>): Promise<void> {
  const { app, actor, params, request, response } = pageRequest;
  const problem = await problemFrom(async () => {
    const order = parseFields(
      { ...chosenFields(request), ...(params.id !== undefined && { matter: params.id }) },
      newRestoreSchema,
    );
    await requestRestore(app, actor, order);
    redirectTo(response, params.id ? `/matters/${params.id}/restores` : '/admin/backups#restores-title');
  });
  if (!problem) return;
  if (params.id === undefined) await sendBackupsPage(pageRequest, problem);
  else await sendRestoresPage(pageRequest, params.id, problem);
}

/** What is left empty in a form is not chosen. */
function chosenFields({ body }: PageRequest['request']): Record<string, unknown> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(fields.filter(([, value]) => value !== ''));
}

async function sendRestoresPage(
  { app, actor, request, response }: PageRequest,
  matterId: string,
  problem?: FormProblem,
): Promise<void> {
  // An administrator may order here without seeing the page.
  const overview = await getMatterRestores(app, actor, matterId).catch((error: unknown) => {
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
