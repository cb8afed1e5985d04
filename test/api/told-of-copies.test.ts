import assert from 'node:assert/strict';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { actAroundWalls } from '../support/act-around-walls.ts';
import { useRoom } from '../support/room.ts';

describe('What covers a matter before or behind it is told to its owners', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let admin: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
  });
  const { told, kinds, raise, makeGroup, join, setRole } = actAroundWalls(room, () => admin);

  it('owners of a copy are told of what covers it at its source, and owners of a source that a copy is made', async () => {
    const [vera, cora] = [await createColleague(room, 'vera'), await createColleague(room, 'cora')];
    const victim = await createColleague(room, 'victim');
    const source = await createTestMatter(vera, 'members', 'C-1');
    const copy = await createTestMatter(cora, 'members', 'C-1 (of then)');
    await setRole(cora, copy, victim, 'viewer');
    await sql(`UPDATE matter SET restored_from = '${source}' WHERE id = '${copy}'`);
    const wall = await raise(admin, source, { personId: victim.id });
    const seen = await cora.request.get(`/api/matters/${copy}/access/${victim.id}`).expect(200);
    assert.equal((seen.body as { sees: boolean }).sees, false);
    await admin.request.post(`/api/walls/${wall}/lift`).send({ reason: 'a mistake' }).expect(200);
    assert.deepEqual(await told(cora), [
      'wall-raised: your matter “C-1 (of then)”',
      'wall-lifted: your matter “C-1 (of then)”',
    ]);
    const group = await makeGroup('Of the source');
    await vera.request.put(`/api/matters/${source}/groups/${group}`).send({ role: 'viewer' }).expect(200);
    await join(group, await createColleague(room, 'newcomer'));
    assert.equal((await kinds(vera)).at(-1), 'group-behind-wall-joined');
    await admin.request.post('/api/restores').send({ matter: 'C-1' }).expect(202);
    assert.equal((await told(vera)).at(-1), 'restore-asked: your matter C-1');
    assert.equal(
      (await told(cora)).length,
      2,
      'the group has no part in the copy, and the copy is not copied',
    );
  });

  it('owners are told who comes in by a group before a planned wall begins', async () => {
    const vera = await createColleague(room, 'vera');
    const matterId = await createTestMatter(vera, 'members', 'P-1');
    const group = await makeGroup('Early birds');
    await vera.request.put(`/api/matters/${matterId}/groups/${group}`).send({ role: 'viewer' }).expect(200);
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    await raise(vera, matterId, { personId: (await createColleague(room, 'other')).id, startsAt });
    await join(group, await createColleague(room, 'early'));
    assert.deepEqual(await kinds(vera), ['group-behind-wall-joined']);
  });
});
