import { z } from 'zod';
import { updateMailSettings, deleteMailSettings, readMailSettings } from '../../core/mail/mail-settings.ts';
import { sendTestMail } from '../../core/mail/send-test-mail.ts';
import { route } from '../http/route.ts';
import { mailServerSchema, newMailServerSchema } from './schemas.ts';

const mailServerResultSchema = z.object({ server: mailServerSchema.nullable() });

export const mailRoutes = [
  route({
    method: 'get',
    path: '/api/mail',
    summary: 'The firm’s mail server, without its password (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'null where none is named', schema: mailServerResultSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: { server: await readMailSettings(app, actor) } }),
  }),
  route({
    method: 'put',
    path: '/api/mail',
    summary: 'Name the firm’s mail server (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: settings of the firm',
    body: newMailServerSchema,
    responses: { 200: { description: 'as it is now', schema: mailServerResultSchema } },
    handle: async ({ app, actor, body }) => ({
      status: 200,
      body: { server: await updateMailSettings(app, actor, body) },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/mail',
    summary: 'Send no mail any more (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: settings of the firm',
    responses: { 204: { description: 'done' } },
    handle: async ({ app, actor }) => {
      await deleteMailSettings(app, actor);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/mail/test',
    summary: 'Send yourself a test message (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: settings of the firm',
    responses: { 204: { description: 'the mail server took it' } },
    handle: async ({ app, actor }) => {
      await sendTestMail(app, actor);
      return { status: 204 };
    },
  }),
];
