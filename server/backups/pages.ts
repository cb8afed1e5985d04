import { h } from 'preact';
import { requestBackup } from '../../core/backups/request-backup.ts';
import { listRestores } from '../../core/backups/restores.ts';
import { getBackupOverview } from '../../core/backups/backup-overview.ts';
import { BackupsPage } from './views/backups-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import { redirectTo, type FormProblem, type PageRequest } from '../http/page-route.ts';

const pagePath = '/admin/backups';
const listLimit = 50;

export async function showBackupsPage(pageRequest: PageRequest): Promise<void> {
  await sendBackupsPage(pageRequest);
}

/** `refusal`: why an order on this page was not taken. */
export async function sendBackupsPage(
  { app, actor, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  const overview = await getBackupOverview(app, actor, { limit: listLimit });
  const restores = await listRestores(app, actor, {});
  const view = h(BackupsPage, {
    ...{ pageFrame: buildPageFrame(response, 'status'), overview, restores },
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}

/** How it goes stands on the page itself. */
export async function requestBackupFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await requestBackup(app, actor);
  redirectTo(response, pagePath);
}
