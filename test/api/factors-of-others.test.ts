import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { approveAs } from '../support/single-sign-on.ts';
import { PasskeyDevice } from '../support/passkey-device.ts';
import { useRoom } from '../support/room.ts';
import { createColleague, openForm, type Colleague } from '../support/test-firm.ts';
import { waitForFreshTotpStep } from '../support/wait-for-totp-step.ts';

const chosen = 'seven quiet rooms upstairs';
const refusedType = 'urn:strongroom:problem:own-password-first';

describe('Whoever knows a password that they made for somebody else', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  let eve: Colleague;
  before(async () => {
    eve = await createColleague(room, 'eve', 'administrator');
  });

  let count = 0;
  const addMember = async () => {
    const email = `vera-${(count += 1)}@firm.example`;
    const { body } = await eve.request.post('/api/people').send({ email }).expect(201);
    return { id: String(body.id), email, password: String(body.temporaryPassword) };
  };
  const enter = async (email: string, password: string) => {
    const answer = await supertest(server()).post('/api/session').send({ email, password }).expect(204);
    const cookie = String(answer.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
    return { cookie, request: supertest.agent(server()).set(await openForm(server(), cookie)) };
  };
  type Entered = Awaited<ReturnType<typeof enter>>;
  const refuses = async (asked: supertest.Test) => {
    const { body } = await asked.expect(403);
    assert.equal(body.type, refusedType);
    assert.match(body.detail, /made by somebody else.*Choose your own first/);
  };
  const choose = async ({ request }: Entered, current: string) => {
    const changed = await request.put('/api/password').send({ current, next: chosen }).expect(204);
    const cookie = String(changed.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
    return { cookie, request: supertest.agent(server()).set(await openForm(server(), cookie)) };
  };
  const addPasskey = async ({ request }: Pick<Entered, 'request'>) => {
    const question = (await request.post('/api/passkeys/question').expect(200)).body;
    const passkey = new PasskeyDevice().register(question);
    return request.post('/api/passkeys').send({ name: 'a key', passkey }).expect(201);
  };
  const addApp = async ({ request }: Pick<Entered, 'request'>) => {
    const { seed, setup } = (await request.post('/api/second-factor/setup').expect(200)).body;
    await waitForFreshTotpStep();
    const code = new TOTP({ secret: Secret.fromBase32(seed) }).generate();
    return request.put('/api/second-factor').send({ setup, code }).expect(200);
  };

  it('adds no passkey, app, recovery codes, key, link to a provider nor trust in one, until its owner chose their own', async () => {
    const vera = await addMember();
    const session = await enter(vera.email, vera.password);
    const { request } = session;
    await refuses(request.post('/api/passkeys/question'));
    await refuses(request.post('/api/second-factor/setup'));
    await refuses(request.post('/api/keys').send({ name: 'stays' }));
    await refuses(request.put('/api/second-factor/provider').send({ trusted: true }));
    for (const path of ['/account/second-factor', '/account/passkeys']) {
      const page = await request.get(path).set('Accept', 'text/html').expect(303);
      assert.equal(page.headers['location'], '/account/password', path);
    }
    const codes = await request.post('/account/recovery-codes').set('Accept', 'text/html').type('form');
    assert.equal(codes.headers['location'], '/account/password');
    const owner = await choose(session, vera.password);
    await addPasskey(owner);
    await addApp(owner);
    await owner.request.post('/api/keys').send({ name: 'mine' }).expect(201);
  });

  it('is kept from it by the database as well', async () => {
    const vera = await addMember();
    const insert = `INSERT INTO passkey (id, credential_id, person_id, name, site, public_key, counter, transports)
      VALUES (gen_random_uuid(), 'planted-${vera.id}', '${vera.id}', 'x', 'localhost', '', 0, '{}')`;
    const seal = `UPDATE person SET totp_sealed = 'x' WHERE id = '${vera.id}'`;
    for (const statement of [insert, seal])
      assert.match(await sql(`SET ROLE strongroom_server; ${statement}`).catch(String), /own password/);
    await sql(`UPDATE person SET password_temporary_until = NULL WHERE id = '${vera.id}'`);
    await sql(`SET ROLE strongroom_server; ${insert}`);
  });

  it('can still be made to choose: where a second factor is required, the way to one leads over the own password', async () => {
    const vera = await addMember();
    await addApp(eve);
    await eve.request.put('/api/firm-rules').send({ secondFactorRequired: true }).expect(200);
    try {
      const { cookie } = await enter(vera.email, vera.password);
      const form = await openForm(server(), cookie);
      const request = supertest.agent(server()).set(form).set('Accept', 'text/html');
      assert.equal((await request.get('/matters')).headers['location'], '/account/second-factor');
      assert.equal((await request.get('/account/second-factor')).headers['location'], '/account/password');
      const page = await request.get('/account/password').expect(200);
      assert.match(page.text, /Choose your own password/);
      const typed = { current: vera.password, next: chosen };
      const wrong = { ...typed, next: 'short' };
      const again = await request.post('/account/password').type('form').send(wrong).expect(400);
      assert.match(again.text, /Choose your own password/);
      const changed = await request.post('/account/password').type('form').send(typed).expect(303);
      assert.equal(changed.headers['location'], '/account?done=password');
      const own = String(changed.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
      const setup = await supertest(server()).get('/account/second-factor').set('Cookie', own);
      assert.equal(setup.status, 200);
    } finally {
      await eve.request.put('/api/firm-rules').send({ secondFactorRequired: false }).expect(200);
    }
  });

  it('keeps no program: their keys end with that password, whatever is ticked', async () => {
    const vera = await addMember();
    const session = await enter(vera.email, vera.password);
    await sql(
      `INSERT INTO api_key (id, key_hash, name, person_id) VALUES (gen_random_uuid(), 'h-${vera.id}', 'planted', '${vera.id}')`,
    );
    const change = { current: vera.password, next: chosen, keepKeys: true };
    const form = { ...change, keepKeys: 'true' };
    await session.request.post('/account/password').type('form').send(form).expect(303);
    const open = await sql(
      `SELECT count(*) FROM api_key WHERE person_id = '${vera.id}' AND revoked_at IS NULL`,
    );
    assert.equal(open.trim(), '0');
  });

  it('makes nobody an auditor by it; and of others the second administrator reads with what they sign in', async () => {
    const bob = await createColleague(room, 'bob', 'administrator');
    const vera = await addMember();
    const change = (id: string) => eve.request.put(`/api/people/${id}`).send({ role: 'auditor' });
    const refused = await change(vera.id).expect(409);
    assert.match(refused.body.detail, /password.*made by somebody else/);
    const owner = await choose(await enter(vera.email, vera.password), vera.password);
    await addPasskey(owner);
    await change(vera.id).expect(403);
    const lines = async () => {
      const { items } = (await bob.request.get('/api/approvals').expect(200)).body;
      return (items as { about: { id: string } | null; usable: boolean; lines: string[] }[])
        .filter(({ about }) => about?.id === vera.id)
        .map((each) => each.lines.join('\n'));
    };
    const today = new Date().toISOString().slice(0, 10);
    assert.match(
      (await lines())[0] ?? '',
      new RegExp(
        `1 passkey: .a key., added on ${today} in a session opened by a password that somebody else made`,
      ),
    );
    await approveAs(bob);
    // What is added after the approval was not approved.
    await addApp(owner);
    await change(vera.id).expect(403);
    assert.match((await lines()).join('\n'), /authenticator app, added on/);
    await approveAs(bob);
    await change(vera.id).expect(200);
    const grown = (await bob.request.get('/api/account-notices').expect(200)).body.items;
    assert.match(JSON.stringify(grown), /made .* an auditor.*1 passkey.*authenticator app/);
  });
});
