import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('When somebody leaves', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let admin: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
  });
  const disable = (who: Colleague, disabled = true) =>
    admin.request.put(`/api/people/${who.id}`).send({ disabled }).expect(200);
  const resting = async (who: Colleague, by = admin) =>
    (await by.request.get(`/api/people/${who.id}/matters`).expect(200)).body.items as {
      matterId: string;
      number: string;
      name: string | null;
    }[];
  const reassign = (from: Colleague, to: Colleague, matters?: string[]) =>
    admin.request.post(`/api/people/${from.id}/matters`).send({ to: to.id, ...(matters && { matters }) });

  it('what rests on them alone is shown by number, its name only to who sees it anyway', async () => {
    const [leaver, other, gone] = [
      await createColleague(room, 'leaver'),
      await createColleague(room, 'other'),
      await createColleague(room, 'gone'),
    ];
    const [alone, shared, open, both] = [
      await createTestMatter(leaver),
      await createTestMatter(leaver),
      await createTestMatter(leaver, 'firm'),
      await createTestMatter(leaver),
    ];
    const own = (matter: string, who: Colleague) =>
      leaver.request.put(`/api/matters/${matter}/members/${who.id}`).send({ role: 'owner' }).expect(200);
    await own(shared, other);
    await own(both, gone);
    await disable(gone);
    await leaver.request.get(`/api/people/${leaver.id}/matters`).expect(403);
    assert.deepEqual(await resting(leaver), [], 'what somebody owns who works here is nobody else’s list');
    const before = await admin.request.get(`/people/${leaver.id}`).expect(200);
    assert.ok(!before.text.includes(alone));
    await disable(leaver);
    const found = await resting(leaver);
    const nameOf = new Map(found.map(({ matterId, name }) => [matterId, name]));
    assert.equal(nameOf.size, 3);
    assert.deepEqual(
      [alone, open, both].map((matter) => nameOf.get(matter)),
      [null, 'Harbour v. Lind', null],
    );
    assert.ok(found.every(({ number }) => number.startsWith('2026-')));
    const page = await admin.request.get(`/people/${leaver.id}`).expect(200);
    assert.ok(page.text.includes(alone) && !page.text.includes(shared));
    const asMember = await room
      .app('server')
      .database.asPerson(
        other.id,
        (tx) => tx.$queryRaw<unknown[]>`SELECT FROM matters_owned_only_by(${leaver.id}::uuid)`,
      );
    assert.equal(asMember.length, 0, 'the database itself shows them to administrators alone');
  });

  it('a colleague gets them with one click, and not before the leaver is disabled', async () => {
    const [leaver, newOwner] = [
      await createColleague(room, 'leaver'),
      await createColleague(room, 'new-owner'),
    ];
    const matters = [await createTestMatter(leaver), await createTestMatter(leaver)];
    await reassign(leaver, newOwner).expect(409);
    await disable(leaver);
    await newOwner.request.get(`/api/matters/${matters[0]}`).expect(404);
    assert.equal((await reassign(leaver, newOwner, [matters[0] ?? '']).expect(200)).body.given, 1);
    await newOwner.request.get(`/api/matters/${matters[0]}`).expect(200);
    await newOwner.request.get(`/api/matters/${matters[1]}`).expect(404);
    const sent = await admin.request
      .post(`/people/${leaver.id}/matters`)
      .type('form')
      .send({ to: newOwner.id, matter: matters[1] })
      .expect(303);
    assert.equal(sent.headers['location'], `/people/${leaver.id}?given=1`);
    await newOwner.request
      .put(`/api/matters/${matters[1]}/members/${admin.id}`)
      .send({ role: 'viewer' })
      .expect(200);
    assert.deepEqual(await resting(leaver), []);
    await reassign(leaver, newOwner).expect(409);
    const logged = await sql(
      `SELECT count(*) FROM audit_event WHERE event = 'matter.handed-on' AND detail::text LIKE '%${newOwner.id}%'`,
    );
    assert.equal(logged.trim(), '2');
  });

  it('nobody gives matters to themselves, to who is walled off, to an auditor or to who left, not even past the product', async () => {
    const [leaver, newOwner, audit] = [
      await createColleague(room, 'leaver'),
      await createColleague(room, 'new-owner'),
      await createColleague(room, 'audit', 'auditor'),
    ];
    const [walled, hidden] = [await createTestMatter(leaver), await createTestMatter(leaver)];
    const wall = (matterId: string, personId: string) =>
      leaver.request.post('/api/walls').send({ matterId, personId, reason: 'conflict' }).expect(201);
    await wall(walled, newOwner.id);
    await wall(hidden, admin.id);
    await disable(leaver);
    assert.deepEqual(
      (await resting(leaver)).map(({ matterId }) => matterId),
      [walled],
      'whoever is walled off does not even learn that there is one',
    );
    for (const to of [admin, newOwner, audit, leaver])
      assert.equal((await reassign(leaver, to)).status, 409, to.email);
    await reassign(leaver, await createColleague(room, 'x'), [hidden]).expect(409);
    const past = (by: Colleague, to: Colleague) =>
      room
        .app('server')
        .database.asPerson(
          by.id,
          (tx) =>
            tx.$queryRaw<
              unknown[]
            >`SELECT FROM reassign_matters(${leaver.id}::uuid, ${to.id}::uuid, ${[walled, hidden]}::uuid[])`,
        );
    for (const to of [admin, newOwner, audit, leaver])
      assert.equal((await past(admin, to)).length, 0, to.email);
    assert.equal(
      (await past(newOwner, await createColleague(room, 'y'))).length,
      0,
      'for administrators alone',
    );
    await sql(`UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${admin.id}'`);
    const refused = await reassign(leaver, await createColleague(room, 'z')).expect(403);
    assert.equal(refused.body.type, 'urn:strongroom:problem:confirm-first');
    await sql('UPDATE session SET confirmed_at = now()');
  });

  it('their keys end for good: letting them in again brings no forgotten program back', async () => {
    const leaver = await createColleague(room, 'leaver');
    const { key } = (await leaver.request.post('/api/keys').send({ name: 'scanner' }).expect(201)).body;
    const byKey = () =>
      supertest(createServer(room.app('server')))
        .get('/api/matters')
        .set('Authorization', `Bearer ${key}`);
    await byKey().expect(200);
    await disable(leaver);
    await byKey().expect(401);
    await disable(leaver, false);
    await byKey().expect(401);
  });
});
