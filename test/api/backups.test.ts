import assert from 'node:assert/strict';
import { colleague, type Colleague } from '../support/firm.js';
import { useRoom } from '../support/room.js';

describe('Backups in the pages', () => {
  const room = useRoom();
  let boss: Colleague;
  let ada: Colleague;
  const asked = () => room.app('ops').database.asProcess((tx) => tx.opsRequest.findMany());
  const confirmed = (when: string) =>
    room.services.sql(`UPDATE session SET confirmed_at = ${when};`, 'strongroom');

  before(async () => {
    boss = await colleague(room, 'boss', 'administrator');
    ada = await colleague(room, 'ada');
  });

  it('are asked for by administrators who have confirmed that it is they, and by nobody else', async () => {
    await ada.request.post('/api/backups').expect(403);
    await confirmed("now() - interval '1 hour'");
    const refused = await boss.request.post('/api/backups').expect(403);
    assert.match(String(refused.body.type), /confirm-first$/);
    assert.equal((await asked()).length, 0);
    await confirmed('now()');
    await boss.request.post('/api/backups').expect(202);
    const audit = await room.services.sql(
      "SELECT person_id FROM audit_event WHERE event = 'backup.asked';",
      'strongroom',
    );
    assert.deepEqual(audit.trim().split('\n'), [boss.id]);
  });

  it('are one backup while one that was asked for is open, and another one after it', async () => {
    const first = await boss.request.post('/api/backups').expect(202);
    const second = await boss.request.post('/api/backups').expect(202);
    assert.equal(second.body.id, first.body.id);
    await room.services.sql("UPDATE ops_request SET state = 'done', ended_at = now();", 'strongroom');
    const third = await boss.request.post('/api/backups').expect(202);
    assert.notEqual(third.body.id, first.body.id);
  });

  it('cannot be asked for past the check, in the database itself', async () => {
    const put = room.app('server').database.asPerson(
      ada.id,
      (tx) => tx.$executeRaw`
        INSERT INTO ops_request (id, kind, what, asked_by) VALUES (gen_random_uuid(), 'backup', '{"a": "b"}', ${ada.id}::uuid)`,
    );
    await assert.rejects(put, /row-level security/);
  });
});
