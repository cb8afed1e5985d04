import { askForBackup } from '../../core/backups/ask-for-backup.js';
import { route } from '../http/route.js';
import { opsRequestSchema } from './backup-schemas.js';

export const backupRoutes = [
  route({
    method: 'post',
    path: '/api/backups',
    summary: 'Have a backup made now (administrators who have just confirmed that it is they)',
    access: 'signed-in',
    answers: { 202: { description: 'asked for, or under way already', schema: opsRequestSchema } },
    handle: async ({ app, who }) => ({ status: 202, body: await askForBackup(app, who) }),
  }),
];
