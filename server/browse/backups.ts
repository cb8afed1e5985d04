import { h } from 'preact';
import { askForBackup } from '../../core/backups/ask-for-backup.js';
import { tellBackups } from '../../core/backups/tell-backups.js';
import { BackupsPage } from '../pages/backups.js';
import { chromeOf, sendPage } from './send-page.js';
import { sendOn, type Visit } from './visit.js';

const here = '/admin/backups';
const shown = 50;

export async function showBackups({ app, who, response }: Visit): Promise<void> {
  const told = await tellBackups(app, who, { limit: shown });
  sendPage(response, h(BackupsPage, { chrome: chromeOf(response, 'status'), told }));
}

/** How it goes stands on the page itself. */
export async function askOne({ app, who, response }: Visit): Promise<void> {
  await askForBackup(app, who);
  sendOn(response, here);
}
