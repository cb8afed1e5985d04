import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createColleague, createTestMatter, colleaguePassword } from '../support/test-firm.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { signInByForm, useBrowser } from './use-browser.ts';
import { buildSmallPdf } from './build-small-pdf.ts';

const file = {
  name: 'lease.pdf',
  mimeType: 'application/pdf',
  buffer: buildSmallPdf(['A lease of the quay.']),
};

describe('A day at the office', () => {
  const room = useWorkerRoom();
  const browser = useBrowser(room);

  it('lets an administrator add a colleague, and an owner let them in', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    const page = await browser.openPage();
    await signInByForm(page, { email: boss.email, password: colleaguePassword });
    const matter = await createTestMatter(boss);
    await page.goto('/people');
    await page.getByText('Add a person').click();
    await page.getByLabel('Name', { exact: true }).fill('Nora Quay');
    await page.getByLabel('E-mail address').fill('nora@firm.example');
    await page.getByLabel('Create one now').check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const given = await page.locator('.secret').innerText();
    await page.goto('/people');
    assert.equal(await page.getByText(given).count(), 0, 'the password is shown once');

    const noras = await browser.openPage();
    await signInByForm(noras, { email: 'nora@firm.example', password: given });
    assert.equal((await noras.goto(`/matters/${matter}`))?.status(), 404);
    assert.equal((await noras.goto('/people'))?.status(), 403);

    await page.goto(`/matters/${matter}`);
    await page.getByText('Add a member').click();
    await page.getByLabel('Colleague').selectOption({ label: 'Nora Quay (nora@firm.example)' });
    await page.getByRole('combobox', { name: 'Role', exact: true }).selectOption('viewer');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByLabel('Role of Nora Quay').waitFor();
    assert.equal((await noras.goto(`/matters/${matter}`))?.status(), 200);
    assert.equal(await noras.getByLabel('Choose files').count(), 0, 'a viewer files nothing');

    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'GET' && answer.url().endsWith(matter)),
      page.getByLabel('Role of Nora Quay').selectOption('editor'),
    ]);
    await noras.reload();
    await noras.getByLabel('Choose files').waitFor();
  });

  it('shows what a colleague files, without loading the page anew', async () => {
    const [ida, page] = await inNewMatter('ida');
    await page.getByText('no documents here yet').waitFor();
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await ida.request
      .post(`/api/matters/${ida.matter}/documents`)
      .query({ filename: 'from-elsewhere.pdf' })
      .set('Content-Type', 'application/octet-stream')
      .send(file.buffer)
      .expect(201);
    const row = page.getByRole('row', { name: /from-elsewhere\.pdf/ });
    await row.getByText('Searchable').waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('body[data-same-page]').count(), 1);
  });

  it('sends a file again by itself when storage was away', async () => {
    const [, page] = await inNewMatter('jo');
    await room.services.kill('minio');
    await page.getByLabel('Choose files').setInputFiles(file);
    const item = page.getByRole('listitem').filter({ hasText: 'lease.pdf' });
    await item.getByText(/Sent again in \d+ s/).waitFor({ timeout: 60_000 });
    await room.services.start('minio');
    await page
      .getByRole('row', { name: /lease\.pdf/ })
      .getByText('Searchable')
      .waitFor({ timeout: 120_000 });
    assert.equal(await page.getByRole('row', { name: /lease\.pdf/ }).count(), 1);
  }).timeout(240_000);

  it('is run by the keyboard alone', async () => {
    const [, page] = await inNewMatter('kit');
    await page.getByLabel('Choose files').setInputFiles([file, { ...file, name: 'second.pdf' }]);
    await page.getByRole('row', { name: /second\.pdf/ }).waitFor();
    await page.getByRole('row', { name: /lease\.pdf/ }).waitFor();
    const links = await page.locator('[data-row] a').allInnerTexts();
    await page.keyboard.press('j');
    assert.equal(await focusedText(page), links[0]);
    await page.keyboard.press('j');
    assert.equal(await focusedText(page), links[1]);
    await page.keyboard.press('k');
    assert.equal(await focusedText(page), links[0]);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.getByLabel('Use single keys').uncheck();
    await page.keyboard.press('Escape');
    await page.locator('main').focus();
    await page.keyboard.press('j');
    assert.equal(await focusedText(page, 'tagName'), 'MAIN', 'single keys can be turned off');
  });

  it('searches while one types', async () => {
    const [, page] = await inNewMatter('lou');
    await page.getByLabel('Choose files').setInputFiles(file);
    await page
      .getByRole('row', { name: /lease\.pdf/ })
      .getByText('Searchable')
      .waitFor({ timeout: 60_000 });
    await page.goto('/search');
    await page.getByLabel('Words to search for').pressSequentially('quay', { delay: 30 });
    const hit = page.getByRole('listitem').filter({ hasText: 'lease.pdf' });
    await hit.locator('mark', { hasText: 'quay' }).waitFor();
    assert.match(page.url(), /\?q=quay$/);
  });

  async function inNewMatter(name: string) {
    const person = await createColleague(room, name);
    const matter = await createTestMatter(person);
    const page = await browser.openPage();
    await signInByForm(page, { email: person.email, password: colleaguePassword });
    await page.goto(`/matters/${matter}`);
    return [{ ...person, matter }, page] as const;
  }
});

function focusedText(
  page: Page,
  property: 'textContent' | 'tagName' = 'textContent',
): Promise<string | null> {
  return page.evaluate((name) => document.activeElement?.[name] ?? null, property);
}
