import assert from 'node:assert/strict';
import supertest from 'supertest';
import { TOTP, Secret } from 'otpauth';
import { createServer } from '../../server/create-server.ts';
import { pageRoutes, routes } from '../../server/features.ts';
import {
  createColleague,
  keepCookie,
  colleaguePassword,
  openForm,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { waitForFreshTotpStep } from '../support/wait-for-totp-step.ts';

/** What is open to whoever must set up a second factor first, said again and by hand. */
const openDuringSetup = [
  'get /account/second-factor',
  'post /account/second-factor',
  'get /account/password',
  'post /account/password',
  'put /api/password',
  'get /account/passkeys',
  'post /account/passkeys',
  'get /confirm',
  'post /confirm',
  'post /confirm/passkey',
  'get /confirm/single-sign-on',
  'get /single-sign-on',
  'get /single-sign-on/back',
  'post /sign-out',
  'get /api/session',
  'post /api/session',
  'delete /api/session',
  'post /api/session/confirm',
  'post /api/session/confirm/question',
  'post /api/second-factor/setup',
  'put /api/second-factor',
  'delete /api/second-factor',
  'get /api/passkeys',
  'post /api/passkeys',
  'post /api/passkeys/question',
];

const ahead = (seconds: number) => Date.now() + seconds * 1000;

describe('A second factor', () => {
  const room = useRoom();
  const server = () => createServer(room.app('server'));
  const codeAt = (seed: string, timestamp: number) =>
    new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp });
  const signIn = (who: Colleague, code?: string) =>
    supertest(server())
      .post('/api/session')
      .send({ email: who.email, password: colleaguePassword, ...(code !== undefined && { code }) });
  /** Sets an app up with the code of the step before, so that the present one is unused. */
  const setUp = async (who: Colleague) => {
    const { seed, setup } = (await who.request.post('/api/second-factor/setup').expect(200)).body;
    await waitForFreshTotpStep();
    const code = codeAt(seed, ahead(-30));
    const { recoveryCodes } = (await who.request.put('/api/second-factor').send({ setup, code }).expect(200))
      .body;
    return { seed: String(seed), recoveryCodes: recoveryCodes as string[] };
  };

  it('is asked for once it is set up, takes a clock that is one step off, and each code once', async () => {
    const ada = await createColleague(room, 'ada');
    const { seed } = await setUp(ada);
    const without = await signIn(ada);
    assert.equal(without.status, 401);
    assert.equal(without.body.type, 'urn:strongroom:problem:second-factor-needed');
    assert.equal(without.headers['set-cookie'], undefined);
    for (const off of [-300, -65, 95, 300])
      assert.equal((await signIn(ada, codeAt(seed, ahead(off)))).status, 401, `${off} seconds off`);
    const code = codeAt(seed, ahead(0));
    const both = await Promise.all([signIn(ada, code), signIn(ada, code)]);
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((a, b) => a - b),
      [204, 401],
    );
    await signIn(ada, codeAt(seed, ahead(30))).expect(204);
    await signIn(ada, code).expect(401);
  });

  it('can be told from a wrong password by nobody who does not know the password', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    await setUp(ada);
    const bodies = await Promise.all(
      [ada, ben].map(async ({ email }) => {
        const answer = await supertest(server()).post('/api/session').send({ email, password: 'a guess' });
        return { ...answer.body, requestId: '' };
      }),
    );
    assert.deepEqual(bodies[0], bodies[1]);
  });

  it('is replaced by a recovery code, once', async () => {
    const ada = await createColleague(room, 'ada');
    const { recoveryCodes } = await setUp(ada);
    assert.equal(new Set(recoveryCodes).size, 10);
    const first = recoveryCodes[0] ?? '';
    await signIn(ada, first.toUpperCase()).expect(204);
    await signIn(ada, first).expect(401);
    await signIn(ada, recoveryCodes[1]).expect(204);
  });

  it('is not guessed', async () => {
    const ada = await createColleague(room, 'ada');
    await setUp(ada);
    const statuses: number[] = [];
    // Where checking a password takes longer than the first waits, only a later one comes too soon.
    while (statuses.length < 20 && !statuses.includes(429))
      statuses.push((await signIn(ada, '000000')).status);
    assert.ok(statuses.includes(429), statuses.join(' '));
  });

  it('keeps its owner in while somebody who knows the password guesses elsewhere, and tells them', async () => {
    const ada = await createColleague(room, 'ada');
    const { recoveryCodes } = await setUp(ada);
    const from = (address: string, code: string) => signIn(ada, code).set('X-Forwarded-For', address);
    const statuses: number[] = [];
    while (statuses.length < 20 && !statuses.includes(429))
      statuses.push((await from('198.51.100.40', '000000')).status);
    assert.ok(statuses.includes(429), statuses.join(' '));
    await from('203.0.113.40', recoveryCodes[0] ?? '').expect(204);
    const told = `SELECT detail FROM audit_event WHERE event = 'session.guessed' AND person_id = '${ada.id}'`;
    assert.match(await room.services.sql(told, 'strongroom'), /"factor":"code"/);
  });

  it('ends with a changed password: what a thief began with the old one leads nowhere', async () => {
    const ada = await createColleague(room, 'ada');
    const { recoveryCodes } = await setUp(ada);
    const form = await openForm(server());
    const post = (path: string, fields: Record<string, string>) =>
      supertest(server()).post(path).set(form).type('form').send(fields);
    const begun = await post('/sign-in', { email: ada.email, password: colleaguePassword });
    const ticket = /name="ticket" value="([^"]+)"/.exec(begun.text)?.[1] ?? '';
    assert.notEqual(ticket, '');
    await post('/sign-in/code', { ticket, code: '000000' }).expect(/This code is wrong/);
    const change = { current: colleaguePassword, next: 'four words in a row' };
    await ada.request.put('/api/password').send(change).expect(204);
    const late = await post('/sign-in/code', { ticket, code: recoveryCodes[0] ?? '' });
    assert.equal(late.status, 401);
    assert.doesNotMatch(String(late.headers['set-cookie']), /__Host-session/);
    await supertest(server()).post('/api/session/passkey/question').send({ ticket }).expect(401);
  });

  it('is set up and turned off only by who has just proved that it is they, and by no program', async () => {
    const ada = await createColleague(room, 'ada');
    const { key } = (await ada.request.post('/api/keys').send({ name: 'scanner' }).expect(201)).body;
    const program = supertest(server()).delete('/api/second-factor').set('Authorization', `Bearer ${key}`);
    assert.equal((await program).status, 403);
    await room.services.sql(
      `UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${ada.id}'`,
      'strongroom',
    );
    await ada.request.post('/api/second-factor/setup').expect(403);
    await ada.request.delete('/api/second-factor').expect(403);
    const confirm = ada.request.post('/api/session/confirm').send({ password: colleaguePassword });
    keepCookie(ada, await confirm.expect(204));
    const eve = await createColleague(room, 'eve');
    const { seed, setup } = (await eve.request.post('/api/second-factor/setup').expect(200)).body;
    const notHers = { setup, code: codeAt(seed, ahead(0)) };
    await ada.request.put('/api/second-factor').send(notHers).expect(400);
    await setUp(ada);
    await ada.request.delete('/api/second-factor').expect(204);
    await signIn(ada).expect(204);
  });

  it('stands in the database only in a form that opens nowhere else', async () => {
    const ada = await createColleague(room, 'ada');
    const { seed, recoveryCodes } = await setUp(ada);
    const kept = await room.services.sql(
      `SELECT row_to_json(person), row_to_json(recovery_code) FROM person JOIN recovery_code ON person_id = id WHERE id = '${ada.id}'`,
      'strongroom',
    );
    assert.ok(!kept.includes(seed) && !kept.includes(Secret.fromBase32(seed).hex));
    for (const code of recoveryCodes)
      assert.ok(!kept.includes(code) && !kept.includes(code.replaceAll('-', '')));
    const ben = await createColleague(room, 'ben');
    await room.services.sql(
      `UPDATE person SET totp_sealed = (SELECT totp_sealed FROM person WHERE id = '${ada.id}') WHERE id = '${ben.id}'`,
      'strongroom',
    );
    await signIn(ben, codeAt(seed, ahead(30))).expect(500);
  });

  /** Asks every address there is, and some that there are not. Those of the set-up are asked for no more than whether they are shut. */
  async function assertShutButForSetup(session: string) {
    const express = server();
    const problemAt = async (method: string, path: string) => {
      const address = path.replaceAll(/:\w+/g, 'not-there');
      const asked = supertest(express)[method as 'get' | 'post' | 'put' | 'delete'](address);
      const answer = await asked.set({ Cookie: session, Accept: 'application/json' }).send(undefined);
      return String(answer.body.type).replace('urn:strongroom:problem:', '');
    };
    const openNames = new Set(openDuringSetup);
    for (const { method, path } of [...routes, ...pageRoutes]) {
      const name = `${method} ${path}`;
      if (openNames.has(name)) continue;
      assert.equal(await problemAt(method, path), 'set-up-first', name);
    }
    for (const [method, path] of [
      ['get', '/nowhere'],
      ['post', '/api/nowhere'],
      ['delete', '/account/passkeys/1'],
    ] as const)
      assert.equal(await problemAt(method, path), 'set-up-first', path);
    // Signing out would end the session that asks.
    const harmless = openDuringSetup.filter((name) => !/sign-out|delete|get .*single-sign-on/.test(name));
    for (const name of harmless) {
      const [method = '', path = ''] = name.split(' ');
      assert.notEqual(await problemAt(method, path), 'set-up-first', name);
    }
  }

  it('can be required of everybody: until they have one, a password opens only the way to set one up', async () => {
    const [admin, ada] = [
      await createColleague(room, 'admin', 'administrator'),
      await createColleague(room, 'ada'),
    ];
    await setUp(admin);
    const require = (secondFactorRequired: boolean) =>
      admin.request.put('/api/firm-rules').send({ secondFactorRequired });
    await ada.request.put('/api/firm-rules').send({ secondFactorRequired: false }).expect(403);
    await require(true).expect(200);
    try {
      const cookie =
        String((await signIn(ada).expect(204)).headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
      for (const session of [ada.cookie, cookie]) {
        const ask = (path: string) => supertest(server()).get(path).set('Cookie', session);
        const refused = await ask('/api/matters');
        assert.equal(refused.body.type, 'urn:strongroom:problem:set-up-first');
        assert.equal((await ask('/matters')).headers['location'], '/account/second-factor');
        await ask('/account/second-factor').expect(200);
      }
      await assertShutButForSetup(cookie);
      await admin.request.get('/api/matters').expect(200);
      await admin.request.delete('/api/second-factor').expect(409);
      const { seed } = await setUp(ada);
      await ada.request.get('/api/matters').expect(200);
      await signIn(ada, codeAt(seed, ahead(0))).expect(204);
    } finally {
      await require(false).expect(200);
    }
  });
});
