import assert from 'node:assert/strict';
import { purgeBin } from '../../core/retention/purge-bin.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('A legal hold that comes while something is on its way out', () => {
  const room = useRoom();
  let ada: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
  });

  const sql = (statements: string) => room.services.sql(statements, 'strongroom');
  const place = (by: Colleague, ...covers: { matterId: string; documentId?: string }[]) =>
    by.request.post('/api/holds').send({ name: 'Lind claim', reason: 'we expect a claim', covers });

  async function filed() {
    const matterId = await createTestMatter(ada);
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

  const blocked = () =>
    sql(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'strongroom'`);
  async function untilBlocked() {
    for (let turn = 0; turn < 100; turn += 1) if (Number(await blocked()) > 0) return;
    assert.fail('nothing waits');
  }

  it('waits for a purge under way, and then says that the document is gone', async () => {
    const { matterId, id } = await due();
    const [begun, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const purging = room.app('worker').database.asProcess(async (tx) => {
      await tx.document.updateMany({ where: { id }, data: { purgedAt: new Date() } });
      begun.resolve(undefined);
      await go.promise;
    });
    await begun.promise;
    const placing = place(ada, { matterId, documentId: id })
      .expect(404)
      .then(() => undefined);
    await untilBlocked();
    go.resolve(undefined);
    await Promise.all([purging, placing]);
    assert.equal(await isPurged(id), true);
  });

  it('stops a purge that began before the hold was committed', async () => {
    const { matterId, id } = await due();
    const [begun, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const placing = room.app('server').database.asPerson(ada.id, async (tx) => {
      const holdId = '11111111-0000-4000-8000-000000000001';
      await tx.legalHold.createMany({ data: [{ id: holdId, name: 'x', reason: 'y', issuedBy: ada.id }] });
      await tx.holdCover.createMany({ data: [{ id: holdId, holdId, matterId }] });
      begun.resolve(undefined);
      await go.promise;
    });
    await begun.promise;
    const purging = purgeBin(room.app('worker'));
    await untilBlocked();
    go.resolve(undefined);
    await placing;
    assert.equal(await purging, 0);
    assert.equal(await isPurged(id), false);
  });

  it('stops a deletion that asked before the hold was committed, with a sentence', async () => {
    const { matterId, id } = await filed();
    const [begun, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const placing = room.app('server').database.asPerson(ada.id, async (tx) => {
      const holdId = '11111111-0000-4000-8000-000000000002';
      await tx.legalHold.createMany({ data: [{ id: holdId, name: 'x', reason: 'y', issuedBy: ada.id }] });
      await tx.holdCover.createMany({ data: [{ id: holdId, holdId, matterId }] });
      begun.resolve(undefined);
      await go.promise;
    });
    await begun.promise;
    const deleting = ada.request.delete(`/api/documents/${id}`).then((answer) => answer);
    await untilBlocked();
    go.resolve(undefined);
    await placing;
    const { status, body } = await deleting;
    assert.equal(status, 409);
    assert.match(body.detail, /must be kept as it is for now/);
    await ada.request.get(`/api/documents/${id}`).expect(200);
  });

  it('either stands or finds it purged, in whatever order they come', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const { matterId, id } = await due();
      const [, { status }] = await Promise.all([
        purgeBin(room.app('worker')),
        place(ada, { matterId, documentId: id }),
      ]);
      assert.ok(status === 201 || status === 404, `${status}`);
      assert.equal(await isPurged(id), status === 404);
    }
  });
});
