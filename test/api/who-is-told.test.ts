import assert from 'node:assert/strict';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { startMailServer } from '../support/test-mail-server.ts';
import { useRoom } from '../support/room.ts';

describe('Nobody is left untold', () => {
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
  /** What somebody was told, oldest first, as "kind: about", without addresses (test/api/names-in-notices). */
  const told = async (who: Colleague) => {
    const rows = await sql(
      `SELECT kind || ': ' || replace(about, E'\\n', ' ') FROM account_notice WHERE person_id = '${who.id}' ORDER BY made_at, id`,
    );
    return rows
      .replaceAll(/(?<=”) \([\w-]+@firm\.example\)/g, '')
      .trim()
      .split('\n')
      .filter(Boolean);
  };
  const open = async (owner: Colleague, number: string) => createTestMatter(owner, 'members', number);
  const wallAgainst = (by: Colleague, matterId: string, whom: Colleague) =>
    by.request.post('/api/walls').send({ matterId, personId: whom.id, reason: 'Other side' }).expect(201);

  it('owners are told, once, whom their matters were handed to while they were disabled', async () => {
    const [vera, puppet] = [await createColleague(room, 'vera'), await createColleague(room, 'puppet')];
    for (const number of ['H-1', 'H-2']) await open(vera, number);
    await admin.request.put(`/api/people/${vera.id}`).send({ disabled: true }).expect(200);
    await admin.request.post(`/api/people/${vera.id}/matters`).send({ to: puppet.id }).expect(200);
    assert.deepEqual(await told(vera), [
      'matters-reassigned: “puppet” an owner of 2 of your matters (H-1, H-2), because “vera” is disabled',
    ]);
    assert.deepEqual(await told(puppet), []);
  });

  it('owners are told of walls that somebody else raises and lifts, and of who comes in behind one', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const matterId = await open(vera, 'W-1');
    await wallAgainst(vera, matterId, otto);
    assert.deepEqual(await told(vera), [], 'their own is no news');
    const { body: group } = await admin.request.post('/api/groups').send({ name: 'Deal' }).expect(201);
    await vera.request
      .put(`/api/matters/${matterId}/groups/${group.id}`)
      .send({ role: 'viewer' })
      .expect(200);
    const puppet = await createColleague(room, 'puppet');
    await admin.request.put(`/api/groups/${group.id}/members/${puppet.id}`).expect(204);
    const { body: wall } = await wallAgainst(admin, matterId, vera);
    await admin.request.post(`/api/walls/${wall.id}/lift`).send({ reason: 'a mistake' }).expect(200);
    assert.deepEqual(await told(vera), [
      'group-behind-wall-joined: “puppet” into a group that has a role in your matter W-1',
      'wall-raised: your matter W-1',
      'wall-lifted: your matter W-1',
    ]);
    assert.deepEqual(await told(admin), [], 'whoever did it is told nothing');
  });

  it('owners of a copy are told who comes in behind the wall around what it is a copy of', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const [source, copy] = [await open(vera, 'C-1'), await open(vera, 'C-2')];
    await sql(`UPDATE matter SET restored_from = '${source}' WHERE id = '${copy}'`);
    await wallAgainst(vera, source, otto);
    const { body: group } = await admin.request.post('/api/groups').send({ name: 'Copies' }).expect(201);
    await vera.request.put(`/api/matters/${copy}/groups/${group.id}`).send({ role: 'viewer' }).expect(200);
    const puppet = await createColleague(room, 'puppet');
    await admin.request.put(`/api/groups/${group.id}/members/${puppet.id}`).expect(204);
    assert.deepEqual(await told(vera), [
      'group-behind-wall-joined: “puppet” into a group that has a role in your matter C-2',
    ]);
  });

  it('owners are told of the other number that their matter gets', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const matterId = await open(vera, 'N-1');
    const wanted = { client: 'Lind', number: 'N-1', name: 'Another' };
    await otto.request.post('/api/matters').send(wanted).expect(409);
    const { items } = (await admin.request.get('/api/number-requests').expect(200)).body;
    const asked = (items as { id: string; matterId: string }[]).find((one) => one.matterId === matterId);
    const answer = admin.request.post(`/api/number-requests/${asked?.id}/answer`);
    await answer.send({ matterNumber: 'N-2' }).expect(204);
    assert.deepEqual(await told(vera), ['matter-renumbered: your matter N-2, which was N-1']);
  });

  it('each owner acknowledges emergency access for themselves', async () => {
    const [vera, paul] = [await createColleague(room, 'vera'), await createColleague(room, 'paul')];
    const matterId = await open(vera, 'E-1');
    await vera.request.put(`/api/matters/${matterId}/members/${paul.id}`).send({ role: 'owner' }).expect(200);
    const input = { number: 'E-1', hours: 1, reason: 'the hearing was moved to this afternoon' };
    const { body } = await admin.request.post('/api/break-glass').send(input).expect(201);
    await paul.request.post(`/api/break-glass/${body.id}/note`).expect(204);
    const seenBy = async (who: Colleague) => {
      const { items } = (await who.request.get('/api/break-glass').expect(200)).body;
      return (items as { id: string; seenAt: string | null }[]).find(({ id }) => id === body.id)?.seenAt;
    };
    assert.ok(await seenBy(paul));
    assert.equal(await seenBy(vera), null);
    assert.match((await told(vera)).join('\n'), /^emergency-access-used: your matter E-1 until /);
  });

  it('owners are told when retention is shortened, a hold is released and a disposal proposed and approved', async () => {
    const vera = await createColleague(room, 'vera');
    const matterId = await open(vera, 'R-1');
    const schedule = { name: 'Long', years: 10 };
    const { body: made } = await admin.request.post('/api/retention-schedules').send(schedule).expect(201);
    const hold = { name: 'Lind', reason: 'a claim', covers: [{ matterId }] };
    const { body: held } = await vera.request.post('/api/holds').send(hold).expect(201);
    await vera.request.put(`/api/matters/${matterId}/closing`).send({ scheduleId: made.id }).expect(200);
    await sql(`UPDATE matter SET closed_at = now() - interval '3 years' WHERE id = '${matterId}'`);
    await admin.request
      .put(`/api/retention-schedules/${made.id}`)
      .send({ name: 'Long', years: 1 })
      .expect(200);
    await admin.request.post(`/api/holds/${held.id}/release`).send({ reason: 'settled' }).expect(200);
    const { body: disposal } = await admin.request
      .post('/api/disposals')
      .send({ matterId, reason: 'its time is over' })
      .expect(201);
    await second.request.post(`/api/disposals/${disposal.id}/approve`).expect(200);
    assert.deepEqual(await told(vera), [
      'retention-shortened: 1 years instead of 10 for your matter R-1',
      'hold-released: what you had put under it',
      'disposal-proposed: your matter R-1',
      'disposal-approved: your matter R-1',
    ]);
  });

  it('administrators and auditors are told of every change of mail, and what waits is not lost', async () => {
    const server = await startMailServer();
    try {
      const settings = { host: 'localhost', port: server.port, security: 'starttls', from: 'r@firm.example' };
      const save = (change: object) => admin.request.put('/api/mail').send({ ...settings, ...change });
      await save({ user: 'room', password: 'right' }).expect(200);
      await save({ user: 'room', password: 'wrong' }).expect(200);
      const kept = await save({ user: 'room', security: 'tls' }).expect(400);
      assert.match(kept.body.detail, /Type the password/);
      await save({ user: 'room' }).expect(200);
      const waiting = async () => Number(await sql('SELECT count(*) FROM outgoing_mail'));
      const before = await waiting();
      assert.ok(before > 0);
      await admin.request.delete('/api/mail').expect(204);
      assert.equal(await waiting(), before);
      for (const who of [second, audra])
        assert.deepEqual(
          (await told(who)).filter((text) => text.startsWith('mail')),
          ['mail-changed: localhost', 'mail-changed: localhost', 'mail-turned-off:'],
        );
    } finally {
      await server.stop();
    }
  });

  it('administrators and auditors are told who becomes an administrator or stops being one', async () => {
    const vera = await createColleague(room, 'vera');
    const seen = (await told(audra)).length;
    for (const change of [
      { role: 'administrator' },
      { disabled: true },
      { disabled: false },
      { role: 'member' },
    ])
      await admin.request.put(`/api/people/${vera.id}`).send(change).expect(200);
    const expected = [
      'administrator-made: “vera” They sign in with a password.',
      'administrator-ended: “vera”',
      'administrator-made: “vera”, who was disabled, They sign in with a password.',
      'administrator-ended: “vera”',
    ];
    assert.deepEqual((await told(audra)).slice(seen), expected);
    assert.deepEqual((await told(second)).slice(-4), expected);
    assert.deepEqual(
      (await told(vera)).map((text) => text.split(':', 1)[0]),
      ['administrator-ended', 'administrator-ended'],
    );
  });
});
