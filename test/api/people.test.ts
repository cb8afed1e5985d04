import assert from 'node:assert/strict';
import { hash } from '@node-rs/argon2';
import supertest from 'supertest';
import { hashWithoutPolicy } from '../../core/auth/passwords/password-hash.ts';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  keepCookie,
  createTestMatter,
  colleaguePassword,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { waitFor } from '../support/wait-for.ts';

describe('People', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  const signIn = (who: Colleague, secret = colleaguePassword) =>
    supertest(server()).post('/api/session').send({ email: who.email, password: secret });
  const again = async (who: Colleague): Promise<string> =>
    String((await signIn(who).expect(204)).headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
  const withCookie = (cookie: string) => supertest(server()).get('/api/session').set('Cookie', cookie);
  const makeStale = (who: Colleague) =>
    sql(`UPDATE session SET confirmed_at = now() - interval '16 minutes' WHERE person_id = '${who.id}'`);

  it('change their own password, and whoever knew the old one is out', async () => {
    const ada = await createColleague(room, 'ada');
    const elsewhere = await again(ada);
    const change = (current: string, next: string) =>
      ada.request.put('/api/password').send({ current, next });
    assert.equal((await change('not it', 'four words in a row')).status, 401);
    const easy = ['Password1234!', 'IloveYou1234', 'aaaaaaaaaaaa', ada.email, 'x7Gk-2mPq', 'Strongroom2026!'];
    for (const each of [...easy, 'Ada@Firm.Example1'])
      assert.equal((await change(colleaguePassword, each)).status, 400, each);
    const before = ada.cookie;
    keepCookie(ada, await change(colleaguePassword, 'four words in a row').expect(204));
    await ada.request.get('/api/session').expect(200);
    await withCookie(elsewhere).expect(401);
    await withCookie(before).expect(401);
    await signIn(ada).expect(401);
    await signIn(ada, 'four words in a row').expect(204);
  });

  it('sign in with the shorter password they have', async () => {
    const ada = await createColleague(room, 'ada');
    const short = await hashWithoutPolicy('2 short');
    await sql(`UPDATE person SET password_hash = '${short}' WHERE id = '${ada.id}'`);
    await signIn(ada, '2 short').expect(204);
  });

  it('see where they are signed in, and end one session or all others', async () => {
    const [ada, eve] = [await createColleague(room, 'ada'), await createColleague(room, 'eve')];
    const [second, third] = [await again(ada), await again(ada)];
    const { items } = (await ada.request.get('/api/sessions').expect(200)).body;
    assert.equal(items.length, 3);
    const others = items.filter((session: { isThis: boolean }) => !session.isThis);
    assert.equal(others.length, 2);
    await eve.request.delete(`/api/sessions/${others[0].id}`).expect(404);
    await ada.request.delete(`/api/sessions/${others[0].id}`).expect(204);
    const ended = [await withCookie(second), await withCookie(third)].filter(({ status }) => status === 401);
    assert.equal(ended.length, 1, 'one of the two, at once');
    assert.equal((await ada.request.delete('/api/sessions').expect(200)).body.ended, 1);
    await withCookie(third).expect(401);
    await ada.request.get('/api/session').expect(200);
  });

  it('are signed out by idleness although a page is left open', async () => {
    const ada = await createColleague(room, 'ada');
    const almostIdle = () =>
      sql(`UPDATE session SET last_seen_at = now() - interval '7 hours' WHERE person_id = '${ada.id}'`);
    const isFresh = async () =>
      (
        await sql(
          `SELECT last_seen_at > now() - interval '1 hour' FROM session WHERE person_id = '${ada.id}'`,
        )
      ).trim() === 't';
    await almostIdle();
    await ada.request.get('/matters').set('X-By-Itself', '1').expect(200);
    await ada.request.get('/api/matters/none/events').set('Accept', 'text/event-stream').expect(404);
    assert.equal(await isFresh(), false);
    await ada.request.get('/matters').expect(200);
    assert.equal(await isFresh(), true);
  });

  it('who are disabled are out everywhere at once: sessions, keys and live pages', async () => {
    const [admin, ada] = [
      await createColleague(room, 'admin', 'administrator'),
      await createColleague(room, 'ada'),
    ];
    const matter = await createTestMatter(ada);
    const { key } = (await ada.request.post('/api/keys').send({ name: 'scanner' }).expect(201)).body;
    const listening = server().listen(0);
    const { port } = listening.address() as { port: number };
    try {
      const streams = await Promise.all(
        [{ cookie: ada.cookie }, { authorization: `Bearer ${key}` }].map((headers) =>
          fetch(`http://127.0.0.1:${port}/api/matters/${matter}/events`, {
            headers: headers as Record<string, string>,
          }),
        ),
      );
      assert.deepEqual(
        streams.map(({ status }) => status),
        [200, 200],
      );
      await admin.request.put(`/api/people/${ada.id}`).send({ disabled: true }).expect(200);
      await ada.request.get('/api/session').expect(401);
      await supertest(listening).get('/api/session').set('Authorization', `Bearer ${key}`).expect(401);
      await signIn(ada).expect(401);
      await waitFor('both live pages to end', 30, async () => {
        await Promise.all(streams.map((stream) => stream.text()));
        return true;
      });
    } finally {
      listening.closeAllConnections();
      listening.close();
    }
    await ada.request.put(`/api/people/${admin.id}`).send({ disabled: true }).expect(401);
    await admin.request.put(`/api/people/${ada.id}`).send({ disabled: false }).expect(200);
    await signIn(ada).expect(204);
  });

  it('never lose the last administrator, not even to two who disable each other', async () => {
    await sql(`UPDATE person SET disabled_at = now() WHERE role = 'administrator'`);
    const pair = [
      await createColleague(room, 'one', 'administrator'),
      await createColleague(room, 'two', 'administrator'),
    ] as const;
    const answers = await Promise.all([
      pair[0].request.put(`/api/people/${pair[1].id}`).send({ disabled: true }),
      pair[1].request.put(`/api/people/${pair[0].id}`).send({ role: 'member' }),
    ]);
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.equal(statuses[0], 200);
    assert.ok([401, 403, 409].includes(statuses[1] ?? 0), `${statuses[1]}`);
    const left = await sql(
      `SELECT count(*) FROM person WHERE role = 'administrator' AND disabled_at IS NULL`,
    );
    assert.equal(left.trim(), '1');
    await sql(`UPDATE person SET disabled_at = NULL`);
  });

  it('confirm that it is they before dangerous acts', async () => {
    const [admin, ada] = [
      await createColleague(room, 'admin', 'administrator'),
      await createColleague(room, 'ada'),
    ];
    const disable = () => admin.request.put(`/api/people/${ada.id}`).send({ disabled: true });
    await makeStale(admin);
    const refused = await disable();
    assert.equal(refused.status, 403);
    assert.equal(refused.body.type, 'urn:strongroom:problem:confirm-first');
    const led = await admin.request.post(`/people/${ada.id}`).type('form').send({ disabled: 'true' });
    assert.equal(led.headers['location'], '/confirm?next=%2Fpeople');
    await admin.request.post('/api/session/confirm').send({ password: 'not it' }).expect(401);
    await disable().expect(403);
    const confirm = admin.request.post('/api/session/confirm').send({ password: colleaguePassword });
    const stolen = admin.cookie;
    keepCookie(admin, await confirm.expect(204));
    await withCookie(stolen).expect(401);
    const { key } = (await admin.request.post('/api/keys').send({ name: 'scanner' }).expect(201)).body;
    const byKey = supertest(server()).put(`/api/people/${ada.id}`).set('Authorization', `Bearer ${key}`);
    assert.equal((await byKey.send({ disabled: true })).status, 403, 'a program cannot confirm');
    const added = async (role: string) => {
      const person = {
        email: `${role}-${ada.id}@firm.example`,
        name: 'New',
        role,
        password: colleaguePassword,
      };
      const asKey = supertest(server()).post('/api/people').set('Authorization', `Bearer ${key}`);
      return (await asKey.send(person)).status;
    };
    assert.deepEqual(
      [await added('administrator'), await added('auditor'), await added('member')],
      [403, 403, 403],
      'a program adds nobody',
    );
    await disable().expect(200);
  });

  it('who are auditors see no document, by any rule, and row-level security alone keeps to it', async () => {
    const [ada, audit] = [
      await createColleague(room, 'ada'),
      await createColleague(room, 'audit', 'auditor'),
    ];
    for (const access of ['firm', 'members'] as const) {
      const matter = await createTestMatter(ada, access);
      const { id } = await uploadAs(ada, matter, { name: 'a.txt', content: 'words' });
      await ada.request.put(`/api/matters/${matter}/members/${audit.id}`).send({ role: 'owner' });
      for (const path of [`/api/matters/${matter}`, `/api/documents/${id}`, `/api/documents/${id}/original`])
        assert.equal((await audit.request.get(path)).status, 404, path);
    }
    assert.deepEqual((await audit.request.get('/api/matters').expect(200)).body.items, []);
    const matter = { client: 'a', number: 'b', name: 'c', access: 'firm' };
    await audit.request.post('/api/matters').send(matter).expect(403);
    const seen = await room
      .app('server')
      .database.asPerson(audit.id, (tx) => Promise.all([tx.matter.count(), tx.document.count()]));
    assert.deepEqual(seen, [0, 0]);
    // All tables that hang from a matter but the log itself and what finds its rows, which are theirs to read.
    const without =
      await sql(`SELECT relname FROM pg_class WHERE relrowsecurity AND relname NOT LIKE 'audit_event%'
      AND (relname = 'matter' OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'matter_id'))
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'no_auditors' AND NOT polpermissive)`);
    assert.equal(without.trim(), '');
  });

  it('get a stronger hash at their next sign-in when theirs is from weaker times', async () => {
    const ada = await createColleague(room, 'ada');
    const weak = await hash(colleaguePassword, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
    await sql(`UPDATE person SET password_hash = '${weak}' WHERE id = '${ada.id}'`);
    await signIn(ada).expect(204);
    const kept = await sql(`SELECT password_hash FROM person WHERE id = '${ada.id}'`);
    assert.match(kept, /m=19456,t=2,p=1/);
    await signIn(ada).expect(204);
  });

  it('give programs keys that end, that only read, and that ask no more than they may', async () => {
    const ada = await createColleague(room, 'ada');
    const make = async (input: object) =>
      (
        await ada.request
          .post('/api/keys')
          .send({ name: 'scanner', ...input })
          .expect(201)
      ).body as {
        id: string;
        key: string;
      };
    const use = (key: string, method: 'get' | 'post' = 'get') =>
      supertest(server())
        [method]('/api/matters')
        .set('Authorization', `Bearer ${key}`)
        .send({ client: 'a', number: 'b', name: 'c' });
    const reader = await make({ readOnly: true, perMinute: 3 });
    await use(reader.key).expect(200);
    await use(reader.key, 'post').expect(403);
    const listed = (await ada.request.get('/api/keys').expect(200)).body.items;
    assert.ok(listed[0].lastUsedAt);
    assert.ok(!JSON.stringify(listed).includes(reader.key));
    await use(reader.key).expect(200);
    const beyond = await use(reader.key);
    assert.equal(beyond.status, 429);
    assert.equal(beyond.headers['ratelimit-limit'], '3');
    const brief = await make({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    await use(brief.key, 'post').expect(201);
    await sql(`UPDATE api_key SET expires_at = now() WHERE id = '${brief.id}'`);
    await use(brief.key).expect(401);
    await ada.request.post('/api/keys').send({ name: 'x', expiresAt: '2020-01-01T00:00:00Z' }).expect(400);
    const revoked = await make({});
    await ada.request.delete(`/api/keys/${revoked.id}`).expect(204);
    await use(revoked.key).expect(401);
    const other = await make({});
    const byKey = supertest(server()).post('/api/keys').set('Authorization', `Bearer ${other.key}`);
    assert.equal((await byKey.send({ name: 'child' })).status, 403, 'a key makes no keys');
  });
});
