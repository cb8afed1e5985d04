import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import supertest from 'supertest';
import { recordEvent } from '../../core/audit/record-event.ts';
import { createServer } from '../../server/create-server.ts';
import { HoldingServer, type HeldRequest } from '../support/held-request.ts';
import { untilBlocked } from '../support/hold-audit-head.ts';
import { useRoom } from '../support/room.ts';
import {
  colleaguePassword,
  createColleague,
  createTestMatter,
  type Colleague,
} from '../support/test-firm.ts';

/** Whose request is held back, and what it is about. */
type Held = { who: Colleague; matterId: string; key: string };
type Act = (held: Held) => Promise<HeldRequest> | HeldRequest;

const json = { 'Content-Type': 'application/json' };
const bytes = { 'Content-Type': 'application/octet-stream' };
const asJson = (method: string, path: string, body: object) => ({ method, path, body: JSON.stringify(body) });
const newMatter = () =>
  asJson('POST', '/api/matters', {
    client: 'Harbour Trust',
    number: `H-${randomUUID()}`,
    name: 'held back',
    access: 'members',
  });
const newPerson = () => ({ email: `${randomUUID()}@firm.example`, name: 'held back' });
const upload = ({ matterId }: Held) => ({
  method: 'POST',
  path: `/api/matters/${matterId}/documents?filename=held.txt`,
  body: `held back ${randomUUID()}`,
});

/** What somebody signed in may do, each with a body. */
const acts: Record<string, Act> = {
  'makes a key': ({ who }) => ({
    ...asJson('POST', '/api/keys', { name: 'stays' }),
    headers: { ...json, ...who.form },
  }),
  'makes an administrator': ({ who }) => ({
    ...asJson('POST', '/api/people', { ...newPerson(), role: 'administrator' }),
    headers: { ...json, ...who.form },
  }),
  'makes itself an administrator': ({ who }) => ({
    ...asJson('PUT', `/api/people/${who.id}`, { role: 'administrator' }),
    headers: { ...json, ...who.form },
  }),
  'adds a second factor': async ({ who }) => {
    const { body } = await who.request.post('/api/second-factor/setup').expect(200);
    const { seed, setup } = body as { seed: string; setup: string };
    const code = new TOTP({ secret: Secret.fromBase32(seed) }).generate();
    return { ...asJson('PUT', '/api/second-factor', { setup, code }), headers: { ...json, ...who.form } };
  },
  'opens a matter': ({ who }) => ({ ...newMatter(), headers: { ...json, ...who.form } }),
  'files a document': (held) => ({ ...upload(held), headers: { ...bytes, ...held.who.form } }),
  'sends the form of a page': ({ who }) => ({
    method: 'POST',
    path: '/people',
    body: new URLSearchParams({ ...newPerson(), role: 'administrator', way: 'link' }).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...who.form },
  }),
};

const actsOfKeys: Record<string, Act> = {
  'opens a matter': ({ key }) => ({ ...newMatter(), headers: { ...json, Authorization: `Bearer ${key}` } }),
  'files a document': (held) => ({
    ...upload(held),
    headers: { ...bytes, Authorization: `Bearer ${held.key}` },
  }),
};

describe('A request whose body is held back', () => {
  const room = useRoom();
  let server: HoldingServer;
  let boss: Colleague;
  before(async () => {
    server = new HoldingServer(room.app('server'));
    boss = await createColleague(room, 'boss', 'administrator');
  });
  after(() => server.close());

  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const whatThereIs = () =>
    sql(`SELECT (SELECT count(*) FROM api_key WHERE revoked_at IS NULL), (SELECT count(*) FROM person),
      (SELECT count(*) FROM person WHERE role = 'administrator'), (SELECT count(*) FROM matter),
      (SELECT count(*) FROM person WHERE totp_sealed IS NOT NULL), (SELECT count(*) FROM document)`);

  async function prepare(): Promise<Held> {
    const who = await createColleague(room, 'eve', 'administrator');
    const { body } = await who.request.post('/api/keys').send({ name: 'before' }).expect(201);
    return { who, matterId: await createTestMatter(who), key: (body as { key: string }).key };
  }

  /** Whatever did it: the product ends the session and the keys as well. */
  const loseRole = (who: Colleague) => sql(`UPDATE person SET role = 'member' WHERE id = '${who.id}'`);
  const changeByBoss = ({ who }: Held, body: object) =>
    boss.request.put(`/api/people/${who.id}`).send(body).expect(200);
  /** The owner of the account, in another browser. */
  async function elsewhere({ who: { email } }: Held) {
    const others = supertest(createServer(room.app('server')));
    const answer = await others.post('/api/session').send({ email, password: colleaguePassword }).expect(204);
    const cookie = String(answer.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
    return { put: (path: string) => others.put(path).set('Cookie', cookie), others, cookie };
  }

  const ways: {
    after: string;
    end: (held: Held) => Promise<unknown>;
    status: number;
    of: Record<string, Act>;
  }[] = [
    {
      after: 'it signed out',
      end: ({ who }) => who.request.delete('/api/session').expect(204),
      status: 401,
      of: acts,
    },
    {
      after: 'it was signed out from another browser',
      end: async (held) => {
        const { others, cookie } = await elsewhere(held);
        await others.delete('/api/sessions').set('Cookie', cookie).expect(200);
      },
      status: 401,
      of: acts,
    },
    {
      after: 'the password was changed in another browser',
      end: async (held) => {
        const change = { current: colleaguePassword, next: 'seven other horses and a lamp' };
        await (await elsewhere(held)).put('/api/password').send(change).expect(204);
      },
      status: 401,
      of: acts,
    },
    {
      after: 'its person was disabled',
      end: (held) => changeByBoss(held, { disabled: true }),
      status: 401,
      of: acts,
    },
    {
      after: 'its person lost the role, and the session with it',
      end: (held) => changeByBoss(held, { role: 'member' }),
      status: 401,
      of: acts,
    },
    {
      after: 'its person lost the role alone',
      end: ({ who }) => loseRole(who),
      status: 403,
      of: acts,
    },
    {
      after: 'its key was revoked',
      end: ({ who }) => who.request.delete('/api/sessions').expect(200),
      status: 401,
      of: actsOfKeys,
    },
    {
      after: "its key's person was disabled",
      end: (held) => changeByBoss(held, { disabled: true }),
      status: 401,
      of: actsOfKeys,
    },
    {
      after: "its key's person lost the role, and the key with it",
      end: (held) => changeByBoss(held, { role: 'member' }),
      status: 401,
      of: actsOfKeys,
    },
    {
      after: "its key's person lost the role alone",
      end: ({ who }) => loseRole(who),
      status: 403,
      of: actsOfKeys,
    },
  ];

  /** Begins each of these acts, for the same person. */
  async function beginAll(of: Record<string, Act>, held: Held) {
    const begun: { what: string; sendRest: () => Promise<number> }[] = [];
    for (const [what, act] of Object.entries(of))
      begun.push({ what, sendRest: await server.begin(await act(held)) });
    return begun;
  }

  for (const { after: then, end, status, of } of ways)
    it(`does nothing after ${then}`, async () => {
      const held = await prepare();
      const begun = await beginAll(of, held);
      await end(held);
      const before = await whatThereIs();
      for (const { what, sendRest } of begun) {
        // A page leads to the sign-in.
        const expected = status === 401 && what.includes('form') ? 303 : status;
        assert.equal(await sendRest(), expected, what);
        assert.equal(await whatThereIs(), before, what);
      }
    });

  it('does what it is for while the session is in force', async () => {
    const held = await prepare();
    for (const [what, act] of Object.entries(acts)) {
      const sendRest = await server.begin(await act(held));
      const before = await whatThereIs();
      const status = await sendRest();
      assert.ok(status === 200 || status === 201, `${what}: ${status}`);
      if (what !== 'makes itself an administrator') assert.notEqual(await whatThereIs(), before, what);
    }
  });

  it('that acts at the very moment in which its session ends comes after that', async () => {
    const { who } = await prepare();
    const [begun, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const ending = room.app('server').database.asProcess(async (tx) => {
      await tx.session.deleteMany({ where: { personId: who.id } });
      await recordEvent(tx, { event: 'session.closed', personId: who.id });
      begun.resolve(undefined);
      await go.promise;
    });
    await begun.promise;
    const before = await whatThereIs();
    const acting = who.request
      .post('/api/keys')
      .send({ name: 'at once' })
      .expect(401)
      .then(() => undefined);
    await untilBlocked(room, 1);
    go.resolve(undefined);
    await Promise.all([ending, acting]);
    assert.equal(await whatThereIs(), before);
  });

  it('and any other ends what somebody acts by, and that is recorded', async () => {
    const recorded = (who: Colleague, event: string) =>
      sql(`SELECT count(*) FROM audit_event WHERE person_id = '${who.id}' AND event = '${event}'`);
    for (const [body, event] of [
      [{ role: 'member' }, 'person.role-changed'],
      [{ disabled: true }, 'person.disabled'],
    ] as const) {
      const { who } = await prepare();
      await who.request.put(`/api/people/${who.id}`).send(body).expect(200);
      assert.equal((await recorded(who, event)).trim(), '1');
    }
    const { who } = await prepare();
    await who.request.delete('/api/session').expect(204);
    assert.equal((await recorded(who, 'session.closed')).trim(), '1');
    await who.request.get('/api/session').expect(401);
  });
});
