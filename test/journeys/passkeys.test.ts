import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createColleague, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

/** A fingerprint reader that always sees the right finger, in Chromium itself. */
async function addVirtualAuthenticator(page: Page) {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  const { authenticatorId } = await chromium.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    takeFinger: (isUserVerified: boolean) =>
      chromium.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

describe('Somebody who signs in with a passkey', () => {
  const room = useRoom();
  const browser = useBrowser(room, { named: true });
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
  const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();
  const unconfirm = (id: string) =>
    room.services.sql(
      `UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${id}'`,
      'strongroom',
    );

  it('adds one, signs in with it alone and as the second step, confirms with it, and removes it', async () => {
    const ada = await createColleague(room, 'ada');
    const page = await browser.openPage();
    const reader = await addVirtualAuthenticator(page);
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await unconfirm(ada.id);
    await page.goto('/account');
    await assertAccessible(page);
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await heading(page, 'Passkeys').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Name').fill('Laptop in the office');
    await page.getByRole('button', { name: 'Add it' }).click();
    await heading(page, 'Confirm that it is you').waitFor();
    await page.getByLabel('Password').fill(colleaguePassword);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Name').fill('Laptop in the office');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.locator('#recovery-codes li').nth(9).waitFor();
    await assertAccessible(page);

    await signOut(page);
    await assertAccessible(page);
    await reader.takeFinger(false);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('No passkey was used.').waitFor();
    await reader.takeFinger(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await heading(page, 'Matters').waitFor();

    await signOut(page);
    await page.getByLabel('E-mail address').fill(ada.email);
    await page.getByLabel('Password').fill(colleaguePassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Recovery code').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await heading(page, 'Matters').waitFor();

    await unconfirm(ada.id);
    await page.goto('/account/passkeys');
    await page.getByRole('button', { name: 'Remove Laptop in the office' }).click();
    await heading(page, 'Confirm that it is you').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await heading(page, 'Passkeys').waitFor();
    await page.getByRole('row', { name: /Laptop in the office localhost/ }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Remove Laptop in the office' }).click();
    await page.getByText('The passkey was removed here.').waitFor();

    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('This passkey does not open Strongroom.').waitFor();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
  });

  it('adds another from the page that says why the only one stayed, and is brought back to a page there is', async () => {
    const ada = await createColleague(room, 'ada');
    const page = await browser.openPage();
    await addVirtualAuthenticator(page);
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.goto('/account/passkeys');
    await page.getByLabel('Name').fill('Laptop in the office');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.locator('#recovery-codes li').nth(9).waitFor();
    await room.services.sql('UPDATE firm_rule SET second_factor_required = true', 'strongroom');
    try {
      await page.goto('/account/passkeys');
      await page.getByRole('button', { name: 'Remove Laptop in the office' }).click();
      await page.getByText('this is your only one').waitFor();
      await unconfirm(ada.id);
      await page.getByLabel('Name').fill('Key on the ring');
      await page.getByRole('button', { name: 'Add it' }).click();
      await heading(page, 'Confirm that it is you').waitFor();
      await page.getByLabel('Password').fill(colleaguePassword);
      await page.getByRole('button', { name: 'Go on' }).click();
      await heading(page, 'Passkeys').waitFor();
    } finally {
      await room.services.sql('UPDATE firm_rule SET second_factor_required = false', 'strongroom');
    }
  });

  it('is told why there is none without a script', async () => {
    const page = await browser.openPage({ javaScriptEnabled: false });
    await page.goto('/sign-in');
    await page.getByText('A passkey needs the script of this page').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).count(), 0);
  });
});
