import assert from 'node:assert/strict';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const sevenYears = '5ced0000-0000-4000-8000-000000000007';

describe('Of a disposal', () => {
  const room = useRoom();
  let ada: Colleague;
  let root: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    root = await createColleague(room, 'root', 'administrator');
  });

  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  const told = (who: Colleague, kind: string) =>
    sql(
      `SELECT about FROM account_notice WHERE person_id = '${who.id}' AND kind = '${kind}' ORDER BY made_at`,
    );
  const rows = (matterId: string) =>
    sql(
      `SELECT person_id, detail::jsonb->>'disposal', detail::jsonb->>'reason' FROM audit_event
       WHERE event = 'disposal.withdrawn' AND matter_id = '${matterId}' ORDER BY seq`,
    );
  const hold = (who: Colleague, matterId: string) =>
    who.request
      .post('/api/holds')
      .send({ name: 'Lind', reason: 'a claim', covers: [{ matterId }] })
      .expect(201);

  async function proposed(by: Colleague) {
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/closing`).send({ scheduleId: sevenYears }).expect(200);
    await sql(`UPDATE matter SET closed_at = now() - interval '8 years' WHERE id = '${matterId}'`);
    const number = await sql(`SELECT number FROM matter WHERE id = '${matterId}'`);
    const reason = 'seven years are over';
    const { body } = await by.request.post('/api/disposals').send({ matterId, reason }).expect(201);
    return { matterId, number, id: body.id as string };
  }

  it('that somebody proposes the owners of the matter are told', async () => {
    const before = await told(ada, 'disposal-proposed');
    await proposed(ada);
    assert.equal(await told(ada, 'disposal-proposed'), before, 'their own is no news');
    const { number } = await proposed(root);
    assert.match(await told(ada, 'disposal-proposed'), new RegExp(`your matter ${number}`));
    assert.equal(await told(root, 'disposal-proposed'), '');
  });

  it('that a hold or the opening of the matter withdraws there is a row, and who proposed it is told', async () => {
    const [first, second] = [await proposed(root), await proposed(root)];
    await hold(ada, first.matterId);
    assert.equal(await rows(first.matterId), `${ada.id}|${first.id}|A legal hold was placed.`);
    assert.match(await told(root, 'disposal-withdrawn'), new RegExp(first.number));
    await ada.request.delete(`/api/matters/${second.matterId}/closing`).expect(204);
    assert.equal(await rows(second.matterId), `${ada.id}|${second.id}|The matter was opened again.`);
    assert.match(await told(root, 'disposal-withdrawn'), new RegExp(second.number));
  });

  it('that somebody withdraws who proposed it is told, and nobody of their own', async () => {
    const { matterId, number, id } = await proposed(root);
    await ada.request.post(`/api/disposals/${id}/withdraw`).send({ reason: 'a new claim' }).expect(200);
    assert.equal(await rows(matterId), `${ada.id}|${id}|a new claim`);
    assert.match(await told(root, 'disposal-withdrawn'), new RegExp(number));
    const own = await proposed(ada);
    await hold(ada, own.matterId);
    assert.equal(await rows(own.matterId), `${ada.id}|${own.id}|A legal hold was placed.`);
    assert.equal(await told(ada, 'disposal-withdrawn'), '');
  });

  it('of a copy a hold over its source leaves the row at the copy, and whom a wall keeps out is told no number', async () => {
    const copy = await proposed(root);
    const source = await createTestMatter(ada);
    await sql(`UPDATE matter SET restored_from = '${source}' WHERE id = '${copy.matterId}'`);
    await ada.request
      .post('/api/walls')
      .send({ matterId: copy.matterId, personId: root.id, reason: 'conflict' })
      .expect(201);
    const before = (await told(root, 'disposal-withdrawn')).split('\n').length;
    await hold(ada, source);
    assert.equal(await rows(copy.matterId), `${ada.id}|${copy.id}|A legal hold was placed.`);
    const after = await told(root, 'disposal-withdrawn');
    assert.equal(after.split('\n').length, before + 1);
    assert.ok(!after.includes(copy.number));
  });
});
