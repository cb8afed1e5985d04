import assert from 'node:assert/strict';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { actAroundWalls } from '../support/act-around-walls.ts';
import { useRoom } from '../support/room.ts';

describe('Where all owners of a matter have left', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let admin: Colleague;
  let second: Colleague;
  let audra: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
    second = await createColleague(room, 'second', 'administrator');
    audra = await createColleague(room, 'audra', 'auditor');
  });
  const { told, raise, makeGroup, join, setRole } = actAroundWalls(room, () => admin);
  const left = (who: Colleague, disabled = true) =>
    admin.request.put(`/api/people/${who.id}`).send({ disabled }).expect(200);
  const breakGlass = (number: string) =>
    admin.request
      .post('/api/break-glass')
      .send({ number, hours: 1, reason: 'the hearing was moved to this afternoon' })
      .expect(201);
  /** What somebody was told in the place of owners since the last call. */
  const seen = new Map<string, number>();
  const stoodIn = async (who: Colleague) => {
    const all = (await told(who)).filter((text) => text.startsWith('owners-have-left: '));
    const fresh = all.slice(seen.get(who.id) ?? 0);
    seen.set(who.id, all.length);
    return fresh.map((text) => text.slice('owners-have-left: '.length).replace(/ until .*/, ''));
  };

  it('the other administrators and the auditors are told in their place, and the owners, for whom it waits', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const matterId = await createTestMatter(vera, 'members', 'L-1');
    await breakGlass('L-1');
    for (const who of [second, audra]) assert.deepEqual(await stoodIn(who), [], 'an owner works here');
    await left(vera);
    await breakGlass('L-1').catch(() => undefined);
    const wall = await raise(admin, matterId, { personId: otto.id });
    await admin.request.post(`/api/walls/${wall}/lift`).send({ reason: 'a mistake' }).expect(200);
    await admin.request.post(`/api/people/${vera.id}/matters`).send({ to: otto.id }).expect(200);
    for (const who of [second, audra]) {
      const texts = await stoodIn(who);
      for (const [index, expected] of [
        /^admin raised a wall around the matter L-1\.$/,
        /^admin lifted a wall around the matter L-1\.$/,
        /^admin made “otto” an owner of the matter L-1, because “vera” is disabled\.$/,
      ].entries())
        assert.match(texts[index] ?? '', expected);
      assert.equal(texts.length, 3);
    }
    assert.deepEqual(await stoodIn(admin), [], 'whoever does it knows');
    assert.equal((await told(vera)).length, 4, 'the owner who left is told as well');
    await raise(admin, matterId, { personId: second.id });
    for (const who of [second, audra])
      assert.deepEqual(await stoodIn(who), [], 'otto owns it and works here');
  });

  it('one administrator who is behind a wall learns that it was done, and not around which matter', async () => {
    const [vera, walled] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'walled', 'administrator'),
    ];
    const matterId = await createTestMatter(vera, 'members', 'L-2');
    await raise(vera, matterId, { personId: walled.id });
    await left(vera);
    await breakGlass('L-2');
    assert.deepEqual(await stoodIn(second), ['admin has emergency access to the matter L-2']);
    assert.deepEqual(await stoodIn(walled), ['admin has emergency access to a matter']);
    assert.deepEqual(await stoodIn(audra), ['admin has emergency access to the matter L-2']);
    const { items } = (await walled.request.get('/api/ownerless-matters').expect(200)).body;
    assert.ok(!JSON.stringify(items).includes(matterId));
  });

  it('nor learns it from the number that the matter had', async () => {
    const [vera, otto, walled] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'otto'),
      await createColleague(room, 'walled', 'administrator'),
    ];
    const matterId = await createTestMatter(vera, 'members', 'L-6');
    await raise(vera, matterId, { personId: walled.id });
    await left(vera);
    const wanted = { client: 'Lind', number: 'L-6', name: 'Another' };
    await otto.request.post('/api/matters').send(wanted).expect(409);
    const { items } = (await admin.request.get('/api/number-requests').expect(200)).body;
    const asked = (items as { id: string; matterId: string }[]).find((one) => one.matterId === matterId);
    const answer = admin.request.post(`/api/number-requests/${asked?.id}/answer`);
    await answer.send({ matterNumber: 'L-7' }).expect(204);
    assert.deepEqual(await stoodIn(walled), ['admin gave another number to a matter.']);
    assert.deepEqual(await stoodIn(audra), ['admin gave another number to the matter L-7, which was L-6.']);
    assert.equal((await stoodIn(second)).length, 1);
  });

  it('a group that owned the matter and has nobody in it any more leaves it without an owner, too', async () => {
    const [vera, gina] = [await createColleague(room, 'vera'), await createColleague(room, 'gina')];
    const matterId = await createTestMatter(vera, 'members', 'L-3');
    const partners = await makeGroup('Partners');
    await join(partners, gina);
    await vera.request.put(`/api/matters/${matterId}/groups/${partners}`).send({ role: 'owner' }).expect(200);
    await left(vera);
    await raise(admin, matterId, { personId: (await createColleague(room, 'other')).id });
    assert.deepEqual(await stoodIn(audra), [], 'gina owns it');
    await sql(`DELETE FROM group_member WHERE person_id = '${gina.id}'`);
    await sql(`UPDATE former_access SET ended_at = now() - interval '31 days'`);
    await raise(admin, matterId, { personId: (await createColleague(room, 'next')).id });
    assert.deepEqual(await stoodIn(audra), ['admin raised a wall around the matter L-3.']);
  });

  it('administrators find it in a list, with who owned it, until somebody who works here does', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const [matterId, other] = [
      await createTestMatter(vera, 'members', 'L-4'),
      await createTestMatter(otto, 'members', 'L-5'),
    ];
    await setRole(vera, matterId, otto, 'viewer');
    const list = async () => {
      const { items } = (await second.request.get('/api/ownerless-matters').expect(200)).body;
      return (items as { matterId: string; number: string; owners: { name: string }[] }[]).filter((one) =>
        [matterId, other].includes(one.matterId),
      );
    };
    assert.deepEqual(await list(), []);
    await left(vera);
    assert.deepEqual(
      (await list()).map(({ number, owners }) => [number, owners.map(({ name }) => name)]),
      [['L-4', ['vera']]],
    );
    const page = await second.request.get('/admin/ownerless-matters').set('Accept', 'text/html').expect(200);
    assert.match(page.text, /L-4/);
    assert.match(page.text, new RegExp(`/people/${vera.id}`));
    await otto.request.get('/api/ownerless-matters').expect(403);
    await left(vera, false);
    assert.deepEqual(await list(), []);
  });
});
