import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { createColleague, colleaguePassword } from '../support/test-firm.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';
import { buildSmallPdf } from './build-small-pdf.ts';

const pdf = buildSmallPdf([
  'This page speaks of freight and of laytime.',
  'The charterers shall pay demurrage at the agreed rate.',
]);
const file = { name: 'charterparty.pdf', mimeType: 'application/pdf', buffer: pdf };

describe('A paralegal with a browser', () => {
  const room = useWorkerRoom();
  const browser = useBrowser(room);

  it('signs in, files, watches, finds, reads, downloads and signs out', async () => {
    const ada = await createColleague(room, 'ada');
    const page = await browser.openPage();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await openMatterPage(page, 'Northfield v. Atlas');

    await page.getByLabel('Choose files').setInputFiles(file);
    const row = page.getByRole('row', { name: /charterparty\.pdf/ });
    await row.getByText('Searchable').waitFor({ timeout: 60_000 });
    assert.match(await row.innerText(), /ada/);

    await page.keyboard.press('/');
    await page.keyboard.type('demurrage');
    await page.keyboard.press('Enter');
    const hit = page.getByRole('listitem').filter({ hasText: 'charterparty.pdf' });
    assert.equal(await hit.locator('mark').first().innerText(), 'demurrage');
    await hit.getByRole('link').click();

    await page.locator('#page-text[data-page="2"] mark', { hasText: 'demurrage' }).first().waitFor();
    await page.locator('page-viewer canvas[aria-label^="Page 2 "]').waitFor();
    assert.ok(await hasInk(page), 'the page of the PDF is drawn');
    await page.keyboard.press('p');
    await page.locator('#page-text[data-page="1"]', { hasText: 'laytime' }).waitFor();
    await page.locator('page-viewer canvas[aria-label^="Page 1 "]').waitFor();
    await page.goBack();
    await page.locator('#page-text[data-page="2"]').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'charterparty.pdf');
    assert.deepEqual(await readFile(await download.path()), pdf);

    const here = page.url();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.goto(here);
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });

  it('does all of it before the script arrives', async () => {
    const ben = await createColleague(room, 'ben');
    const page = await browser.openPage({ javaScriptEnabled: false });
    await signInByForm(page, { email: ben.email, password: colleaguePassword });
    await openMatterPage(page, 'Plain forms');
    await page.getByLabel('Choose files').setInputFiles([file, { ...file, name: 'second.pdf' }]);
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('2 documents filed').waitFor();
    await page.getByRole('link', { name: 'second.pdf' }).click();
    await page.getByRole('heading', { level: 1, name: 'second.pdf' }).waitFor();
    await page.getByLabel('Search all matters').fill('laytime');
    await page.getByLabel('Search all matters').press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });

  it('is told in a sentence why a file or a password was refused', async () => {
    const cleo = await createColleague(room, 'cleo');
    const page = await browser.openPage();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill(cleo.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    assert.match(
      await page.getByRole('alert').filter({ hasText: /\S/ }).innerText(),
      /The e-mail address or the password is wrong\./,
    );

    await signInByForm(page, { email: cleo.email, password: colleaguePassword });
    await openMatterPage(page, 'Refusals');
    await page
      .getByLabel('Choose files')
      .setInputFiles({ ...file, name: 'nothing.pdf', buffer: Buffer.alloc(0) });
    const item = page.getByRole('listitem').filter({ hasText: 'nothing.pdf' });
    await item.getByText('The file is empty').waitFor();
    await item.getByRole('button', { name: 'Send again' }).waitFor();
  });

  it('cannot tell another’s document from one that is not there', async () => {
    const dora = await createColleague(room, 'dora');
    const page = await browser.openPage();
    await signInByForm(page, { email: dora.email, password: colleaguePassword });
    const notYours = await room.storeFile('private.pdf', pdf);
    const shown: string[] = [];
    for (const id of [notYours, '00000000-0000-4000-8000-000000000000']) {
      const answer = await page.goto(`/documents/${id}`);
      assert.equal(answer?.status(), 404);
      shown.push((await page.locator('main').innerText()).replace(/reference: .*/, ''));
    }
    assert.equal(shown[0], shown[1]);
  });

  it('sees a name for what it is', async () => {
    const eve = await createColleague(room, 'eve');
    const page = await browser.openPage();
    await signInByForm(page, { email: eve.email, password: colleaguePassword });
    await openMatterPage(page, '<img src=x onerror=alert(1)>');
    await page.getByLabel('Choose files').setInputFiles({ ...file, name: 'invoice\u202efdp.exe' });
    const name = await page
      .getByRole('row', { name: /invoice/ })
      .getByRole('link')
      .innerText();
    assert.doesNotMatch(name, /\u202e/);
    assert.equal(await page.locator('main img').count(), 0);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`finds every page fit for everybody, ${colorScheme}`, async () => {
      const fay = await createColleague(room, `fay-${colorScheme}`, 'administrator');
      const page = await browser.openPage({ colorScheme });
      await page.goto('/sign-in');
      await assertAccessible(page);
      await signInByForm(page, { email: fay.email, password: colleaguePassword });
      await assertAccessible(page);
      await openMatterPage(page, 'Accessible');
      await page.getByLabel('Choose files').setInputFiles(file);
      await page
        .getByRole('row', { name: /charterparty/ })
        .getByText('Searchable')
        .waitFor({ timeout: 60_000 });
      await assertAccessible(page);
      await page.getByRole('link', { name: 'charterparty.pdf' }).click();
      await page.locator('page-viewer canvas').waitFor();
      await assertAccessible(page);
      for (const address of [
        '/search',
        '/search?q=demurrage',
        '/search?q=nowhere',
        '/people',
        '/admin/status',
        '/nowhere',
      ]) {
        await page.goto(address);
        await assertAccessible(page);
      }
    });
  }
});

async function openMatterPage(page: Page, name: string): Promise<void> {
  if (!(await page.getByLabel('Client').isVisible())) await page.getByText('New matter').click();
  await page.getByLabel('Client').fill('Northfield Shipping Ltd');
  await page.getByLabel('Number').fill(`2026-${randomUUID().slice(0, 8)}`);
  await page.getByLabel('Name of the matter').fill(name);
  await page.getByRole('button', { name: 'Open matter' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** True when something darker than paper stands on the canvas. */
function hasInk(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('page-viewer canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return pixels.some((value, index) => index % 4 !== 3 && value < 100);
  });
}
