import assert from 'node:assert/strict';
import { createColleague, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Backups in the pages', () => {
  const room = useRoom();
  let boss: Colleague;
  let ada: Colleague;
  const asked = () => room.app('ops').database.asProcess((tx) => tx.opsRequest.findMany());
  const confirmed = (when: string) =>
    room.services.sql(`UPDATE session SET confirmed_at = ${when};`, 'strongroom');

  before(async () => {
    boss = await createColleague(room, 'boss', 'administrator');
    ada = await createColleague(room, 'ada');
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

  it('tell administrators what was made where, what would be lost now, and when the recovery key was proven', async () => {
    await room.services.sql(
      `INSERT INTO backup_target VALUES ('near', '/repository');
       INSERT INTO next_run VALUES ('rehearsal', '2099-01-04T04:30:00Z');
       INSERT INTO backup_run (id, kind, state, started_at, ended_at, bytes, documents)
         VALUES (gen_random_uuid(), 'full', 'done', now() - interval '30 minutes', now() - interval '28 minutes', 5000, 7);
       INSERT INTO target_run (id, target, act, ok, at) VALUES (gen_random_uuid(), 'near', 'backup', true, now() - interval '29 minutes');
       INSERT INTO rehearsal (id, state, started_at, ended_at, documents, bytes, seconds)
         VALUES (gen_random_uuid(), 'done', now() - interval '3 days', now() - interval '3 days', 48210, 9, 660);
       UPDATE _prisma_migrations SET finished_at = now() - interval '100 days';`,
      'strongroom',
    );
    await ada.request.get('/api/backups').expect(403);
    const { body } = await boss.request.get('/api/backups').expect(200);
    assert.deepEqual(body.backups[0].places, [{ name: 'near', ok: true, reason: null }]);
    assert.ok(Math.abs(body.recoveryPoint.seconds - 1_800) < 60, String(body.recoveryPoint.seconds));
    assert.equal(body.recoveryTime.seconds, 660);
    assert.equal(body.places[0].failure, null);
    assert.equal(body.planned[0].name, 'rehearsal');
    assert.equal(body.recoveryKey.due, true);
    const page = async (path: string) => (await boss.request.get(path).set('Accept', 'text/html')).text;
    assert.match(await page('/admin/backups'), /<strong>3 days ago<\/strong>, 11 minutes, 48,210 documents/);
    for (const path of ['/admin/backups', '/admin/status'])
      assert.match(await page(path), /last proven 100 days ago.*strongroom recovery-key check/);
    await room.services.sql(
      "INSERT INTO target_run (id, target, act, ok) VALUES (gen_random_uuid(), 'near', 'recovery-key', true);",
      'strongroom',
    );
    for (const path of ['/admin/backups', '/admin/status'])
      assert.doesNotMatch(await page(path), /recovery-key check/);
    await ada.request.get('/admin/backups').set('Accept', 'text/html').expect(403);
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
