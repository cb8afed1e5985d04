import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createColleague, createTestMatter, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

const text = (name: string, words: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) });

describe('Filing by the queue', () => {
  const room = useRoom();
  const browser = useBrowser(room);

  async function openMatter(): Promise<{ page: Page; count: () => Promise<number> }> {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const page = await browser.openPage();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.goto(`/matters/${matterId}`);
    const sql = `SELECT count(*) FROM document WHERE matter_id = '${matterId}'`;
    return { page, count: async () => Number((await room.services.sql(sql, 'strongroom')).trim()) };
  }

  it('files once what was filed though the answer was lost on its way', async () => {
    const { page, count } = await openMatter();
    // The file arrives and is filed; the page hears what it hears when the network breaks before the answer.
    await page.evaluate(() => {
      const { send } = XMLHttpRequest.prototype;
      XMLHttpRequest.prototype.send = function sendWithoutAnswer(this: XMLHttpRequest, body) {
        XMLHttpRequest.prototype.send = send;
        Object.defineProperty(this, 'status', { get: () => 0 });
        send.call(this, body);
      };
    });
    await page.getByLabel('Choose files').setInputFiles(text('lease.txt', 'a lease'));
    const item = page.getByRole('listitem').filter({ hasText: 'lease.txt' });
    await item.getByText('Sent again in').waitFor();
    assert.equal(await count(), 1);
    await item.getByText('Filed').waitFor();
    assert.equal(await count(), 1);
  });

  it('asks before it files what is in the matter already, and does what it is told, by keyboard too', async () => {
    const { page, count } = await openMatter();
    const choose = page.getByLabel('Choose files');
    await choose.setInputFiles(text('lease.txt', 'a lease'));
    await page.getByRole('listitem').getByText('Filed').waitFor();

    // Under another name, and beside one that is new.
    await choose.setInputFiles([text('copy.txt', 'a lease'), text('other.txt', 'another lease')]);
    const item = page.getByRole('listitem').filter({ hasText: 'copy.txt' });
    await item.getByText(/^Already in this matter as “lease\.txt”, filed \d/).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'other.txt' }).getByText('Filed').waitFor();
    await page
      .getByText('2 filed. 1 already in this matter; the list asks about them.')
      .waitFor({ state: 'attached' });
    await assertAccessible(page);
    assert.equal(await count(), 2);

    await item.getByRole('button', { name: 'Skip' }).focus();
    await page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
    assert.equal(await count(), 2);

    await choose.setInputFiles(text('copy.txt', 'a lease'));
    await item.getByRole('button', { name: 'File it again' }).focus();
    await page.keyboard.press('Enter');
    await item.getByText('Filed').waitFor();
    assert.equal(await count(), 3);
  });
});
