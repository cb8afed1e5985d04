import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { colleague, password } from '../support/firm.js';
import { useRoom } from '../support/room.js';
import { assertAccessible, signIn, useOffice } from './browser.js';

describe('Somebody who tends their account', () => {
  const room = useRoom();
  const office = useOffice(room);

  it('ends a forgotten session, makes a key and changes the password, without a script', async () => {
    const ada = await colleague(room, 'ada');
    const page = await office.visit({ javaScriptEnabled: false });
    await signIn(page, { email: ada.email, password });
    await page.getByRole('link', { name: 'ada' }).click();
    await page.getByRole('row', { name: /Chrom.* on Linux/ }).waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('You are signed out everywhere else.').waitFor();
    await page.getByText('Make a key').click();
    await page.getByLabel('What it is for').fill('scanner in room 3');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.locator('code.secret', { hasText: /^srk_/ }).waitFor();
    await page.getByLabel('Present password').fill(password);
    await page.getByLabel('New password').fill('four words in a row');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password was changed').waitFor();
  });

  it('disables a leaver after confirming with the password', async () => {
    const admin = await colleague(room, 'root', 'administrator');
    const leaver = await colleague(room, 'leaver');
    const page = await office.visit();
    await signIn(page, { email: admin.email, password });
    await room.services.sql(
      `UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${admin.id}'`,
      'strongroom',
    );
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('button', { name: 'Disable leaver' }).click();
    await page.getByRole('heading', { level: 1, name: 'Confirm that it is you' }).waitFor();
    await assertAccessible(page);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Disable leaver' }).click();
    await page.getByRole('row', { name: /leaver.*disabled/ }).waitFor();
    await assertAccessible(page);
    await leaver.request.get('/api/session').expect(401);
    await page.getByRole('link', { name: 'root' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
    await assertAccessible(page);
  });

  it('sets up an authenticator app and signs in with its code', async () => {
    const ada = await colleague(room, 'ada');
    const page = await office.visit();
    await signIn(page, { email: ada.email, password });
    await page.goto('/account/second-factor');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await assertAccessible(page);
    const seed = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
    const codeIn = (seconds: number) =>
      new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: Date.now() + seconds * 1000 });
    await page.getByLabel('Code').fill(codeIn(-30));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.locator('#recovery-codes li').nth(9).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').fill(ada.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Code of your authenticator app').fill('000 000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This code is wrong').waitFor();
    await assertAccessible(page);
    assert.ok(!(await page.content()).includes(password), 'the password is not in the page');
    await page.getByLabel('Code of your authenticator app').fill(codeIn(0));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Matters' }).waitFor();
  });
});
