import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { approveCommand, resetPasswordCommand } from '../../ops/people/commands.ts';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  signInAgain,
  createTestMatter,
  openForm,
  type Colleague,
} from '../support/test-firm.ts';
import { mailUser, startMailServer } from '../support/test-mail-server.ts';
import { sendQueuedMail } from '../../core/mail/mail-outbox.ts';
import { useRoom } from '../support/room.ts';
import { approveAs, useSingleSignOn } from '../support/single-sign-on.ts';

const chosen = 'seven quiet rooms upstairs';
const needed = 'urn:strongroom:problem:approval-needed';

describe('One administrator who would be somebody else', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  const page = (who: Colleague, path = '/account') =>
    who.request.get(path).set('Accept', 'text/html').expect(200);
  const linkFor = (by: Colleague, whom: Colleague) => by.request.post(`/api/people/${whom.id}/password-link`);
  const notices = async (who: Colleague): Promise<{ id: string; kind: string }[]> =>
    (await who.request.get('/api/account-notices').expect(200)).body.items;
  const kinds = async (who: Colleague) => (await notices(who)).map(({ kind }) => kind);
  const command = (words: string[]) => ({
    flags: {},
    words,
    onProgress: () => undefined,
    app: () => room.app('ops'),
  });
  /** A firm of its own for each test: who can approve depends on all administrators. */
  const firm = async (administrators: number) => {
    await sql(`UPDATE person SET disabled_at = now() WHERE role = 'administrator'`);
    const made: Colleague[] = [];
    for (let each = 0; each < administrators; each += 1)
      made.push(await createColleague(room, `admin-${each}`, 'administrator'));
    const [eve, bob] = made as [Colleague, Colleague];
    return { eve, bob, vera: await createColleague(room, 'vera') };
  };
  const wallSomewhereFor = async (vera: Colleague) => {
    const matterId = await createTestMatter(vera);
    const other = await createColleague(room, 'other');
    const wall = { matterId, personId: other.id, reason: 'Works for the other side' };
    return (await vera.request.post('/api/walls').send(wall).expect(201)).body.id as string;
  };

  it('makes a password link for a member, who is told on the next page and when it was used', async () => {
    const { eve, vera } = await firm(2);
    const link = (await linkFor(eve, vera).expect(201)).body.link.replace('https://localhost', '');
    assert.match((await page(vera, '/search')).text, /admin-0.*made a link with which a new password/);
    const form = await openForm(server());
    await supertest(server()).post(link).set(form).type('form').send({ password: chosen }).expect(303);
    assert.deepEqual(
      (await sql(`SELECT kind FROM account_notice WHERE person_id = '${vera.id}' ORDER BY made_at`))
        .trim()
        .split('\n'),
      ['password-link-made', 'password-link-used', 'signed-in'],
    );
    const made = await sql(`SELECT detail FROM audit_event WHERE event = 'account-notice.made' ORDER BY seq`);
    assert.match(made, new RegExp(`password-link-made.*${vera.id}`));
  });

  it('cannot take a notice away: it stays until its person has acknowledged it, and in their list for good', async () => {
    const { eve, vera } = await firm(2);
    await linkFor(eve, vera).expect(201);
    const [notice] = await notices(vera);
    assert.ok(notice);
    await eve.request.post(`/api/account-notices/${notice.id}/acknowledge`).expect(404);
    assert.match((await page(vera, '/matters')).text, /I know of this/);
    const path = `/account/notices/${notice.id}/acknowledge`;
    await vera.request.post(path).type('form').send({}).expect(303);
    assert.doesNotMatch((await page(vera, '/matters')).text, /I know of this/);
    assert.match((await page(vera)).text, /made a link with which a new password/);
    const refused = await sql(`SET ROLE strongroom_server; DELETE FROM account_notice`).catch(String);
    assert.match(refused, /permission denied/);
    await vera.request.post(`/api/account-notices/${randomUUID()}/acknowledge`).expect(404);
  });

  it('makes no link for somebody with a role in a walled matter, an administrator or an auditor, alone', async () => {
    const { eve, bob, vera } = await firm(2);
    const wall = await wallSomewhereFor(vera);
    const refused = await linkFor(eve, vera).expect(403);
    assert.equal(refused.body.type, needed);
    assert.match(refused.body.detail, /under People, Approvals/);
    assert.deepEqual(await kinds(vera), ['password-link-asked']);
    assert.ok((await kinds(bob)).includes('approval-asked'));
    // Lifting the wall first is no shorter way.
    await sql(
      `UPDATE wall SET lifted_at = now(), lifted_by = raised_by, lifted_because = 'x' WHERE id = '${wall}'`,
    );
    await linkFor(eve, vera).expect(403);
    for (const other of [bob, await createColleague(room, 'audra', 'auditor')])
      assert.equal((await linkFor(eve, other).expect(403)).body.type, needed);
    const [own] = (await eve.request.get('/api/approvals').expect(200)).body.items.toReversed();
    assert.equal(own.about.id, vera.id);
    const byAsker = await eve.request.post(`/api/approvals/${own.id}/approve`).expect(403);
    assert.match(byAsker.body.detail, /You asked for this yourself/);
    await vera.request.post(`/api/approvals/${own.id}/approve`).expect(403);
    await bob.request.post(`/admin/approvals/${own.id}/approve`).type('form').send({}).expect(303);
    await linkFor(eve, vera).expect(201);
    assert.equal((await linkFor(eve, vera).expect(403)).body.type, needed, 'an approval is used once');
    assert.match((await page(bob, '/admin/approvals')).text, /A link with which a password for/);
  });

  it('is no second administrator by an account that they have just made, nor for what was declined', async () => {
    const { eve, bob, vera } = await firm(2);
    await wallSomewhereFor(vera);
    let puppet = await createColleague(room, 'puppet');
    await eve.request.put(`/api/people/${puppet.id}`).send({ role: 'administrator' }).expect(200);
    puppet = await signInAgain(room, puppet);
    assert.ok((await kinds(bob)).includes('administrator-made'));
    await linkFor(eve, vera).expect(403);
    const [asked] = (await puppet.request.get('/api/approvals').expect(200)).body.items;
    const young = await puppet.request.post(`/api/approvals/${asked.id}/approve`).expect(403);
    assert.match(young.body.detail, /less than 24 hours/);
    await bob.request.post(`/api/approvals/${asked.id}/decline`).expect(204);
    assert.ok((await kinds(eve)).includes('approval-declined'));
    await linkFor(eve, vera).expect(403);
    // Leaving and coming back makes nobody older, nor younger.
    await sql(`UPDATE person SET administrator_since = now() - interval '2 hours' WHERE id = '${puppet.id}'`);
    for (const disabled of [true, false])
      await eve.request.put(`/api/people/${puppet.id}`).send({ disabled }).expect(200);
    const since = await sql(
      `SELECT now() - administrator_since BETWEEN interval '1 hour' AND interval '3 hours' FROM person WHERE id = '${puppet.id}'`,
    );
    assert.equal(since.trim(), 't');
  });

  it('waits for a day where there is no other, and everybody whom it concerns is told; the host can shorten it', async () => {
    const { eve, vera } = await firm(1);
    await wallSomewhereFor(vera);
    const refused = await linkFor(eve, vera).expect(403);
    assert.match(refused.body.detail, /everybody concerned was told.*strongroom approve/);
    assert.deepEqual(await kinds(vera), ['password-link-asked']);
    const waits = await sql(
      `SELECT free_from - asked_at = interval '24 hours' FROM approval WHERE about_person = '${vera.id}'`,
    );
    assert.equal(waits.trim(), 't');
    const shorter = `SET ROLE strongroom_server; UPDATE approval SET free_from = now()`;
    assert.match(await sql(shorter).catch(String), /permission denied/);
    await sql(`UPDATE approval SET free_from = now() WHERE about_person = '${vera.id}'`);
    await linkFor(eve, vera).expect(201);

    const auditor = { email: `audra-${vera.id}@firm.example`, role: 'auditor' };
    assert.equal((await eve.request.post('/api/people').send(auditor).expect(403)).body.type, needed);
    assert.ok((await kinds(vera)).includes('auditor-asked'));
    const { json, text } = await approveCommand.run(command([]));
    const [waiting] = json['approvals'] as { id: string }[];
    assert.match(text, /becomes an auditor/);
    await approveCommand.run(command([waiting?.id ?? '']));
    await assert.rejects(approveCommand.run(command([waiting?.id ?? ''])), /waits for an approval/);
    await eve.request.post('/api/people').send(auditor).expect(201);
  });

  it('names no auditor alone, neither somebody new nor a colleague', async () => {
    const { eve, bob, vera } = await firm(2);
    const change = () => eve.request.put(`/api/people/${vera.id}`).send({ role: 'auditor' });
    assert.equal((await change().expect(403)).body.type, needed);
    await approveAs(bob);
    // What was approved is done, and nothing else.
    const other = await createColleague(room, 'other');
    await eve.request.put(`/api/people/${other.id}`).send({ role: 'auditor' }).expect(403);
    assert.equal((await change().expect(200)).body.role, 'auditor');
    const events = await sql(
      `SELECT event FROM audit_event WHERE event LIKE 'approval.%' AND person_id = '${eve.id}' ORDER BY seq`,
    );
    assert.deepEqual(events.trim().split('\n'), ['approval.asked', 'approval.asked', 'approval.used']);
    const given = await sql(
      `SELECT count(*) FROM audit_event WHERE event = 'approval.given' AND person_id = '${bob.id}'`,
    );
    assert.ok(Number(given) > 0);
  });

  it('is told of by mail as well, and so is what the host does', async () => {
    const { eve, bob, vera } = await firm(2);
    const mail = await startMailServer();
    try {
      const settings = {
        host: 'localhost',
        port: mail.port,
        security: 'starttls',
        from: 'room@firm.example',
      };
      const login = { user: mailUser.user, password: mailUser.pass };
      await eve.request
        .put('/api/mail')
        .send({ ...settings, ...login })
        .expect(200);
      assert.ok((await kinds(bob)).includes('mail-changed'));
      await resetPasswordCommand.run(command([vera.email]));
      await sendQueuedMail(room.app('server'));
      const toVera = (await mail.mails()).filter(({ to }) => to?.[0]?.address === vera.email);
      assert.deepEqual(
        toVera.map(({ subject }) => subject),
        ['Your password for Strongroom was replaced'],
      );
    } finally {
      await eve.request.delete('/api/mail').expect(204);
      await mail.stop();
    }
  });
});

describe('Single sign-on, by one administrator alone', () => {
  const room = useRoom();
  const firm = useSingleSignOn(room);

  it('is neither turned on nor led elsewhere; a second one approves, and everybody is told', async () => {
    const vera = await createColleague(room, 'vera');
    const put = (change: object = {}) =>
      firm.admin.request.put('/api/single-sign-on').send({ ...firm.settings(), ...change });
    await put({ mode: 'off' }).expect(200);
    assert.equal((await put().expect(403)).body.type, needed);
    assert.equal((await firm.ask('/single-sign-on', '').expect(403)).status, 403);
    await firm.save().expect(200);
    await put().expect(200);
    for (const change of [
      { secondFactorValues: ['pwd'] },
      { issuer: 'https://elsewhere.example' },
      { groupRoles: [{ group: 'all', role: 'administrator' }] },
      { emergencyAdministrators: [firm.admin.id] },
    ])
      assert.equal((await put(change).expect(403)).body.type, needed, JSON.stringify(change));
    const account = await vera.request.get('/account').set('Accept', 'text/html').expect(200);
    assert.match(account.text, /changed how the firm’s people sign in/);
    firm.provider.state.person = firm.somebody({ email: vera.email });
    await firm.signOn();
    const told = await vera.request.get('/api/account-notices').expect(200);
    assert.deepEqual((told.body.items as { kind: string }[]).map(({ kind }) => kind).toSorted(), [
      'identity-linked',
      'sign-on-changed',
      'signed-in',
    ]);
    await put({ mode: 'off' }).expect(200);
  });
});
