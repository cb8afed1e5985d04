import { createColleague, createTestMatter, colleaguePassword, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

describe('Keeping and disposing in the browser', () => {
  const room = useRoom();
  const browser = useBrowser(room);

  it('lets an owner delete and restore, hold, close and propose, and an administrator approve after proving who they are', async () => {
    const ada = await createColleague(room, 'ada');
    const boss = await createColleague(room, 'boss', 'administrator');
    const matter = await createTestMatter(ada, 'members', '2026-17');
    const { id } = await uploadAs(ada, matter, { name: 'lease.txt', content: 'the lease' });
    const page = await browser.openPage();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.goto(`/documents/${id}`);
    await page.getByText('Delete this document').click();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Bin' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Restore lease.txt' }).click();
    await page.getByRole('link', { name: 'Put this document under legal hold' }).click();
    await page.getByLabel('Name of the hold').fill('Lind claim');
    await page.getByLabel('Reason').fill('A claim is expected');
    await page.getByRole('button', { name: 'Place the hold' }).click();
    await page.getByRole('button', { name: 'Release the hold Lind claim' }).waitFor();
    await assertAccessible(page);
    await page.goto(`/documents/${id}`);
    await page.getByText('Delete this document').click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('the legal hold “Lind claim” covers it').waitFor();
    await page.goto(`/matters/${matter}/holds`);
    await page.getByLabel('Why').fill('Settled');
    await page.getByRole('button', { name: 'Release the hold Lind claim' }).click();
    await page.getByText('Settled').waitFor();

    await page.goto(`/matters/${matter}/closing`);
    await page.getByRole('button', { name: 'Close the matter' }).click();
    await page.getByText('It is kept for 7 years').waitFor();
    await assertAccessible(page);
    await room.services.sql(
      `UPDATE matter SET closed_at = now() - interval '8 years'; UPDATE session SET confirmed_at = now() - interval '1 hour'`,
      'strongroom',
    );
    await page.goto('/disposals');
    await page.getByLabel('Why').fill('Eight years are over');
    await page.getByRole('button', { name: 'Propose to dispose of 2026-17' }).click();
    await page.getByLabel('Password').fill(colleaguePassword);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Why').fill('Eight years are over');
    await page.getByRole('button', { name: 'Propose to dispose of 2026-17' }).click();
    await page.getByText('Proposed', { exact: true }).waitFor();
    await assertAccessible(page);

    const second = await browser.openPage();
    await signInByForm(second, { email: boss.email, password: colleaguePassword });
    await room.services.sql(`UPDATE session SET confirmed_at = now() - interval '1 hour'`, 'strongroom');
    await second.goto('/disposals');
    await second.getByRole('button', { name: 'Approve the disposal of 2026-17' }).click();
    await second.getByLabel('Password').fill(colleaguePassword);
    await second.getByRole('button', { name: 'Continue' }).click();
    await second.getByRole('button', { name: 'Approve the disposal of 2026-17' }).click();
    await second.getByText('Running', { exact: true }).waitFor();
    await second.getByRole('link', { name: '2026-17' }).first().click();
    await second.getByRole('heading', { level: 1, name: 'Certificate of disposal' }).waitFor();
    await assertAccessible(second);
    await second.goto('/admin/retention');
    const added = second.getByRole('form', { name: 'New schedule' });
    await added.getByLabel('Name').fill('Wills');
    await added.getByLabel('Years').fill('30');
    await added.getByRole('button').click();
    await second.getByRole('button', { name: 'Change Wills' }).waitFor();
    await assertAccessible(second);
  });
});
