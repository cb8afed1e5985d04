import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Signing in', () => {
  const room = useRoom();

  it('gives a session cookie that scripts cannot read and other hosts cannot set', async () => {
    const ada = await createColleague(room, 'ada');
    const answer = await supertest(createServer(room.app('server')))
      .post('/api/session')
      .send({ email: ada.email.toUpperCase(), password: colleaguePassword });
    assert.equal(answer.status, 204);
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-session=[\w-]{43}; .*Path=\/.*HttpOnly.*Secure.*SameSite=Lax/,
    );
  });

  it('answers a wrong password and an unknown address alike', async () => {
    const ada = await createColleague(room, 'ada');
    const server = createServer(room.app('server'));
    const wrong = await supertest(server)
      .post('/api/session')
      .send({ email: ada.email, password: 'not the password' });
    const unknown = await supertest(server)
      .post('/api/session')
      .send({ email: 'nobody@firm.example', password: colleaguePassword });
    for (const answer of [wrong, unknown]) {
      assert.equal(answer.status, 401);
      assert.equal(answer.type, 'application/problem+json');
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    const { requestId: _, ...first } = wrong.body;
    const { requestId: __, ...second } = unknown.body;
    assert.deepEqual(first, second);
    assert.equal(first.type, 'urn:strongroom:problem:wrong-credentials');
  });

  it('anew in a browser ends the session that it had, whoever signs in', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const signIn = (who: typeof ada, secret = colleaguePassword) =>
      supertest(createServer(room.app('server')))
        .post('/api/session')
        .set('Cookie', ada.cookie)
        .send({ email: who.email, password: secret });
    await signIn(ada, 'not the password').expect(401);
    await ada.request.get('/api/session').expect(200);
    const answer = await signIn(ben).expect(204);
    assert.notEqual(String(answer.headers['set-cookie']?.[0]).split(';', 1)[0], ada.cookie);
    await ada.request.get('/api/session').expect(401);
    await ben.request.get('/api/session').expect(200);
  });

  it('and being refused stands in the audit log with the address, under an id of our own', async () => {
    const ada = await createColleague(room, 'ada');
    const forged = 'somebody-elses-request';
    const signIn = (secret: string) =>
      supertest(createServer(room.app('server')))
        .post('/api/session')
        .set('X-Forwarded-For', '203.0.113.77')
        .set('X-Request-Id', forged)
        .send({ email: ada.email, password: secret });
    assert.equal((await signIn(colleaguePassword).expect(204)).headers['x-request-id'], forged);
    const { requestId } = (await signIn('not the password').expect(401)).body;
    const rows = await room.services.sql(
      `SELECT event, request_id, detail FROM audit_event WHERE person_id = '${ada.id}' ORDER BY seq DESC LIMIT 2`,
      'strongroom',
    );
    const [refused = '', opened = ''] = rows.trim().split('\n');
    assert.match(
      opened,
      /^session\.opened\W[0-9a-f]{32}\/somebody-elses-request\W.*"address":"203\.0\.113\.77"/,
    );
    assert.match(refused, /^session\.refused\W.*"address":"203\.0\.113\.77"/);
    assert.ok(refused.includes(requestId));
    assert.match(requestId, /^[0-9a-f]{32}\/somebody-elses-request$/);
  });

  it('ends when one signs out, at once', async () => {
    const ada = await createColleague(room, 'ada');
    await ada.request.get('/api/session').expect(200);
    const { headers } = await ada.request.delete('/api/session').expect(204);
    assert.equal(headers['clear-site-data'], '"cache"');
    await ada.request.get('/api/session').expect(401);
  });

  it('leaves nothing in the browser once it has ended, however it did', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const clears = ({ headers }: { headers: Record<string, unknown> }) => {
      assert.equal(headers['clear-site-data'], '"cache"');
      assert.match(String(headers['set-cookie']), /__Host-session=; Max-Age=0/);
    };
    clears(await ada.request.post('/sign-out').expect(303));
    await room.services.sql(`DELETE FROM session WHERE person_id = '${ben.id}'`, 'strongroom');
    clears(await ben.request.get('/sign-in').expect(200));
    const stranger = await supertest(createServer(room.app('server')))
      .get('/sign-in')
      .expect(200);
    assert.equal(stranger.headers['clear-site-data'], undefined);
  });

  it('ends after eight hours without use, and after a day in any case', async () => {
    const idle = await createColleague(room, 'idle');
    const old = await createColleague(room, 'old');
    await room.services.sql(
      `UPDATE session SET last_seen_at = now() - interval '8 hours 1 minute' WHERE person_id = '${idle.id}'`,
      'strongroom',
    );
    await room.services.sql(
      `UPDATE session SET expires_at = now() - interval '1 second' WHERE person_id = '${old.id}'`,
      'strongroom',
    );
    await idle.request.get('/api/session').expect(401);
    await old.request.get('/api/session').expect(401);
  });

  it('keeps no token and no password in a form that lets anybody in', async () => {
    const ada = await createColleague(room, 'ada');
    const rows = await room.services.sql(
      'SELECT token_hash, password_hash FROM session JOIN person ON person.id = person_id',
      'strongroom',
    );
    assert.ok(!rows.includes(ada.cookie.split('=')[1] ?? 'none'));
    assert.match(rows, /\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('refuses what another site makes a browser send', async () => {
    const ada = await createColleague(room, 'ada');
    const matter = { client: 'a', number: 'b', name: 'c', access: 'members' };
    const foreign = await ada.request.post('/api/matters').set('Sec-Fetch-Site', 'cross-site').send(matter);
    assert.equal(foreign.status, 403);
    assert.equal(foreign.body.type, 'urn:strongroom:problem:cross-site');
    await ada.request.post('/api/matters').set('Origin', 'https://evil.example').send(matter).expect(403);
    await ada.request.post('/api/matters').set('Sec-Fetch-Site', 'same-origin').send(matter).expect(201);
    await ada.request
      .post('/api/matters')
      .set('Origin', 'https://localhost')
      .send({ ...matter, number: 'd' })
      .expect(201);
  });

  it('lets a program in with an API key, and with nothing else that looks like one', async () => {
    const ada = await createColleague(room, 'ada');
    const { body } = await ada.request.post('/api/keys').send({ name: 'scanner in room 3' }).expect(201);
    const server = createServer(room.app('server'));
    const answer = await supertest(server)
      .get('/api/session')
      .set('Authorization', `Bearer ${body.key}`)
      .expect(200);
    assert.equal(answer.body.person.email, ada.email);
    await supertest(server).get('/api/session').set('Authorization', `Bearer ${body.key}x`).expect(401);
    await supertest(server).get('/api/session').set('Authorization', 'Bearer srk_').expect(401);
  });
});
