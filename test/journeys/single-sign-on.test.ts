import { randomUUID } from 'node:crypto';
import { createColleague, colleaguePassword } from '../support/test-firm.ts';
import { approveAs } from '../support/single-sign-on.ts';
import { clientSecret, startIdentityProvider, type TestProvider } from '../support/test-identity-provider.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

describe('Single sign-on in a browser', () => {
  const room = useRoom();
  const browser = useBrowser(room, { named: true });
  let provider: TestProvider;
  before(async () => {
    provider = await startIdentityProvider(browser.origin());
  });
  after(() => provider.stop());

  it('is set up and tried by an administrator, and lets in whoever the provider knows, without a script', async () => {
    const admin = await createColleague(room, 'root', 'administrator');
    const page = await browser.openPage({ javaScriptEnabled: false, ignoreHTTPSErrors: true });
    await signInByForm(page, { email: admin.email, password: colleaguePassword });
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Single sign-on' }).click();
    await page.getByLabel('Name of the provider').fill('Firm Login');
    await page.getByLabel('Address of the provider').fill(provider.issuer);
    await page.getByLabel('Client id').fill('strongroom');
    await page.getByLabel('Client secret').fill(clientSecret);
    await page.getByLabel('E-mail domains').fill('firm.example');
    await page.getByLabel('Groups and what').fill('no role for them');
    await page.getByLabel('Who uses single sign-on').selectOption('beside');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Each line names a group').waitFor();
    await page.getByLabel('Groups and what').fill('auditors = auditor');
    await page.getByLabel('Claims that name').fill('groups');
    await page.getByLabel('Client secret').fill(clientSecret);
    await page.getByRole('checkbox', { name: /A person who signs in this way/ }).check();
    const second = await createColleague(room, 'second', 'administrator');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A second administrator has to approve this first').waitFor();
    await approveAs(second);
    await page.getByLabel('Client secret').fill(clientSecret);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The settings were saved').waitFor();
    await page.getByRole('button', { name: 'Test the settings' }).click();
    await page.getByText('Firm Login answers').waitFor();
    await page.goto('/account');
    await page.getByRole('link', { name: 'Link your account at Firm Login' }).waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();

    provider.state.person = { sub: randomUUID(), email: 'nora@elsewhere.example', email_verified: true };
    await page.getByRole('link', { name: 'Sign in with Firm Login' }).click();
    await page.getByText('did not say that an e-mail address of the firm is yours').waitFor();
    provider.state.person = { ...provider.state.person, email: 'nora@firm.example', name: 'Nora New' };
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Sign in with Firm Login' }).click();
    await page.getByRole('link', { name: 'Nora New' }).click();
    await page.getByText('You can sign in with your account at Firm Login').waitFor();
  });

  it('can be used by everybody', async () => {
    const admin = await createColleague(room, 'ruth', 'administrator');
    const page = await browser.openPage();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Sign in with Firm Login' }).waitFor();
    await assertAccessible(page);
    await signInByForm(page, { email: admin.email, password: colleaguePassword });
    for (const path of ['/admin/single-sign-on', '/account']) {
      await page.goto(path);
      await assertAccessible(page);
    }
    await room.services.sql("UPDATE single_sign_on SET mode = 'only'", 'strongroom');
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByText('Emergency administrators').click();
    await page.getByLabel('Password').waitFor();
    await assertAccessible(page);
  });
});
