import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createColleague, createTestMatter, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { signInByForm, useBrowser } from './use-browser.ts';

describe('Whoever signs out', () => {
  const room = useRoom();
  const browser = useBrowser(room);

  async function openMatter(): Promise<{ page: Page; personId: string; matterId: string }> {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const page = await browser.openPage();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.goto(`/matters/${matterId}`);
    await page.getByRole('heading', { level: 1, name: 'Harbour v. Lind' }).waitFor();
    return { page, personId: ada.id, matterId };
  }

  async function showsSignInAlone(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    assert.doesNotMatch(await page.content(), /Harbour v\. Lind/);
  }

  it('leaves nothing open in another tab, nor behind "back"', async () => {
    const { page, matterId } = await openMatter();
    const other = await page.context().newPage();
    await other.goto('/matters');
    await other.goto('/account');
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await showsSignInAlone(other);
    await showsSignInAlone(page);
    await other.goBack();
    await showsSignInAlone(other);
    await page.getByLabel('E-mail address').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('next'), `/matters/${matterId}`);
  });

  it('elsewhere, or not at all until the session ended, finds the page gone when they look at it again', async () => {
    const { page, personId } = await openMatter();
    await room.services.sql(`DELETE FROM session WHERE person_id = '${personId}'`, 'strongroom');
    await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
    await showsSignInAlone(page);
  });

  it('sees no page that the browser kept whole', async () => {
    const { page, personId } = await openMatter();
    await room.services.sql(`DELETE FROM session WHERE person_id = '${personId}'`, 'strongroom');
    await page.evaluate(
      () => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    );
    await showsSignInAlone(page);
  });
});
