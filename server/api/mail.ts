import { z } from 'zod';
import { changeMailSettings, clearMailSettings, readMailSettings } from '../../core/mail/mail-settings.ts';
import { sendTestMail } from '../../core/mail/send-test-mail.ts';
import { route } from '../http/route.ts';
import { mailSchema, newMailSchema } from './mail-schemas.ts';

const answer = z.object({ server: mailSchema.nullable() });

export const mailRoutes = [
  route({
    method: 'get',
    path: '/api/mail',
    summary: 'The firm’s mail server, without its password (administrators)',
    access: 'signed-in',
    answers: { 200: { description: 'null where none is named', schema: answer } },
    handle: async ({ app, who }) => ({ status: 200, body: { server: await readMailSettings(app, who) } }),
  }),
  route({
    method: 'put',
    path: '/api/mail',
    summary: 'Name the firm’s mail server (administrators)',
    access: 'signed-in',
    body: newMailSchema,
    answers: { 200: { description: 'as it is now', schema: answer } },
    handle: async ({ app, who, body }) => ({
      status: 200,
      body: { server: await changeMailSettings(app, who, body) },
    }),
  }),
  route({
    method: 'delete',
    path: '/api/mail',
    summary: 'Send no mail any more (administrators)',
    access: 'signed-in',
    answers: { 204: { description: 'done' } },
    handle: async ({ app, who }) => {
      await clearMailSettings(app, who);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/api/mail/test',
    summary: 'Send yourself a test message (administrators)',
    access: 'signed-in',
    answers: { 204: { description: 'the mail server took it' } },
    handle: async ({ app, who }) => {
      await sendTestMail(app, who);
      return { status: 204 };
    },
  }),
];
