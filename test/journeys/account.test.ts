import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { createColleague, createTestMatter, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';
import { waitForFreshTotpStep } from '../support/wait-for-totp-step.ts';

describe('Somebody who tends their account', () => {
  const room = useRoom();
  const browser = useBrowser(room);

  it('ends a forgotten session, makes a key and changes the password, without a script', async () => {
    const ada = await createColleague(room, 'ada');
    const page = await browser.openPage({ javaScriptEnabled: false });
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.getByRole('link', { name: 'ada' }).click();
    await page.getByRole('row', { name: /Chrom.* on Linux/ }).waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('You are signed out everywhere else, and your API keys have ended').waitFor();
    await page.getByText('Create a key').click();
    await page.getByLabel('What it is for').fill('scanner in room 3');
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.locator('code.secret', { hasText: /^srk_/ }).waitFor();
    await page.getByLabel('Current password').fill(colleaguePassword);
    await page.getByLabel('New password').fill('four words in a row');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password was changed').waitFor();
  });

  it('disables a leaver after confirming with the password', async () => {
    const admin = await createColleague(room, 'root', 'administrator');
    const leaver = await createColleague(room, 'leaver');
    const page = await browser.openPage();
    await signInByForm(page, { email: admin.email, password: colleaguePassword });
    await room.services.sql(
      `UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${admin.id}'`,
      'strongroom',
    );
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('button', { name: 'Disable leaver' }).click();
    await page.getByRole('heading', { level: 1, name: 'Confirm that it is you' }).waitFor();
    await assertAccessible(page);
    await page.getByLabel('Password').fill(colleaguePassword);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Disable leaver' }).click();
    await page.getByRole('row', { name: /leaver.*disabled/ }).waitFor();
    await assertAccessible(page);
    await leaver.request.get('/api/session').expect(401);
    await page.getByRole('banner').getByRole('link', { name: 'root' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
    await assertAccessible(page);
  });

  it('is invited by link, chooses a password without a script, and takes over what rests on a leaver', async () => {
    const admin = await createColleague(room, 'boss', 'administrator');
    const leaver = await createColleague(room, 'olga');
    const matter = await createTestMatter(leaver, 'members', '2026-17');
    const page = await browser.openPage({ javaScriptEnabled: false });
    await signInByForm(page, { email: admin.email, password: colleaguePassword });
    await page.goto('/people');
    await page.getByText('Add a person').click();
    await page.getByLabel('Name', { exact: true }).fill('Nova Reed');
    await page.getByLabel('E-mail address').fill('nova@firm.example');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const link = new URL(await page.locator('.secret').innerText()).pathname;

    const novas = await browser.openPage();
    await novas.goto(link);
    await assertAccessible(novas);
    await novas.getByLabel('New password').fill('password1234');
    await novas.getByRole('button', { name: 'Set the password and sign in' }).click();
    await novas.getByText('This password is easily guessed').waitFor();
    await novas.getByLabel('New password').fill('seven quiet rooms upstairs');
    await novas.getByRole('button', { name: 'Set the password and sign in' }).click();
    await novas.getByRole('heading', { level: 1, name: 'Matters' }).waitFor();
    assert.equal((await page.goto(link))?.status(), 404);

    const scripted = await browser.openPage();
    await signInByForm(scripted, { email: admin.email, password: colleaguePassword });
    await scripted.goto('/people');
    await scripted.getByRole('button', { name: 'Disable olga' }).click();
    await scripted
      .getByRole('row', { name: /olga.*disabled/ })
      .getByRole('link')
      .click();
    await scripted.getByText('2026-17').waitFor();
    await assertAccessible(scripted);
    await scripted.getByLabel('New owner').selectOption({ label: 'Nova Reed (nova@firm.example)' });
    await scripted.getByRole('button', { name: 'Reassign them' }).click();
    await scripted.getByText('A colleague owns it now.').waitFor();
    assert.equal((await novas.goto(`/matters/${matter}`))?.status(), 200);
    await scripted.goto('/people');
    await scripted.getByRole('link', { name: 'Nova Reed' }).click();
    await scripted.getByRole('button', { name: 'Create a link for a new password' }).click();
    await scripted.locator('.secret').waitFor();
    await assertAccessible(scripted);
    await scripted.goto('/admin/mail');
    await assertAccessible(scripted);
    await scripted.getByLabel('Mail server').fill('localhost');
    await scripted.getByRole('textbox', { name: 'Port' }).fill('1');
    await scripted.getByLabel('Sender').fill('room@firm.example');
    await scripted.getByRole('button', { name: 'Save' }).click();
    await scripted.getByRole('button', { name: 'Send me a test message' }).click();
    await scripted.getByText('does not answer').waitFor();
    await assertAccessible(scripted);
    await admin.request.delete('/api/mail').expect(204);
  });

  it('sets up an authenticator app and signs in with its code', async () => {
    const ada = await createColleague(room, 'ada');
    const page = await browser.openPage();
    await signInByForm(page, { email: ada.email, password: colleaguePassword });
    await page.goto('/account/second-factor');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await assertAccessible(page);
    const seed = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
    const codeIn = (seconds: number) =>
      new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: Date.now() + seconds * 1000 });
    await waitForFreshTotpStep(10);
    await page.getByLabel('Code').fill(codeIn(-30));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.locator('#recovery-codes li').nth(9).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').fill(ada.email);
    await page.getByLabel('Password').fill(colleaguePassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Code of your authenticator app').fill('000 000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('This code is wrong').waitFor();
    await assertAccessible(page);
    assert.ok(!(await page.content()).includes(colleaguePassword), 'the password is not in the page');
    await page.getByLabel('Code of your authenticator app').fill(codeIn(0));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Matters' }).waitFor();
  });
});
