import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, openForm, colleaguePassword, type Colleague } from '../support/test-firm.ts';
import { mailUser, startMailServer } from '../support/test-mail-server.ts';
import { useRoom } from '../support/room.ts';
import { waitForFreshTotpStep } from '../support/wait-for-totp-step.ts';

const chosen = 'seven quiet rooms upstairs';

describe('A link to choose a password', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  const guest = () => supertest(server());
  let admin: Colleague;
  let form: Awaited<ReturnType<typeof openForm>>;
  let count = 0;
  before(async () => {
    form = await openForm(server());
    admin = await createColleague(room, 'admin', 'administrator');
  });

  type Invited = { id: string; email: string; path: string };
  const pathOf = (link: string) => link.replace('https://localhost', '');
  const invite = async (): Promise<Invited> => {
    const email = `new-${(count += 1)}@firm.example`;
    const { body } = await admin.request
      .post('/api/people')
      .send({ email, name: 'Nova', invite: true })
      .expect(201);
    assert.equal(body.temporaryPassword, undefined);
    return { id: body.id, email, path: pathOf(body.invitation.link) };
  };
  const giveLink = async (id: string) => {
    const { body } = await admin.request.post(`/api/people/${id}/password-link`).expect(201);
    return { path: pathOf(body.link), hours: (Date.parse(body.expiresAt) - Date.now()) / 3_600_000 };
  };
  const choose = (path: string, secret = chosen) =>
    guest().post(path).set(form).type('form').send({ password: secret });
  const signIn = (email: string, secret = chosen) =>
    guest().post('/api/session').send({ email, password: secret });

  it('invites a colleague, who chooses it and is signed in; looking uses nothing up, and it works once', async () => {
    const { email, path } = await invite();
    await signIn(email).expect(401);
    for (let look = 0; look < 3; look += 1) assert.match((await guest().get(path).expect(200)).text, /Nova/);
    await choose(path, 'short').expect(400);
    await choose(path, email).expect(400);
    const { headers } = await choose(path).expect(303);
    assert.equal(headers['location'], '/matters');
    const cookie = String(headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
    const { body } = await guest().get('/api/session').set('Cookie', cookie).expect(200);
    assert.equal(body.person.email, email);
    await choose(path, 'another one altogether').expect(404);
    assert.doesNotMatch((await guest().get(path).expect(404)).text, /Nova/);
    await signIn(email).expect(204);
  });

  it('works for one of two who use it at the same moment', async () => {
    const { path, email } = await invite();
    const answers = await Promise.all([choose(path), choose(path, 'another one altogether')]);
    assert.deepEqual(statusesOf(answers), [303, 404]);
    const ways = await Promise.all([signIn(email), signIn(email, 'another one altogether')]);
    assert.deepEqual(statusesOf(ways), [204, 401]);
  });

  it('opens nothing after it was taken back, sent again, is too old, or the person was disabled', async () => {
    const [back, again, old, gone] = [await invite(), await invite(), await invite(), await invite()];
    await admin.request.delete(`/api/people/${back.id}/password-link`).expect(204);
    const newer = await giveLink(again.id);
    assert.ok(newer.hours > 167 && newer.hours <= 168, 'an invitation still');
    await sql(`UPDATE password_link SET expires_at = now() WHERE person_id = '${old.id}'`);
    await admin.request.put(`/api/people/${gone.id}`).send({ disabled: true }).expect(200);
    for (const { path } of [back, again, old, gone]) {
      await guest().get(path).expect(404);
      await choose(path).expect(404);
    }
    await admin.request.post(`/api/people/${gone.id}/password-link`).expect(409);
    await choose(newer.path).expect(303);
    const told = async (id: string) =>
      (await sql(`SELECT kind FROM account_notice WHERE person_id = '${id}' ORDER BY made_at`))
        .trim()
        .split('\n');
    assert.ok(
      (await told(again.id)).includes('password-link-used'),
      'it may be that others sent the second link',
    );
    const first = await invite();
    await choose(first.path).expect(303);
    assert.ok(!(await told(first.id)).includes('password-link-used'), 'they chose it by their invitation');
    await guest().get('/join/nothing-of-ours').expect(404);
    await guest().get('/join/%E0%A4%A').expect(400);
  });

  it('for a new password ends all sessions, leaves the authenticator app, and needs a confirmed administrator', async () => {
    const ada = await createColleague(room, 'ada');
    const { body: setup } = await ada.request.post('/api/second-factor/setup').expect(200);
    const totp = new TOTP({ secret: Secret.fromBase32(setup.seed) });
    const code = (seconds: number) => totp.generate({ timestamp: Date.now() + seconds * 1000 });
    await waitForFreshTotpStep();
    await ada.request
      .put('/api/second-factor')
      .send({ setup: setup.setup, code: code(-30) })
      .expect(200);
    const { path, hours } = await giveLink(ada.id);
    assert.ok(hours > 23 && hours <= 24);
    await ada.request.get('/api/session').expect(200);
    const page = await choose(path).expect(200);
    assert.match(page.text, /Code of your authenticator app/);
    assert.doesNotMatch(
      String(page.headers['set-cookie']),
      /__Host-session/,
      'the link alone signs nobody in who has an app',
    );
    await ada.request.get('/api/session').expect(401);
    assert.equal((await signIn(ada.email)).body.type, 'urn:strongroom:problem:second-factor-needed');
    await guest()
      .post('/api/session')
      .send({ email: ada.email, password: chosen, code: code(0) })
      .expect(204);
    const open = (await giveLink(ada.id)).path;
    await sql(`UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${admin.id}'`);
    const refused = await admin.request.post(`/api/people/${ada.id}/password-link`).expect(403);
    assert.equal(refused.body.type, 'urn:strongroom:problem:confirm-first');
    await sql('UPDATE session SET confirmed_at = now()');
    await guest().get(open).expect(200);
  });

  it('ends when its person changes the password by another way', async () => {
    const ada = await createColleague(room, 'ada');
    const { path } = await giveLink(ada.id);
    await ada.request.put('/api/password').send({ current: colleaguePassword, next: chosen }).expect(204);
    await choose(path, 'another one altogether').expect(404);
    await signIn(ada.email).expect(204);
  });

  it('is mailed where a mail server is named, and shown where the mail failed', async () => {
    const mail = await startMailServer();
    try {
      const settings = {
        host: 'localhost',
        port: mail.port,
        security: 'starttls',
        from: 'room@firm.example',
      };
      const login = { user: mailUser.user, password: mailUser.pass };
      await admin.request
        .put('/api/mail')
        .send({ ...settings, ...login })
        .expect(200);
      const email = 'mailed@firm.example';
      const { body } = await admin.request.post('/api/people').send({ email, invite: true }).expect(201);
      assert.deepEqual([body.invitation.mailed, body.invitation.link], [true, null]);
      const path = /https:\/\/localhost(\/join\/\S+)/.exec((await mail.mails())[0]?.text ?? '')?.[1] ?? '';
      assert.equal((await mail.mails())[0]?.to?.[0]?.address, email);
      await choose(path).expect(303);
      mail.accepts.mail = false;
      const shown = (await admin.request.post(`/api/people/${body.id}/password-link`).expect(201)).body;
      assert.equal(shown.mailed, false);
      assert.match(shown.problem, /refused the message/);
      await choose(pathOf(shown.link), 'another one altogether').expect(303);
    } finally {
      await admin.request.delete('/api/mail').expect(204);
      await mail.stop();
    }
  });

  it('is nowhere but in the reader’s hands: of its token a hash is kept, and nothing in Redis or the audit log', async () => {
    const { path, id } = await invite();
    const token = path.slice('/join/'.length);
    assert.ok(token.length >= 43, 'as hard to guess as a session');
    const kept = await sql(`SELECT password_link::text FROM password_link WHERE person_id = '${id}'
      UNION ALL SELECT detail FROM audit_event`);
    assert.ok(kept.includes(id) && !kept.includes(token));
    const page = await guest().get(path).expect(200);
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.ok(!page.text.includes(token), 'the page can be printed or saved');
    const listed = await admin.request.get('/api/people').expect(200);
    assert.equal(listed.body.items.find((one: { id: string }) => one.id === id).hasPassword, false);
    const seen = await admin.request.get(`/people/${id}`).expect(200);
    assert.ok(!seen.text.includes(token) && /no password yet/.test(seen.text));
  });

  it('is given by administrators alone, and an invitation and a password exclude each other', async () => {
    const member = await createColleague(room, 'member');
    await member.request.post(`/api/people/${admin.id}/password-link`).expect(403);
    await member.request.delete(`/api/people/${admin.id}/password-link`).expect(403);
    await member.request.get(`/people/${admin.id}`).expect(403);
    await member.request.post(`/people/${admin.id}/link`).expect(403);
    await admin.request.post('/api/people/nobody/password-link').expect(404);
    const both = { email: 'both@firm.example', invite: true, password: chosen };
    await admin.request.post('/api/people').send(both).expect(400);
    const plain = await admin.request.post('/api/people').send({ email: 'old-way@firm.example' }).expect(201);
    await signIn('old-way@firm.example', plain.body.temporaryPassword).expect(204);
  });
});

function statusesOf(answers: { status: number }[]): number[] {
  return answers.map(({ status }) => status).toSorted((a, b) => a - b);
}
