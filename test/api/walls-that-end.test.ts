import assert from 'node:assert/strict';
import { recordEndedWalls } from '../../ops/maintenance/record-ended-walls.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('A wall that ends by itself', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const told = async (who: Colleague) =>
    (
      await sql(
        `SELECT kind || ': ' || about FROM account_notice WHERE person_id = '${who.id}' ORDER BY made_at, id`,
      )
    )
      .trim()
      .split('\n')
      .filter(Boolean);
  const rowsOf = async (wallId: string) =>
    (await sql(`SELECT event FROM audit_event WHERE detail::json ->> 'wall' = '${wallId}' ORDER BY seq`))
      .trim()
      .split('\n');

  it('leaves one row and tells its owners once, however often it is looked for, at once too', async () => {
    const [vera, paul] = [await createColleague(room, 'vera'), await createColleague(room, 'paul')];
    const otto = await createColleague(room, 'otto');
    const matterId = await createTestMatter(vera, 'members', 'Z-1');
    const raise = async (endsAt?: string): Promise<string> => {
      const wall = { matterId, personId: otto.id, reason: 'Other side', ...(endsAt && { endsAt }) };
      return (await vera.request.post('/api/walls').send(wall).expect(201)).body.id;
    };
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const [ended, stands, lifted] = [await raise(soon), await raise(), await raise(soon)];
    await vera.request.put(`/api/matters/${matterId}/members/${paul.id}`).send({ role: 'owner' }).expect(200);
    await vera.request.post(`/api/walls/${lifted}/lift`).send({ reason: 'a mistake' }).expect(200);
    const ops = room.app('ops');
    assert.equal(await recordEndedWalls(ops), 0, 'none has ended yet');
    await sql(`UPDATE wall SET ends_at = now() WHERE id IN ('${ended}', '${lifted}')`);
    const counts = await Promise.all([recordEndedWalls(ops), recordEndedWalls(ops), recordEndedWalls(ops)]);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      1,
    );
    assert.equal(await recordEndedWalls(ops), 0, 'once');
    assert.deepEqual(await told(vera), ['wall-ended: your matter Z-1']);
    assert.deepEqual(await told(paul), ['wall-lifted: your matter Z-1', 'wall-ended: your matter Z-1']);
    assert.deepEqual(await rowsOf(ended), ['wall.raised', 'wall.ended']);
    assert.deepEqual(await rowsOf(stands), ['wall.raised']);
    assert.deepEqual(await rowsOf(lifted), ['wall.raised', 'wall.lifted']);
  });
});
