import { colleague, password } from '../support/firm.js';
import { useRoom } from '../support/room.js';
import { assertAccessible, signIn, useOffice } from './browser.js';

describe('Backups in the browser', () => {
  const room = useRoom();
  const office = useOffice(room);
  const sql = (text: string) => room.services.sql(text, 'strongroom');

  it('are made by one button, after the password, and the page follows by itself until they are made', async () => {
    const boss = await colleague(room, 'boss', 'administrator');
    await sql(
      `INSERT INTO backup_place VALUES ('near', '/repository'), ('far', 's3:https://far.example/strongroom');
       INSERT INTO planned_run VALUES ('ship-log-near', now() + interval '4 minutes'), ('rehearsal', now() + interval '3 days');
       INSERT INTO backup_run (id, kind, state, started_at, ended_at, bytes, documents, reason) VALUES
         (gen_random_uuid(), 'full', 'done', now() - interval '150 seconds', now() - interval '110 seconds', 5e9, 48210, NULL),
         (gen_random_uuid(), 'incremental', 'failed', now() - interval '1 hour', now() - interval '59 minutes', NULL, NULL,
          'The place for backups at far.example, port 443, does not answer.');
       INSERT INTO target_run (id, target, act, ok, at, reason) VALUES
         (gen_random_uuid(), 'near', 'backup', true, now() - interval '2 minutes', NULL),
         (gen_random_uuid(), 'far', 'backup', false, now() - interval '2 minutes', 'It does not answer.');
       INSERT INTO rehearsal (id, state, started_at, ended_at, documents, bytes, seconds)
         VALUES (gen_random_uuid(), 'done', now() - interval '3 days', now() - interval '3 days', 48210, 5e9, 660);
       UPDATE _prisma_migrations SET finished_at = now() - interval '100 days';`,
    );
    const page = await office.visit();
    await signIn(page, { email: boss.email, password });
    await sql("UPDATE session SET confirmed_at = now() - interval '1 hour';");
    await page.goto('/admin/status');
    await assertAccessible(page);
    await page.getByRole('link', { name: 'All backups and rehearsals' }).click();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('Asked for', { exact: true }).waitFor();
    await assertAccessible(page);
    await sql("UPDATE ops_request SET state = 'running', started_at = now();");
    await page.getByText('Under way', { exact: true }).waitFor();
    await sql("UPDATE ops_request SET state = 'done', ended_at = now();");
    await page.getByText('The backup that was asked for last ended well').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).waitFor();
    const picture = process.env['TEST_PICTURE'];
    if (picture !== undefined) await page.screenshot({ path: picture, fullPage: true });
  });
});
