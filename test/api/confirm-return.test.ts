import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { PasskeyDevice } from '../support/passkey-device.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Whoever is asked to confirm that it is they', () => {
  const room = useRoom();
  let boss: Colleague;
  let ada: Colleague;
  let matterId: string;
  const loseConfirmation = () =>
    room.services.sql("UPDATE session SET confirmed_at = now() - interval '1 hour'", 'strongroom');

  before(async () => {
    boss = await createColleague(room, 'boss', 'administrator');
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada);
    await loseConfirmation();
  });

  async function returnPathAfter(path: string, form: Record<string, string> = {}): Promise<string> {
    const answer = await boss.request.post(path).type('form').send(form);
    assert.equal(answer.status, 303, `${path} answers ${answer.status}`);
    const location = new URL(String(answer.headers['location']), 'https://strongroom.invalid');
    assert.equal(location.pathname, '/confirm', path);
    return location.searchParams.get('next') ?? '';
  }

  it('comes back to the page whose form it was', async () => {
    const person = `/people/${ada.id}`;
    const setup = { setup: 'x', code: '123456' };
    for (const [path, form, page] of [
      [`${person}/link`, {}, person],
      [`${person}/matters`, { to: boss.id, matter: matterId }, person],
      [person, { disabled: 'true' }, '/people'],
      ['/people/rules', { secondFactorRequired: 'true' }, '/people'],
      ['/account/second-factor', setup, '/account/second-factor'],
      ['/account/second-factor/remove', {}, '/account'],
      ['/account/sessions/end', {}, '/account'],
      [`/account/sessions/${randomUUID()}/end`, {}, '/account'],
      ['/account/keys', { name: 'scanner', days: '30' }, '/account'],
      ['/account/recovery-codes', {}, '/account'],
      [`/account/passkeys/${randomUUID()}/remove`, {}, '/account/passkeys'],
      ['/admin/backups', {}, '/admin/backups'],
    ] as const)
      assert.equal(await returnPathAfter(path, form), page, path);
  });

  it('comes back to the page of the backups who ordered a restore of a matter of others', async () => {
    // Only an administrator is asked, and may not see the page of the matter.
    assert.equal(await returnPathAfter(`/matters/${matterId}/restores`), '/admin/backups');
  });

  it('comes back to the address with its question who only looked', async () => {
    const { headers } = await boss.request.get('/account/second-factor?a=b').set('Accept', 'text/html');
    assert.equal(headers['location'], `/confirm?next=${encodeURIComponent('/account/second-factor?a=b')}`);
  });

  it('adds a passkey from a page that shows why another stayed, and comes back to the page of the passkeys', async () => {
    await room.services.sql('UPDATE session SET confirmed_at = now()', 'strongroom');
    const question = (await boss.request.post('/api/passkeys/question').expect(200)).body;
    const input = { name: 'a key', passkey: new PasskeyDevice().register(question) };
    const { body: passkey } = await boss.request.post('/api/passkeys').send(input).expect(201);
    await boss.request.put('/api/firm-rules').send({ secondFactorRequired: true }).expect(200);
    const refused = await boss.request
      .post(`/account/passkeys/${passkey.id}/remove`)
      .set('Accept', 'text/html')
      .type('form')
      .send({});
    assert.equal(refused.status, 409);
    assert.match(refused.text, /<passkey-button[^>]* returns-to="\/account\/passkeys"/);
  });
});
