import assert from 'node:assert/strict';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('An ethical wall', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let root: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    ben = await createColleague(room, 'ben');
    root = await createColleague(room, 'root', 'administrator');
  });

  async function filledMatter(access: 'members' | 'firm' = 'members') {
    const matterId = await createTestMatter(ada, access);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'owner' }).expect(200);
    const { id } = await uploadAs(ada, matterId, { name: 'merger.txt', content: `merger ${matterId}` });
    await storePages(room, id, ['the quicksilver merger']);
    return { matterId, documentId: id };
  }

  const raise = (by: Colleague, wall: Record<string, string>) =>
    by.request.post('/api/walls').send({ reason: 'acted for the other side', ...wall });

  it('shuts a person out at once, whatever they were given, and says no more than that there is nothing', async () => {
    const { matterId, documentId } = await filledMatter();
    await ben.request.get(`/api/documents/${documentId}`).expect(200);
    const { body: wall } = await raise(ada, { matterId, personId: ben.id }).expect(201);
    assert.equal(wall.person.id, ben.id);
    for (const path of [`/api/matters/${matterId}`, `/api/documents/${documentId}`]) {
      const { body } = await ben.request.get(path).expect(404);
      assert.match(body.detail, /^There is no such (matter|document), or you may not see it\.$/);
    }
    const { body: found } = await ben.request.get(`/api/search?q=quicksilver&matter=${matterId}`).expect(200);
    assert.equal(found.total, 0);
    await ada.request.get(`/api/documents/${documentId}`).expect(200);
    await ben.request.get(`/api/walls?matter=${matterId}`).expect(404);
    await ben.request.post(`/api/walls/${wall.id}/lift`).send({ reason: 'no' }).expect(404);

    const lift = () => ada.request.post(`/api/walls/${wall.id}/lift`).send({ reason: 'conflict waived' });
    const confirmed = (when: string) =>
      room.services.sql(
        `UPDATE session SET confirmed_at = ${when} WHERE person_id = '${ada.id}'`,
        'strongroom',
      );
    await confirmed(`now() - interval '1 hour'`);
    assert.match((await lift().expect(403)).body.type, /confirm-first$/);
    const form = { wall: wall.id, reason: 'conflict waived' };
    const led = await ada.request.post(`/matters/${matterId}/walls/lift`).type('form').send(form);
    assert.equal(
      led.headers['location'],
      `/confirm?next=${encodeURIComponent(`/matters/${matterId}/walls`)}`,
    );
    await confirmed('now()');
    await lift().expect(200);
    await ben.request.get(`/api/documents/${documentId}`).expect(200);
    const { body: kept } = await ada.request.get(`/api/walls?matter=${matterId}`).expect(200);
    assert.equal(kept.items[0].liftedBecause, 'conflict waived');
  });

  it('shuts out everybody in a group, from the moment they join it, of a matter open to the firm too', async () => {
    const { matterId } = await filledMatter('firm');
    const { body: group } = await root.request.post('/api/groups').send({ name: 'Lind team' }).expect(201);
    await raise(root, { matterId, groupId: group.id }).expect(201);
    await ben.request.get(`/api/matters/${matterId}`).expect(200);
    await root.request.put(`/api/groups/${group.id}/members/${ben.id}`).expect(204);
    await ben.request.get(`/api/matters/${matterId}`).expect(404);
    await root.request.delete(`/api/groups/${group.id}/members/${ben.id}`).expect(204);
    await ben.request.get(`/api/matters/${matterId}`).expect(200);
  });

  it('binds administrators too: who is behind one neither sees it, nor lifts it, nor leaves the group it names', async () => {
    const { matterId } = await filledMatter('firm');
    const { body: group } = await root.request.post('/api/groups').send({ name: 'Office' }).expect(201);
    const other = await createColleague(room, 'other', 'administrator');
    await other.request.put(`/api/groups/${group.id}/members/${root.id}`).expect(204);
    const { body: wall } = await raise(ada, { matterId, groupId: group.id }).expect(201);
    await root.request.get(`/api/matters/${matterId}`).expect(404);
    await root.request.get(`/api/walls?matter=${matterId}`).expect(404);
    await root.request.post(`/api/walls/${wall.id}/lift`).send({ reason: 'please' }).expect(404);
    await root.request.delete(`/api/groups/${group.id}/members/${root.id}`).expect(403);
    const { body: all } = await root.request.get('/api/walls').expect(200);
    assert.ok(!all.items.some(({ id }: { id: string }) => id === wall.id));
  });

  it('is the deciding rule when somebody asks why a person cannot see a matter, for those who administer it only', async () => {
    const { matterId } = await filledMatter('firm');
    const why = async (by: Colleague, whom: Colleague) => {
      const { body } = await by.request.get(`/api/matters/${matterId}/access/${whom.id}`).expect(200);
      return [body.sees, body.rules.map(({ rule }: { rule: string }) => rule).join(' '), body.sentence];
    };
    assert.deepEqual((await why(ada, ben)).slice(0, 2), [true, 'member firm']);
    assert.deepEqual((await why(root, root)).slice(0, 2), [true, 'firm']);
    const audrey = await createColleague(room, 'audrey', 'auditor');
    assert.deepEqual((await why(ada, audrey)).slice(0, 2), [false, 'auditor firm']);
    await raise(ada, { matterId, personId: ben.id }).expect(201);
    const [sees, rules, sentence] = await why(root, ben);
    assert.deepEqual([sees, rules], [false, 'wall member firm']);
    assert.match(sentence, /an ethical wall stands until it is lifted/);
    await ben.request.get(`/api/matters/${matterId}/access/${ada.id}`).expect(404);
    const out = await createColleague(room, 'out');
    await out.request.get(`/api/matters/${matterId}/access/${ben.id}`).expect(403);
  });

  it('stands from its first day to its last, and not before or after', async () => {
    const { matterId } = await filledMatter();
    const day = 86_400_000;
    const at = (days: number) => new Date(Date.now() + days * day).toISOString();
    await raise(ada, { matterId, personId: ben.id, startsAt: at(1) }).expect(201);
    const { body: past } = await raise(ada, { matterId, personId: ben.id, startsAt: at(-2), endsAt: at(-1) });
    assert.deepEqual(
      [past.status, past.detail],
      [400, 'The wall would have ended already. Choose a later end, or none.'],
    );
    await ben.request.get(`/api/matters/${matterId}`).expect(200);
    await raise(ada, { matterId, personId: ben.id, startsAt: at(-1), endsAt: at(1) }).expect(201);
    await ben.request.get(`/api/matters/${matterId}`).expect(404);
    await raise(ada, { matterId, personId: ben.id, startsAt: at(1), endsAt: at(0) }).expect(400);
  });

  it('is raised by an administrator who names the matter by its number or its id, until the end of a day', async () => {
    const description = { client: 'Lind', number: `W-${ada.id}`, name: 'Lind', access: 'members' };
    const { body: matter } = await ada.request.post('/api/matters').send(description).expect(201);
    for (const number of [matter.number, matter.id]) {
      const form = { number, against: `person ${ben.id}`, reason: 'conflict', until: '2199-12-31' };
      const answer = await root.request.post('/admin/walls').type('form').send(form);
      assert.equal(answer.headers['location'], '/admin/walls', number);
    }
    const { body } = await ada.request.get(`/api/walls?matter=${matter.id}`).expect(200);
    const ends = body.items.map(({ endsAt }: { endsAt: string }) => endsAt);
    assert.deepEqual(ends, ['2199-12-31T23:59:59.999Z', '2199-12-31T23:59:59.999Z']);
  });

  it('is raised by owners and administrators only, and the audit log keeps who, whom and why', async () => {
    const matterId = await createTestMatter(ada, 'firm');
    await raise(ben, { matterId, personId: ada.id }).expect(403);
    await raise(root, { matterId, personId: ben.id }).expect(201);
    const rows = await room.services.sql(
      `SELECT event, detail FROM audit_event WHERE matter_id = '${matterId}' AND event IN ('wall.raised', 'access.denied') ORDER BY seq`,
      'strongroom',
    );
    assert.match(rows, /access\.denied\|.*manage walls/);
    assert.match(rows, new RegExp(`wall\\.raised\\|.*${ben.id}.*acted for the other side`));
  });

  it('stands around every copy that was restored of the matter, raised before or after', async () => {
    const { matterId } = await filledMatter();
    const [copy, second] = [await filledMatter(), await filledMatter()];
    const sql = (text: string) => room.services.sql(text, 'strongroom');
    await sql(`UPDATE matter SET restored_from = '${matterId}' WHERE id = '${copy.matterId}';
      UPDATE matter SET restored_from = '${copy.matterId}' WHERE id = '${second.matterId}'`);
    for (const each of [copy, second]) await ben.request.get(`/api/documents/${each.documentId}`).expect(200);
    const { body: wall } = await raise(ada, { matterId, personId: ben.id }).expect(201);
    await raise(ada, { matterId, personId: root.id }).expect(201);
    const number = async (id: string) => (await sql(`SELECT number FROM matter WHERE id = '${id}'`)).trim();
    for (const each of [copy, second]) {
      for (const path of [`/api/matters/${each.matterId}`, `/api/documents/${each.documentId}`])
        await ben.request.get(path).expect(404);
      await ben.request.get(`/api/walls?matter=${each.matterId}`).expect(404);
      const smash = {
        number: await number(each.matterId),
        hours: 1,
        reason: 'the hearing is this afternoon',
      };
      await root.request.post('/api/break-glass').send(smash).expect(404);
      const { body } = await ben.request.get(`/api/search?q=quicksilver&matter=${each.matterId}`).expect(200);
      assert.equal(body.total, 0);
      await ada.request.get(`/api/documents/${each.documentId}`).expect(200);
    }
    await ada.request.post(`/api/walls/${wall.id}/lift`).send({ reason: 'waived' }).expect(200);
    await ben.request.get(`/api/documents/${second.documentId}`).expect(200);
    // A wall around the copy is one of the copy and of what was restored of it, not of the first matter.
    await raise(ada, { matterId: copy.matterId, personId: ben.id }).expect(201);
    await ben.request.get(`/api/documents/${second.documentId}`).expect(404);
    await ben.request.get(`/api/matters/${matterId}`).expect(200);
  });
});

describe('A group', () => {
  const room = useRoom();

  it('gives its people the role it was granted, the best of all counts, and takes it away with the group', async () => {
    const ada = await createColleague(room, 'ada');
    const ben = await createColleague(room, 'ben');
    const root = await createColleague(room, 'root', 'administrator');
    const matterId = await createTestMatter(ada);
    await ada.request.post('/api/groups').send({ name: 'Litigation' }).expect(403);
    const { body: group } = await root.request.post('/api/groups').send({ name: 'Litigation' }).expect(201);
    await root.request.post('/api/groups').send({ name: 'Litigation' }).expect(409);
    const { body: refused } = await root.request
      .put(`/api/groups/${group.id}/members/${root.id}`)
      .expect(403);
    assert.match(refused.detail, /^Nobody puts themselves into a group/);
    await assert.rejects(
      room
        .app('server')
        .database.asPerson(root.id, (tx) =>
          tx.groupMember.createMany({ data: [{ groupId: group.id, personId: root.id }] }),
        ),
      /row-level security/,
    );
    await root.request.put(`/api/groups/${group.id}/members/${ben.id}`).expect(204);
    await ada.request.put(`/api/matters/${matterId}/groups/${group.id}`).send({ role: 'editor' }).expect(200);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'viewer' }).expect(200);
    const { body: seen } = await ben.request.get(`/api/matters/${matterId}`).expect(200);
    assert.equal(seen.role, 'editor');
    await uploadAs(ben, matterId, { name: 'x.txt', content: 'x' });
    const { body: listed } = await ben.request.get('/api/matters').expect(200);
    assert.equal(listed.items[0].role, 'editor');
    await ada.request.delete(`/api/matters/${matterId}/members/${ben.id}`).expect(204);
    await ben.request.get(`/api/matters/${matterId}`).expect(200);
    await ada.request.delete(`/api/matters/${matterId}/groups/${group.id}`).expect(204);
    await ben.request.get(`/api/matters/${matterId}`).expect(404);
    await ada.request.delete(`/api/matters/${matterId}/members/${ada.id}`).expect(409);
    assert.equal((await ben.request.get('/api/groups').expect(200)).body.items.length, 1);
    await ben.request.get(`/api/groups/${group.id}/members`).expect(403);
  });
});
