import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  keepCookie,
  openForm,
  colleaguePassword,
  type Colleague,
} from '../support/test-firm.ts';
import { PasskeyDevice } from '../support/passkey-device.ts';
import { useRoom } from '../support/room.ts';

describe('A passkey', () => {
  const room = useRoom();
  const stranger = () => supertest(createServer(room.app('server')));
  const sql = (text: string) => room.services.sql(text, 'strongroom');
  const ask = async (ticket?: string) =>
    (await stranger().post('/api/session/passkey/question').send({ ticket }).expect(200)).body;
  const signIn = (passkey: object, ticket?: string) =>
    stranger().post('/api/session/passkey').send({ passkey, ticket });
  const make = async (who: Colleague, device = new PasskeyDevice()) => {
    const question = (await who.request.post('/api/passkeys/question').expect(200)).body;
    const input = { name: 'a key', passkey: device.register(question) };
    const { body } = await who.request.post('/api/passkeys').send(input).expect(201);
    return { device, id: String(body.id), recoveryCodes: body.recoveryCodes as string[] };
  };
  /** Gives the password by the form, as a browser does, and takes the ticket out of the second page. */
  const ticketOf = async (who: Colleague) => {
    const form = await openForm(createServer(room.app('server')));
    const typed = { email: who.email, password: colleaguePassword };
    const page = await stranger().post('/sign-in').set(form).type('form').send(typed);
    return /name="ticket" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  };
  const refusals = async (who: Colleague) => {
    const events = `person_id = '${who.id}' AND event IN ('session.refused', 'passkey.copied')`;
    return (await sql(`SELECT string_agg(event, ' ' ORDER BY seq) FROM audit_event WHERE ${events}`)).trim();
  };

  it('signs a person in without a password, and its challenge is good once', async () => {
    const ada = await createColleague(room, 'ada');
    const { device } = await make(ada);
    const answer = device.sign(await ask());
    const both = await Promise.all([signIn(answer), signIn(answer)]);
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((a, b) => a - b),
      [204, 401],
    );
    await signIn(answer).expect(401);
    const cookie = both.find(({ status }) => status === 204)?.headers['set-cookie']?.[0] ?? '';
    const session = await stranger()
      .get('/api/session')
      .set('Cookie', String(cookie).split(';', 1)[0] ?? '');
    assert.equal(session.body.person.id, ada.id);
    assert.match(await refusals(ada), /^(session\.refused ?){2}$/);
  });

  it('is refused when it signed for another site, without a finger or PIN, for another act or for somebody else', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const { device } = await make(ada);
    const { device: bens } = await make(ben);
    const bensHandle = Buffer.from(ben.id.replaceAll('-', ''), 'hex').toString('base64url');
    for (const bent of [
      { origin: 'https://strongroom.example' },
      { origin: 'https://localhost:8443' },
      { host: 'strongroom.example' },
      { unverified: true },
      { handle: '' },
      { handle: bensHandle },
    ])
      await signIn(device.sign(await ask(), bent)).expect(401);
    const confirming = (await ada.request.post('/api/session/confirm/question').expect(200)).body;
    await signIn(device.sign(confirming)).expect(401);
    await signIn(new PasskeyDevice().sign(await ask())).expect(401);
    const forged = { ...new PasskeyDevice().sign(await ask()), id: device.id, rawId: device.id };
    await signIn(forged).expect(401);
    const made = device.sign({ challenge: Buffer.alloc(60, 7).toString('base64url') });
    await signIn(made).expect(401);
    const ticket = await ticketOf(ada);
    await signIn(bens.sign(await ask(ticket)), ticket).expect(401);
    await signIn(device.sign(await ask(await ticketOf(ben))), ticket).expect(401);
    await signIn(device.sign(await ask(ticket)), ticket).expect(204);
    await signIn(device.sign(await ask())).expect(204);
  });

  it('whose count does not grow is refused and noted: somewhere there is a copy', async () => {
    const ada = await createColleague(room, 'ada');
    const { device } = await make(ada);
    await signIn(device.sign(await ask(), { counter: 7 })).expect(204);
    for (const counter of [7, 6, 0]) await signIn(device.sign(await ask(), { counter })).expect(401);
    assert.equal(await refusals(ada), Array(3).fill('passkey.copied session.refused').join(' '));
    await signIn(device.sign(await ask(), { counter: 8 })).expect(204);
  });

  it('lets nobody in who has left, and opens nothing once it is removed', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const { device } = await make(ada);
    await sql(`UPDATE person SET disabled_at = now() WHERE id = '${ada.id}'`);
    await signIn(device.sign(await ask())).expect(401);
    const { device: bens, id } = await make(ben);
    const eve = await createColleague(room, 'eve');
    await eve.request.delete(`/api/passkeys/${id}`).expect(404);
    await ben.request.delete(`/api/passkeys/${id}`).expect(204);
    await signIn(bens.sign(await ask())).expect(401);
    await stranger().post('/api/session').send({ email: ben.email, password: colleaguePassword }).expect(204);
  });

  it('alone lets only emergency administrators in where the firm signs in through its provider', async () => {
    const [ada, admin] = [
      await createColleague(room, 'ada'),
      await createColleague(room, 'admin', 'administrator'),
    ];
    const [hers, theirs] = [await make(ada), await make(admin)];
    await sql(`UPDATE person SET emergency = true WHERE id = '${admin.id}'`);
    await sql(
      `INSERT INTO single_sign_on (id, mode, name, shape, issuer, client_id, secret_sealed, email_domains, creates_people, group_claims, group_roles, second_factor_values)
       VALUES (1, 'only', 'The firm', 'standard', 'https://id.firm.example', 'strongroom', '', '{}', false, '{}', '[]', '{}')`,
    );
    try {
      await signIn(hers.device.sign(await ask())).expect(401);
      await signIn(theirs.device.sign(await ask())).expect(204);
    } finally {
      await sql('DELETE FROM single_sign_on');
    }
  });

  it('is added and removed only after a fresh proof, which it can give itself, and by no program', async () => {
    const ada = await createColleague(room, 'ada');
    const { device, id } = await make(ada);
    const { key } = (await ada.request.post('/api/keys').send({ name: 'scanner' }).expect(201)).body;
    const program = stranger().post('/api/passkeys/question').set('Authorization', `Bearer ${key}`);
    assert.equal((await program).status, 403);
    const question = (await ada.request.post('/api/passkeys/question').expect(200)).body;
    await sql(`UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${ada.id}'`);
    const late = { name: 'late', passkey: new PasskeyDevice().register(question) };
    await ada.request.post('/api/passkeys').send(late).expect(403);
    await ada.request.delete(`/api/passkeys/${id}`).expect(403);
    const confirm = async (by: PasskeyDevice) => {
      const asked = (await ada.request.post('/api/session/confirm/question').expect(200)).body;
      return ada.request.post('/api/session/confirm').send({ passkey: by.sign(asked) });
    };
    const ben = await createColleague(room, 'ben');
    assert.equal((await confirm((await make(ben)).device)).status, 401);
    const confirmed = await confirm(device);
    assert.equal(confirmed.status, 204);
    keepCookie(ada, confirmed);
    await ada.request.post('/api/passkeys').send(late).expect(201);
    await ada.request.post('/api/passkeys').send(late).expect(400);
    const bens = { name: 'not mine', passkey: new PasskeyDevice().register(await questionOf(ben)) };
    await ada.request.post('/api/passkeys').send(bens).expect(400);
    const plain = {
      name: 'x',
      passkey: new PasskeyDevice().register(await questionOf(ada), { unverified: true }),
    };
    await ada.request.post('/api/passkeys').send(plain).expect(400);
    await ada.request.delete(`/api/passkeys/${id}`).expect(204);
  });
  const questionOf = async (who: Colleague) =>
    (await who.request.post('/api/passkeys/question').expect(200)).body;

  it('is a second factor: the password alone no longer opens, a recovery code does, and the last one of a firm that asks stays', async () => {
    const [admin, ada] = [
      await createColleague(room, 'admin', 'administrator'),
      await createColleague(room, 'ada'),
    ];
    await make(admin);
    const require = (secondFactorRequired: boolean) =>
      admin.request.put('/api/firm-rules').send({ secondFactorRequired }).expect(200);
    await require(true);
    try {
      assert.equal((await ada.request.get('/api/matters')).body.type, 'urn:strongroom:problem:set-up-first');
      const { id, recoveryCodes } = await make(ada);
      await ada.request.get('/api/matters').expect(200);
      const withCode = (code?: string) =>
        stranger().post('/api/session').send({ email: ada.email, password: colleaguePassword, code });
      assert.equal((await withCode()).body.type, 'urn:strongroom:problem:second-factor-needed');
      await withCode('000000').expect(401);
      await withCode(recoveryCodes[0]).expect(204);
      await withCode(recoveryCodes[0]).expect(401);
      const renewed = (await ada.request.post('/api/recovery-codes').expect(201)).body.recoveryCodes;
      await withCode(recoveryCodes[1]).expect(401);
      await withCode(renewed[0]).expect(204);
      await ada.request.delete(`/api/passkeys/${id}`).expect(409);
      const second = await make(ada);
      assert.deepEqual(second.recoveryCodes, []);
      const last = await Promise.all(
        [id, second.id].map((each) => ada.request.delete(`/api/passkeys/${each}`)),
      );
      assert.deepEqual(
        last.map(({ status }) => status).toSorted((a, b) => a - b),
        [204, 409],
      );
    } finally {
      await require(false);
    }
  });

  it('is not guessed, and whoever tries keeps out neither its owner nor anybody who types a password', async () => {
    const ada = await createColleague(room, 'ada');
    const { device } = await make(ada);
    for (let n = 0; n < 15; n += 1) {
      const forged = { ...new PasskeyDevice().sign(await ask()), id: device.id, rawId: device.id };
      assert.equal((await signIn(forged)).status, 401);
    }
    assert.equal((await signIn(device.sign(await ask()))).status, 204);
    const typed = await stranger()
      .post('/api/session')
      .send({ email: ada.email, password: colleaguePassword });
    assert.equal(typed.body.type, 'urn:strongroom:problem:second-factor-needed');
  });
});
