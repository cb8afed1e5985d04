import assert from 'node:assert/strict';
import { colleague, openMatter, password, upload } from '../support/firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signIn, useOffice } from './browser.ts';

describe('The audit log in the browser', () => {
  const room = useRoom();
  const office = useOffice(room);

  it('lets an auditor find who did what, and is not offered to others', async () => {
    const audit = await colleague(room, 'audit', 'auditor');
    const ada = await colleague(room, 'ada');
    const matter = await openMatter(ada);
    await upload(ada, matter, { name: 'merger.txt', content: 'words' });
    const page = await office.visit();
    await signIn(page, { email: audit.email, password });
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
      page.getByRole('button', { name: 'Download the log' }).click(),
    ]);
    assert.match(saved.suggestedFilename(), /^audit-1-\d+\.jsonl$/);
    const adas = await office.visit();
    await signIn(adas, { email: ada.email, password });
    assert.equal(await adas.getByRole('link', { name: 'Audit log' }).count(), 0);
  });
});
