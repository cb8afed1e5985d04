import assert from 'node:assert/strict';
import { purgeBin } from '../../core/retention/purge-bin.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('A legal hold', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let root: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    ben = await createColleague(room, 'ben');
    root = await createColleague(room, 'root', 'administrator');
  });

  const sql = (statements: string) => room.services.sql(statements, 'strongroom');
  const place = (by: Colleague, ...covers: { matterId: string; documentId?: string }[]) =>
    by.request.post('/api/holds').send({ name: 'Lind claim', reason: 'we expect a claim', covers });
  const release = (by: Colleague, id: string) =>
    by.request.post(`/api/holds/${id}/release`).send({ reason: 'settled' });
  const confirmed = (who: Colleague, when: string) =>
    sql(`UPDATE session SET confirmed_at = ${when} WHERE person_id = '${who.id}'`);
  const replace = (by: Colleague, matterId: string, replaces: string) =>
    by.request
      .post(`/api/matters/${matterId}/documents`)
      .query({ filename: 'newer.txt', replaces })
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.from(`newer ${replaces}`));

  async function filed() {
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'editor' }).expect(200);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: `a lease ${matterId}` });
    return { matterId, id };
  }

  /** In the bin for longer than its time. */
  async function due() {
    const { matterId, id } = await filed();
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    await sql(`UPDATE document SET deleted_at = now() - interval '31 days' WHERE id = '${id}'`);
    return { matterId, id };
  }
  const isPurged = async (id: string) =>
    (await sql(`SELECT purged_at IS NOT NULL FROM document WHERE id = '${id}'`)).trim() === 't';

  it('is placed by an administrator who names the matter by its number or its id, and by no other member', async () => {
    const description = { client: 'Lind', number: `H-${ada.id}`, name: 'Lind', access: 'members' };
    const { body: matter } = await ada.request.post('/api/matters').send(description).expect(201);
    const placeByForm = (by: Colleague, number: string) =>
      by.request.post('/admin/holds').type('form').send({ name: 'Lind claim', reason: 'a claim', number });
    for (const number of [matter.number, matter.id]) {
      const answer = await placeByForm(root, number);
      assert.equal(answer.headers['location'], '/admin/holds', number);
    }
    const { body } = await ada.request.get(`/api/holds?matter=${matter.id}`).expect(200);
    assert.equal(body.items.length, 2);
    assert.equal((await placeByForm(ben, matter.id)).status, 403);
  });

  it('keeps what it covers from being deleted and replaced by anybody, and says which hold to those who may know', async () => {
    const { matterId, id } = await filed();
    const { body: hold } = await place(ada, { matterId }).expect(201);
    const { body: matter } = await ada.request.get(`/api/matters/${matterId}`).expect(200);
    assert.deepEqual(hold.covers, [
      { matterId, matterNumber: matter.number, documentId: null, filename: null },
    ]);
    for (const act of [ada.request.delete(`/api/documents/${id}`), replace(ada, matterId, id)]) {
      const { body } = await act.expect(409);
      assert.equal(body.type, 'urn:strongroom:problem:on-hold');
      assert.match(body.detail, /the legal hold “Lind claim” covers it/);
    }
    for (const act of [ben.request.delete(`/api/documents/${id}`), replace(ben, matterId, id)]) {
      const { body } = await act.expect(409);
      assert.equal(
        body.detail,
        'This must be kept as it is for now, so it can be neither deleted nor replaced. Ask an owner of the matter.',
      );
    }
    await uploadAs(ben, matterId, { name: 'more.txt', content: `more ${matterId}` });
    const { body: second } = await place(root, { matterId }).expect(201);
    await release(ada, second.id).expect(403);
    await confirmed(ada, `now() - interval '1 hour'`);
    assert.match((await release(ada, hold.id).expect(403)).body.type, /confirm-first$/);
    await confirmed(ada, 'now()');
    await release(ada, hold.id).expect(200);
    await ada.request.delete(`/api/documents/${id}`).expect(409);
    await release(root, second.id).expect(200);
    await ada.request.delete(`/api/documents/${id}`).expect(204);
  });

  it('on one document covers all its versions and the family it belongs to, and leaves the rest alone', async () => {
    const { matterId, id } = await filed();
    const part = await uploadAs(ada, matterId, { name: 'part.txt', content: `part ${matterId}` });
    const other = await uploadAs(ada, matterId, { name: 'other.txt', content: `other ${matterId}` });
    await sql(`UPDATE document SET parent_id = '${id}', part = 1 WHERE id = '${part.id}'`);
    const newer = await replace(ada, matterId, id).expect(201);
    const { body: hold } = await place(ada, { matterId, documentId: part.id }).expect(201);
    assert.deepEqual([hold.covers[0].documentId, hold.covers[0].filename], [id, 'lease.txt']);
    await ada.request.delete(`/api/documents/${newer.body.id}`).expect(409);
    await replace(ada, matterId, part.id).expect(409);
    await ada.request.delete(`/api/documents/${other.id}`).expect(204);
    await place(ada, { matterId, documentId: '00000000-0000-4000-8000-000000000000' }).expect(404);
    const elsewhere = await createTestMatter(ada);
    await place(ada, { matterId: elsewhere, documentId: id }).expect(404);
  });

  it('binds the database itself: no role of the product, nor the owner of its tables, gets around it', async () => {
    const { matterId, id } = await filed();
    await place(ada, { matterId, documentId: id }).expect(201);
    const forgotten = { deletedAt: new Date(), deletedBy: ada.id };
    await assert.rejects(
      room
        .app('server')
        .database.asPerson(ada.id, (tx) => tx.document.updateMany({ where: { id }, data: forgotten })),
      /legal hold|SRH01/,
    );
    const purged = { ...forgotten, purgedAt: new Date() };
    await assert.rejects(
      room.app('worker').database.asProcess((tx) => tx.document.updateMany({ where: { id }, data: purged })),
      /legal hold|SRH01/,
    );
    for (const change of ['newest = false', "sha256 = repeat('0', 64)"])
      await assert.rejects(
        sql(`SET ROLE strongroom_owner; UPDATE document SET ${change} WHERE id = '${id}'`),
        /legal hold/,
      );
    await assert.rejects(
      sql(`SET ROLE strongroom_owner; DELETE FROM document WHERE id = '${id}'`),
      /legal hold/,
    );
    await assert.rejects(
      room
        .app('worker')
        .database.asProcess((tx) => tx.legalHold.updateMany({ data: { releasedAt: new Date() } })),
    );
    await ada.request.get(`/api/documents/${id}`).expect(200);
  });

  it('is placed, listed and released by owners and administrators, who need not see the matter; it stays on record', async () => {
    const { matterId } = await filed();
    await place(ben, { matterId }).expect(403);
    const out = await createColleague(room, 'out');
    await place(out, { matterId }).expect(404);
    const { body: hold } = await place(root, { matterId }).expect(201);
    assert.equal(hold.issuedBy.name, 'root');
    await ben.request.get(`/api/holds?matter=${matterId}`).expect(403);
    await out.request.get('/api/holds').expect(403);
    await release(out, hold.id).expect(404);
    const { body: seen } = await ada.request.get(`/api/holds?matter=${matterId}`).expect(200);
    assert.deepEqual([seen.items.length, seen.items[0].id], [1, hold.id]);
    await release(root, hold.id).expect(200);
    const { body: kept } = await root.request.get('/api/holds').expect(200);
    const found = kept.items.find((one: { id: string }) => one.id === hold.id);
    assert.equal(found.releasedBecause, 'settled');
    const events = await sql(
      `SELECT event FROM audit_event WHERE matter_id = '${matterId}' AND event LIKE 'hold.%d' ORDER BY seq`,
    );
    assert.equal(events.trim(), 'hold.placed\nhold.listed\nhold.released');
  });

  it('that reaches into a matter they do not tend is not released by its issuer alone', async () => {
    const [first, second] = [await createTestMatter(ada), await createTestMatter(ada)];
    const { body: hold } = await place(ada, { matterId: first }, { matterId: second }).expect(201);
    await sql(`UPDATE membership SET person_id = '${ben.id}' WHERE matter_id = '${second}'`);
    await release(ada, hold.id).expect(403);
    const { body: seen } = await ada.request.get(`/api/holds?matter=${first}`).expect(200);
    assert.equal(seen.items[0].covers.length, 1);
    await release(root, hold.id).expect(200);
  });

  it('is refused to whoever may not release it in one sentence, behind a wall or not', async () => {
    const [first, second] = [await createTestMatter(ada), await createTestMatter(ada)];
    const { body: shared } = await place(ada, { matterId: first }, { matterId: second }).expect(201);
    const { body: others } = await place(root, { matterId: first }).expect(201);
    const boss = await createColleague(room, 'boss', 'administrator');
    const wall = { matterId: second, personId: boss.id, reason: 'conflict' };
    await ada.request.post('/api/walls').send(wall).expect(201);
    const { body: walled } = await release(boss, shared.id).expect(403);
    const { body: notTheirs } = await release(ada, others.id).expect(403);
    assert.equal(walled.detail, notTheirs.detail);
    assert.doesNotMatch(walled.detail, /do not administer/);
  });

  it('over a matter covers every copy that was restored of it', async () => {
    const [source, copy] = [await createTestMatter(ada), await createTestMatter(ada)];
    const { id } = await uploadAs(ada, copy, { name: 'a.txt', content: 'words' });
    await sql(`UPDATE matter SET restored_from = '${source}' WHERE id = '${copy}'`);
    const { body: hold } = await place(ada, { matterId: source }).expect(201);
    await ada.request.delete(`/api/documents/${id}`).expect(409);
    await release(ada, hold.id).expect(200);
    await ada.request.delete(`/api/documents/${id}`).expect(204);
  });

  it('keeps what was in the bin before it came from being purged; it can still be restored', async () => {
    const { matterId, id } = await due();
    const { body: hold } = await place(ada, { matterId, documentId: id }).expect(201);
    await purgeBin(room.app('worker'));
    assert.equal(await isPurged(id), false);
    await ada.request.post(`/api/documents/${id}/restore`).expect(204);
    await ada.request.delete(`/api/documents/${id}`).expect(409);
    await release(ada, hold.id).expect(200);
  });
});
