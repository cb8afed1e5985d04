import assert from 'node:assert/strict';
import { createColleague, createTestMatter, colleaguePassword, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

describe('The audit log in the browser', () => {
  const room = useRoom();
  const browser = useBrowser(room);

  it('lets an auditor find who did what, and is not offered to others', async () => {
    const audit = await createColleague(room, 'audit', 'auditor');
    const ada = await createColleague(room, 'ada');
    const matter = await createTestMatter(ada);
    await uploadAs(ada, matter, { name: 'merger.txt', content: 'words' });
    const page = await browser.openPage();
    await signInByForm(page, { email: audit.email, password: colleaguePassword });
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('rowheader', { name: 'document.stored' }).waitFor();
    assert.equal(await page.getByText('merger.txt').count(), 0);
    await assertAccessible(page);
    await page.getByLabel('Person (e-mail address)').fill(ada.email);
    await page.getByRole('combobox', { name: 'Event', exact: true }).selectOption('document.stored');
    await page.getByLabel('From this day (UTC)', { exact: true }).fill('2020-01-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/event=document\.stored/);
    assert.equal(await page.locator('#audit tbody tr').count(), 1);
    assert.equal(await page.getByLabel('Person (e-mail address)').inputValue(), ada.email);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the audit log' }).click(),
    ]);
    assert.match(saved.suggestedFilename(), /^audit-1-\d+\.jsonl$/);
    const adas = await browser.openPage();
    await signInByForm(adas, { email: ada.email, password: colleaguePassword });
    assert.equal(await adas.getByRole('link', { name: 'Audit log' }).count(), 0);
  });
});
