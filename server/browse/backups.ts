import { h } from 'preact';
import { askForBackup } from '../../core/backups/ask-for-backup.ts';
import { listRestores } from '../../core/backups/restores.ts';
import { tellBackups } from '../../core/backups/tell-backups.ts';
import { BackupsPage } from '../pages/backups.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { sendOn, type Refusal, type Visit } from './visit.ts';

const here = '/admin/backups';
const shown = 50;

export async function showBackups(visit: Visit): Promise<void> {
  await sendBackups(visit);
}

/** `refusal`: why an order on this page was not taken. */
export async function sendBackups({ app, who, response }: Visit, refusal?: Refusal): Promise<void> {
  const told = await tellBackups(app, who, { limit: shown });
  const restores = await listRestores(app, who, {});
  const view = h(BackupsPage, {
    ...{ chrome: chromeOf(response, 'status'), told, restores },
    ...(refusal && { problem: refusal.detail }),
  });
  sendPage(response, view, refusal?.status);
}

/** How it goes stands on the page itself. */
export async function askOne({ app, who, response }: Visit): Promise<void> {
  await askForBackup(app, who);
  sendOn(response, here);
}
