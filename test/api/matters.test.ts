import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { matterAbilities } from '../../core/access/policy.ts';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const abilitiesIn = ({ can }: { can: Record<string, boolean> }) =>
  Object.keys(can).filter((ability) => can[ability]);

describe('A matter', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    ben = await createColleague(room, 'ben');
  });

  it('belongs to whoever opened it, who lets others in with the part they are to have', async () => {
    const matterId = await createTestMatter(ada);
    await ben.request.get(`/api/matters/${matterId}`).expect(404);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'viewer' }).expect(200);
    const { body } = await ben.request.get(`/api/matters/${matterId}`).expect(200);
    assert.equal(body.role, 'viewer');
    assert.deepEqual(abilitiesIn(body), ['view matter']);
    const { body: own } = await ada.request.get(`/api/matters/${matterId}`).expect(200);
    assert.deepEqual(abilitiesIn(own), Object.keys(matterAbilities));
    const { body: listed } = await ben.request.get('/api/matters').expect(200);
    assert.deepEqual(abilitiesIn(listed.items[0]), ['view matter']);
    await ben.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'owner' }).expect(403);
    const refused = await ben.request
      .post(`/api/matters/${matterId}/documents?filename=x`)
      .set('Content-Type', 'application/octet-stream')
      .send('x');
    assert.equal(refused.status, 403);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'editor' }).expect(200);
    await uploadAs(ben, matterId, { name: 'x.txt', content: 'x' });
  });

  it('always has an owner', async () => {
    const matterId = await createTestMatter(ada);
    const { body } = await ada.request
      .put(`/api/matters/${matterId}/members/${ada.id}`)
      .send({ role: 'viewer' })
      .expect(409);
    assert.match(body.detail, /at least one owner/);
  });

  it('always has an owner, also when both go at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const matterId = await createTestMatter(ada);
      const member = (who: Colleague) => `/api/matters/${matterId}/members/${who.id}`;
      await ada.request.put(member(ben)).send({ role: 'owner' }).expect(200);
      const both = [ada.request.delete(member(ada)), ben.request.delete(member(ben))];
      const statuses = (await Promise.all(both)).map(({ status }) => status);
      assert.deepEqual(
        statuses.toSorted((a, b) => a - b),
        [204, 409],
      );
    }
  });

  it('that is open to the firm can be read by everybody and filed in by its members only', async () => {
    const matterId = await createTestMatter(ada, 'firm');
    const { body } = await ben.request.get(`/api/matters/${matterId}`).expect(200);
    assert.equal(body.role, null);
    await ben.request
      .post(`/api/matters/${matterId}/documents?filename=x`)
      .set('Content-Type', 'application/octet-stream')
      .send('x')
      .expect(403);
  });

  it('is not opened by half a description, and the answer says what is missing', async () => {
    const { body } = await ada.request.post('/api/matters').send({ client: '', name: 'x' }).expect(400);
    assert.match(body.detail, /client/);
    assert.match(body.detail, /number/);
  });

  it('is listed in pages that miss nothing and repeat nothing', async () => {
    const eve = await createColleague(room, 'eve');
    const opened: string[] = [];
    for (let index = 0; index < 5; index += 1) opened.push(await createTestMatter(eve));
    const listed: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor === null ? {} : { cursor }) };
      const answer: { body: unknown } = await eve.request.get('/api/matters').query(query).expect(200);
      listed.push(
        ...(answer.body as { items: { id: string; createdAt: string }[] }).items.map((item) => item.id),
      );
      cursor = (answer.body as { nextCursor: string | null }).nextCursor;
    } while (cursor);
    const mine = listed.filter((id) => opened.includes(id));
    assert.deepEqual(mine.toSorted(), opened.toSorted());
    await eve.request.get('/api/matters?cursor=nonsense').expect(400);
  });
});

describe('Somebody who is not a member', () => {
  const room = useRoom();

  it('gets the same answer from every address for what is not theirs and for what is not there, administrators too', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, {
      name: 'secret plan.txt',
      content: 'the xylophone settlement',
    });
    await storePages(room, id, ['the xylophone settlement']);
    for (const outsider of [
      await createColleague(room, 'out'),
      await createColleague(room, 'admin', 'administrator'),
    ]) {
      const addresses = (matter: string, document: string): [string, string][] => [
        ['get', `/api/matters/${matter}`],
        ['get', `/api/matters/${matter}/documents`],
        ['get', `/api/matters/${matter}/members`],
        ['get', `/api/matters/${matter}/events`],
        ['post', `/api/matters/${matter}/documents?filename=x`],
        ['get', `/api/documents/${document}`],
        ['get', `/api/documents/${document}/original`],
        ['get', `/api/documents/${document}/pages/1`],
        ['post', `/api/documents/${document}/retry`],
        ['get', `/api/search?q=xylophone&matter=${matter}`],
        ['get', '/api/search?q=xylophone'],
      ];
      const theirs = addresses(matterId, id);
      const nobodys = addresses(randomUUID(), randomUUID());
      for (const [index, [method, address]] of theirs.entries()) {
        const asked = async (path: string) => {
          const answer = await outsider.request[method as 'get'](path);
          const { requestId: _, ...body } = answer.body as Record<string, unknown>;
          return { status: answer.status, body };
        };
        assert.deepEqual(
          await asked(address),
          await asked(nobodys[index]?.[1] ?? ''),
          `${method} ${address}`,
        );
      }
      const { body } = await outsider.request.get('/api/matters').expect(200);
      assert.equal(body.items.length, 0);
    }
  });

  it('is written down: who asked for what and was denied', async () => {
    const ada = await createColleague(room, 'ada');
    const out = await createColleague(room, 'out');
    const matterId = await createTestMatter(ada);
    await out.request.get(`/api/matters/${matterId}`).expect(404);
    const rows = await room.services.sql(
      `SELECT event FROM audit_event WHERE person_id = '${out.id}' AND matter_id = '${matterId}'`,
      'strongroom',
    );
    assert.equal(rows.trim(), 'access.denied');
  });
});

describe('The list of people', () => {
  const room = useRoom();

  it('is for administrators', async () => {
    const member = await createColleague(room, 'member');
    const administrator = await createColleague(room, 'admin', 'administrator');
    await member.request.get('/api/people').expect(403);
    const { body } = await administrator.request.get('/api/people').expect(200);
    assert.deepEqual(
      new Set((body.items as { id: string }[]).map((person) => person.id)),
      new Set([member.id, administrator.id]),
    );
  });
});

describe('Underneath the policy, the database', () => {
  const room = useRoom();

  it('shows the server nothing on behalf of nobody, and to a person only their matters', async () => {
    const ada = await createColleague(room, 'ada');
    const out = await createColleague(room, 'out');
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'a.txt', content: 'a' });
    await storePages(room, id, ['words']);
    const { database } = room.app('server');
    const counts = (personId?: string) => {
      const count = (tx: Parameters<Parameters<typeof database.asProcess>[0]>[0]) =>
        Promise.resolve([]).then(async () => [
          await tx.matter.count(),
          await tx.membership.count(),
          await tx.document.count(),
          await tx.documentStep.count(),
          await tx.page.count(),
        ]);
      return personId ? database.asPerson(personId, count) : database.asProcess(count);
    };
    assert.deepEqual(await counts(), [0, 0, 0, 0, 0]);
    assert.deepEqual(await counts(out.id), [0, 0, 0, 0, 0]);
    assert.deepEqual(await counts(ada.id), [1, 1, 1, 1, 1]);
    // A pooled connection must not carry one person over to the next transaction.
    assert.deepEqual(await counts(), [0, 0, 0, 0, 0]);
  });

  it('lets no process alter the audit log, own a table or step around row-level security', async () => {
    for (const name of ['server', 'worker', 'ops'] as const) {
      for (const statement of [
        "UPDATE audit_event SET event = 'x'",
        'DELETE FROM audit_event',
        'TRUNCATE audit_event',
        'UPDATE audit_head SET seq = 0',
      ]) {
        await assert.rejects(
          room.app(name).database.asProcess((tx) => tx.$executeRawUnsafe(statement)),
          /permission denied/,
          `${name}: ${statement}`,
        );
      }
    }
    const roles = await room.services.sql(
      "SELECT rolname FROM pg_roles WHERE rolname LIKE 'strongroom_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)",
      'strongroom',
    );
    assert.equal(roles.trim(), '');
    const owners = await room.services.sql(
      "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'",
      'strongroom',
    );
    assert.equal(owners.trim(), 'strongroom_owner');
  });

  it('protects every table that hangs from a matter', async () => {
    const open = await room.services.sql(
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'matter_id'
       WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND c.relname <> 'audit_event'`,
      'strongroom',
    );
    assert.equal(open.trim(), '');
  });

  it('allows exactly the states the journey knows', async () => {
    const { documentStates } = await import('../../core/documents/journey.ts');
    const check = await room.services.sql(
      "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'document_state'",
      'strongroom',
    );
    const allowed = [...check.matchAll(/'([a-z-]+)'::text/g)].map(([, state]) => state);
    assert.deepEqual(new Set(allowed), new Set<string | undefined>(documentStates));
  });
});
