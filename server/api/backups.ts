import { z } from 'zod';
import { askForBackup } from '../../core/backups/ask-for-backup.ts';
import { askForRestore, listRestores } from '../../core/backups/restores.ts';
import { tellBackups } from '../../core/backups/tell-backups.ts';
import { route } from '../http/route.ts';
import { backupsSchema, newRestoreSchema, opsRequestSchema, restoreSchema } from './backup-schemas.ts';
import { listOf } from './schemas.ts';

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
  route({
    method: 'get',
    path: '/api/restores',
    summary:
      'What was ordered out of the backups, of one matter or of all that you own (administrators: of all)',
    access: 'signed-in',
    query: z.object({ matter: z.string().max(100).optional().describe('of one matter only') }),
    answers: { 200: { description: 'newest first', schema: listOf(restoreSchema) } },
    handle: async ({ app, who, query }) => ({
      status: 200,
      body: { items: await listRestores(app, who, { matterId: query.matter }), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/restores',
    summary:
      'Have a matter, or one document of it, brought out of a backup into a matter of its own (owners; administrators who have just confirmed that it is they)',
    access: 'signed-in',
    body: newRestoreSchema,
    answers: { 202: { description: 'ordered, or under way already', schema: restoreSchema } },
    handle: async ({ app, who, body }) => ({ status: 202, body: await askForRestore(app, who, body) }),
  }),
];
