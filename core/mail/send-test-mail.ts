import { randomUUID } from 'node:crypto';
import { authorize } from '../access/authorize.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Problem } from '../platform/errors.ts';
import { sendMail } from '../platform/send-mail.ts';
import { getMailServer } from './mail-settings.ts';

/**
 * Sends the actor, an administrator, a mail so that they see it arrive.
 * @throws Problem `not-allowed`, `conflict`, `mail-failed`
 */
export async function sendTestMail(app: Pick<App, 'config' | 'database'>, actor: Actor): Promise<void> {
  await authorize(app, actor, 'manage mail');
  const server = await getMailServer(app);
  if (!server) throw new Problem('conflict', 'No mail server is named yet. Save its settings first.');
  await sendMail(
    server,
    {
      id: randomUUID(),
      to: actor.person.email,
      subject: 'Strongroom can send mail',
      text: `This is the test message you asked for.\n\nStrongroom at ${app.config.origin}\n`,
    },
    app.config.ownNetworks(),
  );
}
