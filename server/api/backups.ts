import { askForBackup } from '../../core/backups/ask-for-backup.js';
import { tellBackups } from '../../core/backups/tell-backups.js';
import { route } from '../http/route.js';
import { backupsSchema, opsRequestSchema } from './backup-schemas.js';

const shown = 50;

export const backupRoutes = [
  route({
    method: 'get',
    path: '/api/backups',
    summary:
      'The last 50 backups and rehearsals, the places, the next runs, and what would be lost now (administrators)',
    access: 'signed-in',
    answers: { 200: { description: 'newest first', schema: backupsSchema } },
    handle: async ({ app, who }) => ({ status: 200, body: await tellBackups(app, who, { limit: shown }) }),
  }),
  route({
    method: 'post',
    path: '/api/backups',
    summary: 'Have a backup made now (administrators who have just confirmed that it is they)',
    access: 'signed-in',
    answers: { 202: { description: 'asked for, or under way already', schema: opsRequestSchema } },
    handle: async ({ app, who }) => ({ status: 202, body: await askForBackup(app, who) }),
  }),
];
