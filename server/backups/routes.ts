import { z } from 'zod';
import { requestBackup } from '../../core/backups/request-backup.ts';
import { requestRestore, listRestores } from '../../core/backups/restores.ts';
import { getBackupOverview } from '../../core/backups/backup-overview.ts';
import { route } from '../http/route.ts';
import {
  backupsSchema,
  maxListedBackups,
  newRestoreSchema,
  operatorRequestSchema,
  restoreSchema,
} from './schemas.ts';
import { listOf } from '../http/schemas.ts';

export const backupRoutes = [
  route({
    method: 'get',
    path: '/api/backups',
    summary: `The last ${maxListedBackups} backups and rehearsals, the places, the next runs, and what would be lost now (administrators)`,
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'newest first', schema: backupsSchema } },
    handle: async ({ app, actor }) => ({
      status: 200,
      body: await getBackupOverview(app, actor, { limit: maxListedBackups }),
    }),
  }),
  route({
    method: 'post',
    path: '/api/backups',
    summary: 'Have a backup made now (administrators who have just confirmed that it is they)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: all the data at once',
    responses: { 202: { description: 'asked for, or under way already', schema: operatorRequestSchema } },
    handle: async ({ app, actor }) => ({ status: 202, body: await requestBackup(app, actor) }),
  }),
  route({
    method: 'get',
    path: '/api/restores',
    summary:
      'What was ordered out of the backups, of one matter or of all that you own (administrators: of all)',
    access: 'signed-in',
    needsProof: 'none',
    discloses: 'matter administration',
    sample: ({ id }) => ({ query: `?matter=${id}` }),
    query: z.object({ matter: z.string().max(100).optional().describe('of one matter only') }),
    responses: { 200: { description: 'newest first', schema: listOf(restoreSchema) } },
    handle: async ({ app, actor, query }) => ({
      status: 200,
      body: { items: await listRestores(app, actor, { matterId: query.matter }), nextCursor: null },
    }),
  }),
  route({
    method: 'post',
    path: '/api/restores',
    summary:
      'Have a matter, or one document of it, brought out of a backup into a matter of its own (owners; administrators who have just confirmed that it is they)',
    access: 'signed-in',
    needsProof: 'in person',
    discloses: 'matter administration',
    sample: ({ id }) => ({ json: { matter: id } }),
    body: newRestoreSchema,
    responses: { 202: { description: 'ordered, or under way already', schema: restoreSchema } },
    handle: async ({ app, actor, body }) => ({ status: 202, body: await requestRestore(app, actor, body) }),
  }),
];
