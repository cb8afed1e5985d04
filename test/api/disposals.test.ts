import assert from 'node:assert/strict';
import { executeDisposals } from '../../core/retention/execute-disposals.ts';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const sevenYears = '5ced0000-0000-4000-8000-000000000007';

describe('The disposal of a matter', () => {
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
  const close = (by: Colleague, matterId: string) =>
    by.request.put(`/api/matters/${matterId}/closing`).send({ scheduleId: sevenYears });
  const propose = (by: Colleague, matterId: string) =>
    by.request.post('/api/disposals').send({ matterId, reason: 'seven years are over' });
  const approve = (by: Colleague, id: string) => by.request.post(`/api/disposals/${id}/approve`);
  const hold = (matterId: string, documentId?: string) =>
    root.request
      .post('/api/holds')
      .send({
        name: 'Lind claim',
        reason: 'a claim',
        covers: [{ matterId, ...(documentId && { documentId }) }],
      })
      .expect(201);
  const carryOut = () => executeDisposals(room.app('worker'));
  const left = async (matterId: string) =>
    Number(await sql(`SELECT count(*) FROM document WHERE matter_id = '${matterId}' AND purged_at IS NULL`));

  /** A matter with two documents, one of them in two versions, closed so long ago. */
  async function closed(years: number) {
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'editor' }).expect(200);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: `a lease ${matterId}` });
    await storePages(room, id, ['quicksilver']);
    const { id: other } = await uploadAs(ada, matterId, { name: 'other.txt', content: `other ${matterId}` });
    await close(ada, matterId).expect(200);
    await sql(
      `UPDATE matter SET closed_at = now() - interval '${years} years' - interval '1 day' WHERE id = '${matterId}'`,
    );
    return { matterId, id, other };
  }

  it('begins with its closing: from then on nothing is filed, and its schedule says until when it is kept', async () => {
    const { matterId } = await closed(6);
    await ada.request
      .post(`/api/matters/${matterId}/documents`)
      .query({ filename: 'late.txt' })
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.from('late'))
      .expect(409);
    const { body } = await ben.request.get(`/api/matters/${matterId}/closing`).expect(200);
    assert.equal(body.schedule.years, 7);
    assert.equal(new Date(body.expiresAt).getUTCFullYear(), new Date(body.closedAt).getUTCFullYear() + 7);
    await close(ben, matterId).expect(403);
    const { body: early } = await propose(ada, matterId).expect(409);
    assert.match(early.detail, /Only a closed matter whose retention is over/);
    await ada.request.delete(`/api/matters/${matterId}/closing`).expect(204);
    await uploadAs(ada, matterId, { name: 'late.txt', content: 'late' });
    assert.equal((await ada.request.get(`/api/matters/${matterId}/closing`)).body, null);
  });

  it('is kept as long as administrators say, who alone make and change schedules, by page and by program', async () => {
    const form = (by: Colleague, path: string, fields: Record<string, unknown>) =>
      by.request.post(path).type('form').set('Accept', 'text/html').send(fields);
    await ada.request.get('/admin/retention').set('Accept', 'text/html').expect(403);
    await form(ada, '/admin/retention', { name: 'Wills', years: 30 }).expect(403);
    await form(root, '/admin/retention', { name: 'Wills', years: 30 }).expect(303);
    type Listed = { id: string; name: string; years: number }[];
    const listed = async () =>
      (await ada.request.get('/api/retention-schedules').expect(200)).body.items as Listed;
    const wills = (await listed()).find(({ name }) => name === 'Wills') ?? assert.fail();
    await form(root, `/admin/retention/${wills.id}`, { name: 'Wills', years: '12.5' }).expect(400);
    const taken = await form(root, '/admin/retention', { name: 'Wills', years: 3 }).expect(409);
    assert.match(taken.text, /of this name already/);
    await form(root, `/admin/retention/${wills.id}`, { name: 'Wills and trusts', years: 40 }).expect(303);
    const change = (by: Colleague, id = wills.id) =>
      by.request.put(`/api/retention-schedules/${id}`).send({ name: 'Wills, trusts', years: 50 });
    await change(ada).expect(403);
    await change(root, ada.id).expect(404);
    await change(root).expect(200);
    assert.equal((await listed()).find(({ id }) => id === wills.id)?.years, 50);
    const page = await root.request.get('/admin/retention').set('Accept', 'text/html').expect(200);
    assert.match(page.text, /value="Wills, trusts"/);
    const told = await sql(
      `SELECT detail::json->>'yearsBefore' FROM audit_event WHERE event = 'retention-schedule.changed' ORDER BY 1`,
    );
    assert.deepEqual(told.trim().split('\n'), ['30', '40']);
  });

  it('takes two people, the second with a fresh proof, and leaves a certificate with every hash', async () => {
    const { matterId, id, other } = await closed(7);
    const { body: due } = await root.request.get('/api/expired-matters').expect(200);
    assert.ok(due.items.some((matter: { id: string }) => matter.id === matterId));
    await propose(ben, matterId).expect(403);
    const { body: proposed } = await propose(ada, matterId).expect(201);
    await propose(root, matterId).expect(409);
    await approve(ada, proposed.id).expect(403);
    await approve(ben, proposed.id).expect(404);
    await sql(`UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${root.id}'`);
    const { body: unsure } = await approve(root, proposed.id).expect(403);
    assert.equal(unsure.type, 'urn:strongroom:problem:confirm-first');
    await sql(`UPDATE session SET confirmed_at = now() WHERE person_id = '${root.id}'`);
    assert.equal(await carryOut(), 0);
    await approve(root, proposed.id).expect(200);
    assert.equal(await carryOut(), 2);
    assert.equal(await carryOut(), 0);
    assert.equal(await left(matterId), 0);
    await ada.request.get(`/api/documents/${id}`).expect(404);
    assert.equal(Number(await sql(`SELECT count(*) FROM page WHERE matter_id = '${matterId}'`)), 0);
    const { body: certificate } = await root.request.get(`/api/disposals/${proposed.id}`).expect(200);
    assert.deepEqual(
      certificate.documents.map((gone: { id: string }) => gone.id),
      [id, other],
    );
    assert.match(certificate.documents[0].sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual([certificate.proposedBy.name, certificate.approvedBy.name], ['ada', 'root']);
    assert.ok(certificate.doneAt);
    const page = await ada.request.get(`/disposals/${proposed.id}`).set('Accept', 'text/html').expect(200);
    assert.ok(page.text.includes(certificate.documents[1].sha256));
    await ben.request.get(`/api/disposals/${proposed.id}`).expect(404);
    const events = await sql(
      `SELECT event FROM audit_event WHERE matter_id = '${matterId}' AND event ~ '^(matter.closed|disposal.(p|a|d)|document.purged)' ORDER BY seq`,
    );
    assert.equal(
      events.trim().replaceAll('\n', ' '),
      'matter.closed disposal.proposed disposal.approved document.purged document.purged disposal.done',
    );
  });

  it('is not signed for somebody else, whatever code forgot to ask', async () => {
    const { matterId } = await closed(7);
    const { body: proposed } = await propose(ada, matterId).expect(201);
    const sign = (by: Colleague, approvedBy: string) =>
      room.app('server').database.asPerson(by.id, (tx) =>
        tx.disposal.updateMany({
          where: { id: proposed.id },
          data: { approvedBy, approvedAt: new Date() },
        }),
      );
    await assert.rejects(sign(ada, ada.id));
    await assert.rejects(sign(ada, root.id));
    assert.equal(await carryOut(), 0);
  });

  it('stops at a hold, whatever the order of clicks', async () => {
    const held = await closed(7);
    await hold(held.matterId, held.id);
    await propose(ada, held.matterId).expect(409);

    const proposedFirst = await closed(7);
    const { body: one } = await propose(ada, proposedFirst.matterId).expect(201);
    await hold(proposedFirst.matterId, proposedFirst.id);
    await approve(root, one.id).expect(409);

    const approvedFirst = await closed(7);
    const { body: two } = await propose(ada, approvedFirst.matterId).expect(201);
    await approve(root, two.id).expect(200);
    await hold(approvedFirst.matterId, approvedFirst.id);
    assert.equal(await carryOut(), 0);
    const { body: stopped } = await ada.request.get(`/api/disposals/${two.id}`).expect(200);
    assert.equal(stopped.withdrawnBecause, 'A legal hold was placed.');
    for (const { matterId } of [held, proposedFirst, approvedFirst]) assert.equal(await left(matterId), 2);
  });

  it('is withdrawn when the matter is opened again, or by a person with a reason', async () => {
    const { matterId } = await closed(7);
    const { body: one } = await propose(ada, matterId).expect(201);
    await approve(root, one.id).expect(200);
    await ada.request.delete(`/api/matters/${matterId}/closing`).expect(204);
    assert.equal(await carryOut(), 0);
    assert.equal(await left(matterId), 2);
    const again = await closed(7);
    const { body: two } = await propose(root, again.matterId).expect(201);
    await ada.request.post(`/api/disposals/${two.id}/withdraw`).send({ reason: 'a new claim' }).expect(200);
    await approve(ada, two.id).expect(409);
  });

  it('and a hold that come at once: either the hold stands over all that is left, or nothing was left to hold', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const { matterId, other } = await closed(7);
      const { body: one } = await propose(ada, matterId).expect(201);
      await approve(root, one.id).expect(200);
      const [, { status }] = await Promise.all([
        carryOut(),
        root.request
          .post('/api/holds')
          .send({ name: 'late', reason: 'late', covers: [{ matterId, documentId: other }] }),
      ]);
      const isGone =
        (await sql(`SELECT purged_at IS NOT NULL FROM document WHERE id = '${other}'`)).trim() === 't';
      assert.equal(isGone, status === 404, `${status}`);
    }
  });
});
