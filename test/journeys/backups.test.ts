import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createColleague, createTestMatter, colleaguePassword, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

/** For a person to look at, when they ask for it: TEST_PICTURE is how the file's name begins. */
async function picture(page: Page, name: string): Promise<void> {
  const path = process.env['TEST_PICTURE'];
  if (path !== undefined) await page.screenshot({ path: `${path}-${name}.png`, fullPage: true });
}

describe('Backups in the browser', () => {
  const room = useRoom();
  const browser = useBrowser(room);
  const sql = (text: string) => room.services.sql(text, 'strongroom');

  it('are made by one button, after the password, and the page follows by itself until they are made', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    await sql(
      `INSERT INTO backup_target VALUES ('near', '/repository'), ('far', 's3:https://far.example/strongroom');
       INSERT INTO next_run VALUES ('ship-log-near', now() + interval '4 minutes'), ('rehearsal', now() + interval '3 days');
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
    const page = await browser.openPage();
    await signInByForm(page, { email: boss.email, password: colleaguePassword });
    await sql("UPDATE session SET confirmed_at = now() - interval '1 hour';");
    await page.goto('/admin/status');
    await assertAccessible(page);
    await page.getByRole('link', { name: 'All backups and rehearsals' }).click();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByLabel('Password').fill(colleaguePassword);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('Requested', { exact: true }).waitFor();
    await assertAccessible(page);
    await sql("UPDATE ops_request SET state = 'running', started_at = now();");
    await page.getByText('Running', { exact: true }).waitFor();
    await sql("UPDATE ops_request SET state = 'done', ended_at = now();");
    await page.getByText('The last requested backup succeeded').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).waitFor();
    await picture(page, 'backups');
  });

  it('give one document back to the owner of its matter, and the page follows by itself until it is there', async () => {
    const ada = await createColleague(room, 'ada');
    const boss = await createColleague(room, 'boss', 'administrator');
    const matter = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matter, { name: 'lease.txt', content: 'the lease' });
    await sql("UPDATE backup_run SET snapshot = 'abcdef0123456789' WHERE state = 'done';");
    const page = await browser.openPage();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.goto(`/documents/${id}`);
    await page.getByRole('link', { name: 'Restore this document from a backup' }).click();
    await page.getByRole('combobox', { name: /^Backup/ }).selectOption('abcdef0123456789');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('Waiting', { exact: true }).waitFor();
    await page.getByText('One document', { exact: true }).waitFor();
    await sql(
      `INSERT INTO matter (id, client, number, name, access, created_by)
         SELECT ops_request.id, client, number || ' (2)', name || ' (brought back)', 'members', created_by FROM ops_request JOIN matter ON matter.id = matter_id;
       INSERT INTO membership (matter_id, person_id, role) SELECT id, '${ada.id}', 'owner' FROM ops_request WHERE matter_id IS NOT NULL;
       UPDATE ops_request SET state = 'done', ended_at = now() WHERE matter_id IS NOT NULL;`,
    );
    await page.getByRole('link', { name: 'Open the restored matter' }).waitFor();
    await assertAccessible(page);
    await picture(page, 'owner');
    await page.getByRole('link', { name: 'Open the restored matter' }).click();
    await page.getByRole('heading', { level: 1, name: /brought back/ }).waitFor();

    // As in a copy for reading, whose pages bear this class.
    await page.goto(`/matters/${matter}`);
    const changing = ['or drop files and folders here', 'Add a member'].map((text) => page.getByText(text));
    for (const one of changing) await one.waitFor();
    await page.evaluate(`document.body.classList.add('for-reading')`);
    for (const one of changing) assert.equal(await one.isVisible(), false);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();

    const second = await browser.openPage();
    await signInByForm(second, { email: boss.email, password: colleaguePassword });
    await second.goto('/admin/backups');
    await second.getByText('The owners of the matter can open it.').waitFor();
    await second.getByText('Restore a matter or a document').click();
    await second.getByLabel('Number of the matter').fill('no such number');
    await assertAccessible(second);
    await picture(second, 'administrator');
  });
});
