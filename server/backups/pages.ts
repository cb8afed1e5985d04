import { restorePages } from './restores-pages.ts';
import { sendBackupsPage } from './send-backups-page.ts';
import { requestBackup } from '../../core/backups/request-backup.ts';
import { pageRoute, redirectTo, type PageRequest, type PageRoute } from '../http/page-route.ts';

export const backupPages: PageRoute[] = [
  pageRoute({
    method: 'get',
    path: '/admin/backups',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    handle: showBackupsPage,
  }),
  pageRoute({
    method: 'post',
    path: '/admin/backups',
    access: 'signed-in',
    needsProof: 'fresh',
    confirmReturnsTo: () => '/admin/backups',
    sample: 'no matter: all the data at once',
    handle: requestBackupFromForm,
  }),
  ...restorePages,
];

const pagePath = '/admin/backups';

async function showBackupsPage(pageRequest: PageRequest): Promise<void> {
  await sendBackupsPage(pageRequest);
}

/** How it goes stands on the page itself. */
async function requestBackupFromForm({ app, actor, response }: PageRequest): Promise<void> {
  await requestBackup(app, actor);
  redirectTo(response, pagePath);
}
