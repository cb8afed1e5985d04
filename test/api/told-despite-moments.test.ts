import assert from 'node:assert/strict';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { actAroundWalls } from '../support/act-around-walls.ts';
import { useRoom } from '../support/room.ts';

describe('A change for the moment of an act leaves nobody untold', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let admin: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
  });
  const { told, kinds, raise, makeGroup, join, leave, setRole } = actAroundWalls(room, () => admin);
  const breakGlass = (number: string) =>
    admin.request
      .post('/api/break-glass')
      .send({ number, hours: 1, reason: 'the hearing was moved to this afternoon' })
      .expect(201);

  it('owners are told of what is done while they are in a group that a wall names', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const matterId = await createTestMatter(vera, 'members', 'M-1');
    const [others, deal] = [await makeGroup('Other side'), await makeGroup('Deal')];
    await raise(vera, matterId, { groupId: others });
    const wall = await raise(vera, matterId, { personId: otto.id });
    await vera.request.put(`/api/matters/${matterId}/groups/${deal}`).send({ role: 'viewer' }).expect(200);
    await join(others, vera);
    await vera.request.get(`/api/matters/${matterId}`).expect(404);
    await breakGlass('M-1');
    await join(deal, await createColleague(room, 'puppet'));
    await admin.request.post(`/api/walls/${wall}/lift`).send({ reason: 'a mistake' }).expect(200);
    await leave(others, vera);
    assert.deepEqual(
      (await told(vera)).map((text) => text.replace(/ until .*/, '')),
      [
        'walled-group-changed: put you into a group that a wall keeps from a matter',
        'emergency-access-used: your matter M-1',
        'group-behind-wall-joined: “puppet” into a group that has a role in your matter M-1',
        'wall-lifted: your matter M-1',
        'walled-group-changed: took you out of a group that a wall keeps from a matter',
      ],
    );
  });

  it('owners are told of a wall that names their group for a while, and of what is done meanwhile', async () => {
    const vera = await createColleague(room, 'vera');
    const matterId = await createTestMatter(vera, 'members', 'M-2');
    const group = await makeGroup('Just now');
    await join(group, vera);
    const day = new Date(Date.now() + 86_400_000).toISOString();
    await raise(admin, matterId, { groupId: group, startsAt: '2020-01-01T00:00:00Z', endsAt: day });
    await breakGlass('M-2');
    assert.deepEqual(await kinds(vera), ['wall-raised', 'emergency-access-used']);
  });

  it('owners are told who were removed, lowered or taken out of their group in the last 30 days', async () => {
    const [vera, lara, gina, paul] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'lara'),
      await createColleague(room, 'gina'),
      await createColleague(room, 'paul'),
    ];
    // Of the changes themselves they are told as well (test/api/told-of-owners).
    const isOfEmergency = (text = '') => text.startsWith('emergency-access-used');
    const partners = await makeGroup('Partners');
    await join(partners, gina);
    for (const number of ['O-1', 'O-2']) {
      const matterId = await createTestMatter(vera, 'members', number);
      for (const who of [lara, paul]) await setRole(vera, matterId, who, 'owner');
      const groups = `/api/matters/${matterId}/groups/${partners}`;
      await vera.request.put(groups).send({ role: 'owner' }).expect(200);
      await leave(partners, gina);
      await setRole(paul, matterId, lara, 'viewer');
      await paul.request.delete(`/api/matters/${matterId}/members/${vera.id}`).expect(204);
      if (number === 'O-1') await paul.request.delete(groups).expect(204);
      else await sql(`UPDATE former_access SET ended_at = now() - interval '31 days'`);
      await breakGlass(number);
      await join(partners, gina);
    }
    for (const who of [vera, lara, gina])
      assert.deepEqual((await told(who)).map((text) => text.replace(/ until .*/, '')).filter(isOfEmergency), [
        'emergency-access-used: your matter O-1',
      ]);
    assert.equal((await kinds(paul)).filter(isOfEmergency).length, 2);
  });

  it('whoever a wall has kept out for 30 days is told nothing, nor who came to own the matter behind one', async () => {
    const [vera, old, late] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'old'),
      await createColleague(room, 'late'),
    ];
    const matterId = await createTestMatter(vera, 'members', 'M-3');
    await raise(vera, matterId, { personId: late.id });
    await setRole(vera, matterId, old, 'owner');
    await raise(vera, matterId, { personId: old.id });
    await setRole(vera, matterId, late, 'owner');
    await sql(`UPDATE wall SET starts_at = now() - interval '31 days', raised_at = now() - interval '31 days'
      WHERE person_id = '${old.id}'`);
    await breakGlass('M-3');
    assert.deepEqual(await kinds(vera), ['emergency-access-used']);
    assert.deepEqual(await kinds(old), ['wall-raised', 'owners-changed'], 'of what was done before');
    assert.deepEqual(await kinds(late), []);
  });

  it('whoever comes into or out of a group that a wall names is told, and so are owners and auditors', async () => {
    const [vera, nina, audra, other] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'nina'),
      await createColleague(room, 'audra', 'auditor'),
      await createColleague(room, 'other', 'auditor'),
    ];
    const matterId = await createTestMatter(vera, 'members', 'M-4');
    const group = await makeGroup('Lind team');
    await join(group, nina);
    await leave(group, nina);
    assert.deepEqual(await told(nina), [], 'no wall names it');
    const wall = await raise(vera, matterId, { groupId: group });
    for (const who of [nina, audra]) {
      await join(group, who);
      await leave(group, who);
    }
    const change = (whom: string, matter: string) => [
      `walled-group-changed: put ${whom} into a group that a wall keeps from ${matter}`,
      `walled-group-changed: took ${whom} out of a group that a wall keeps from ${matter}`,
    ];
    assert.deepEqual(await told(nina), change('you', 'a matter'));
    assert.deepEqual(await told(audra), change('you', 'a matter'));
    assert.deepEqual(await told(other), change('“audra”, an auditor,', 'a matter'));
    assert.deepEqual(await told(vera), [
      ...change('“nina”', 'your matter M-4'),
      ...change('“audra”', 'your matter M-4'),
    ]);
    await vera.request.post(`/api/walls/${wall}/lift`).send({ reason: 'settled' }).expect(200);
    await join(group, nina);
    assert.equal((await told(nina)).length, 2, 'no wall names it any more');
  });

  it('administrators and auditors are told who were disabled or lowered meanwhile, for 30 days', async () => {
    const [bob, audra, lena, vera] = [
      await createColleague(room, 'bob', 'administrator'),
      await createColleague(room, 'audra', 'auditor'),
      await createColleague(room, 'lena', 'administrator'),
      await createColleague(room, 'vera'),
    ];
    const put = (whom: Colleague, change: object) =>
      admin.request.put(`/api/people/${whom.id}`).send(change).expect(200);
    const add = (name: string) =>
      admin.request
        .post('/api/people')
        .send({ email: `${name}-${bob.id}@firm.example`, name, role: 'administrator' })
        .expect(201);
    await put(lena, { role: 'member' });
    await put(bob, { disabled: true });
    await put(audra, { disabled: true });
    await add('puppet');
    await raise(admin, await createTestMatter(vera), { personId: audra.id });
    assert.deepEqual(await told(lena), [
      'administrator-ended: “lena”',
      'administrator-ended: “bob”',
      'auditor-ended: “audra”',
      'administrator-made: “puppet”',
    ]);
    assert.deepEqual((await told(bob)).slice(-3), (await told(lena)).slice(-3));
    assert.deepEqual((await told(audra)).slice(-3), [
      'auditor-ended: “audra”',
      'administrator-made: “puppet”',
      'auditor-walled: “audra”',
    ]);
    const count = async () => (await told(lena)).length + (await told(bob)).length;
    const before = await count();
    await sql(`UPDATE person SET disabled_at = now() - interval '31 days' WHERE id = '${bob.id}'`);
    await sql(
      `UPDATE former_access SET ended_at = now() - interval '31 days' WHERE person_id = '${lena.id}'`,
    );
    await add('later');
    assert.equal(await count(), before, 'who has left, or is a member for long, learns of no more');
  });

  it('owners of a matter that is open to the firm are told when whoever is walled off opens an account', async () => {
    const [vera, eve, leaver] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'eve', 'administrator'),
      await createColleague(room, 'leaver'),
    ];
    for (const [access, number] of [
      ['firm', 'F-1'],
      ['members', 'F-2'],
    ] as const)
      await raise(vera, await createTestMatter(vera, access, number), { personId: eve.id });
    const add = (by: Colleague, name: string) =>
      by.request
        .post('/api/people')
        .send({ email: `${name}-${vera.id}@firm.example`, name })
        .expect(201);
    await add(admin, 'colleague');
    assert.deepEqual(await told(vera), []);
    await add(eve, 'puppet');
    for (const disabled of [true, false])
      await eve.request.put(`/api/people/${leaver.id}`).send({ disabled }).expect(200);
    const reads = 'It reads your matter F-1, from which a wall keeps who opened it';
    assert.deepEqual(await told(vera), [
      `account-opened-past-wall: “puppet”. ${reads}`,
      `account-opened-past-wall: “leaver”. ${reads}`,
    ]);
  });
});
