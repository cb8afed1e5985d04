import { h } from 'preact';
import { listRestores } from '../../core/backups/restores.ts';
import { getBackupOverview } from '../../core/backups/backup-overview.ts';
import { maxListedBackups } from './schemas.ts';
import { BackupsPage } from './views/backups-page.tsx';
import { buildPageFrame, sendPage } from '../http/send-page.ts';
import type { FormProblem, PageRequest } from '../http/page-route.ts';

/** `problem`: why an order on this page was not taken. */
export async function sendBackupsPage(
  { app, actor, response }: PageRequest,
  problem?: FormProblem,
): Promise<void> {
  const overview = await getBackupOverview(app, actor, { limit: maxListedBackups });
  const restores = await listRestores(app, actor, {});
  const view = h(BackupsPage, {
    pageFrame: buildPageFrame(response, 'status'),
    overview,
    restores,
    ...(problem && { problem: problem.detail }),
  });
  sendPage(response, view, problem?.status);
}
