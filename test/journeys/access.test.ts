import assert from 'node:assert/strict';
import { createColleague, createTestMatter, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { assertAccessible, signInByForm, useBrowser } from './use-browser.ts';

describe('Groups and walls in the browser', () => {
  const room = useRoom();
  const browser = useBrowser(room);

  it('let an owner name a group and shut a colleague out, and an administrator see and lift it', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    const ada = await createColleague(room, 'ada');
    const ben = await createColleague(room, 'ben');
    const matter = await createTestMatter(ada, 'firm', '2026-17');
    const page = await browser.openPage();
    await signInByForm(page, { email: boss.email, password: colleaguePassword });
    await page.goto('/admin/groups');
    await page.getByLabel('Name of a new group').fill('Litigation');
    await page.getByRole('button', { name: 'Create the group' }).click();
    await page.getByLabel('Person to add to Litigation').selectOption({ label: `ben (${ben.email})` });
    await page.getByRole('button', { name: 'Add to the group' }).click();
    await page.getByRole('button', { name: 'Remove ben from Litigation' }).waitFor();
    await assertAccessible(page);

    const adas = await browser.openPage();
    await signInByForm(adas, { email: ada.email, password: colleaguePassword });
    await adas.goto(`/matters/${matter}`);
    await adas.getByText('Add a group').click();
    await adas.getByRole('combobox', { name: 'Group', exact: true }).selectOption({ label: 'Litigation' });
    await adas
      .locator('form', { has: adas.getByRole('combobox', { name: 'Group', exact: true }) })
      .getByRole('button')
      .click();
    await adas.getByLabel('Role of Litigation').waitFor();
    await assertAccessible(adas);
    await ben.request.get(`/matters/${matter}`).set('Accept', 'text/html').expect(200);

    await adas.getByRole('link', { name: 'Ethical walls' }).click();
    await adas.getByText('Raise a wall').click();
    await adas.getByLabel('Against').selectOption({ label: `ben (${ben.email})` });
    await adas.getByLabel('Reason').fill('Acted for Lind until 2024');
    await adas.getByRole('button', { name: 'Raise' }).click();
    await adas.getByRole('button', { name: 'Lift the wall against ben' }).waitFor();
    await assertAccessible(adas);
    await ben.request.get(`/matters/${matter}`).set('Accept', 'text/html').expect(404);

    await page.goto('/admin/walls');
    assert.equal(await page.getByText('2026-17').count(), 1);
    assert.equal(await page.getByText('Harbour').count(), 0, 'administrators learn the number, not the name');
    await page.getByLabel('Why').fill('The client agreed');
    await page.getByRole('button', { name: 'Lift the wall against ben' }).click();
    await page.getByText('The client agreed').waitFor();
    await assertAccessible(page);
    await ben.request.get(`/matters/${matter}`).set('Accept', 'text/html').expect(200);
  });

  it('lets somebody ask for a matter and an owner grant it, and an administrator use emergency access, which the owner sees', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const matter = await createTestMatter(ada, 'members', '2026-18');
    const bens = await browser.openPage();
    await signInByForm(bens, { email: ben.email, password: colleaguePassword });
    await bens.getByRole('link', { name: 'Request access to a matter you do not see' }).click();
    await bens.getByLabel('Number of the matter').fill('2026-18');
    await bens.getByLabel('Why').fill('I write the brief with you');
    await bens.getByRole('button', { name: 'Ask the owners' }).click();
    await bens.getByText('Waiting for an answer').waitFor();
    await assertAccessible(bens);

    const page = await browser.openPage();
    await signInByForm(page, { email: boss.email, password: colleaguePassword });
    await page.goto('/access');
    await page.getByText('Read a matter at once').click();
    const form = page.locator('form', { has: page.getByRole('button', { name: 'Start emergency access' }) });
    await form.getByLabel('Number of the matter').fill('2026-18');
    await form.getByLabel('Why').fill('The hearing was moved to this afternoon');
    await assertAccessible(page);
    await form.getByRole('button').click();
    await page.getByText('You read this matter by emergency access').waitFor();
    await assertAccessible(page);

    const adas = await browser.openPage();
    await signInByForm(adas, { email: ada.email, password: colleaguePassword });
    await adas.getByRole('link', { name: 'See who and why' }).click();
    await assertAccessible(adas);
    await adas.getByRole('button', { name: 'End now for boss' }).click();
    await boss.request.get(`/matters/${matter}`).set('Accept', 'text/html').expect(404);
    await adas.getByRole('button', { name: 'Acknowledge what boss did' }).click();
    await adas.goto(`/matters/${matter}`);
    await assertAccessible(adas);
    await adas.getByRole('button', { name: 'Grant as viewer to ben' }).click();
    await ben.request.get(`/matters/${matter}`).set('Accept', 'text/html').expect(200);
  });
});
