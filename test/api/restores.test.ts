import assert from 'node:assert/strict';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Restore = { id: string; matterId: string; state: string; restoredMatterId: string | null };

describe('A matter is ordered out of a backup', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let boss: Colleague;
  let matter: string;
  const sql = (text: string) => room.services.sql(text, 'strongroom');
  const order = (who: Colleague, input: object) => who.request.post('/api/restores').send(input);
  const listed = async (who: Colleague) =>
    ((await who.request.get('/api/restores').expect(200)).body as { items: Restore[] }).items;
  const page = async (who: Colleague, path: string) =>
    (await who.request.get(path).set('Accept', 'text/html').expect(200)).text;

  before(async () => {
    ada = await createColleague(room, 'ada');
    ben = await createColleague(room, 'ben');
    boss = await createColleague(room, 'boss', 'administrator');
    matter = await createTestMatter(ada, 'firm', '2026-17');
    await ada.request.put(`/api/matters/${matter}/members/${ben.id}`).send({ role: 'editor' });
  });

  it('by its owner, by an administrator who has confirmed that it is they, and by nobody else; twice is once', async () => {
    const auditor = await createColleague(room, 'audrey', 'auditor');
    await sql("UPDATE session SET confirmed_at = now() - interval '1 hour';");
    await order(ben, { matter }).expect(403);
    await order(ben, { matter: '2026-17' }).expect(404);
    await order(auditor, { matter }).expect(404);
    const refused = await order(boss, { matter: '2026-17' }).expect(403);
    assert.match(String(refused.body.type), /confirm-first$/);
    assert.deepEqual(await listed(boss), []);
    const own = await order(ada, { matter }).expect(202);
    await sql('UPDATE session SET confirmed_at = now();');
    const same = await order(boss, { matter: '2026-17' }).expect(202);
    assert.equal(same.body.id, own.body.id);
    const audit = await sql(
      "SELECT person_id, matter_id FROM audit_event WHERE event = 'restore.asked' ORDER BY seq;",
    );
    assert.deepEqual(audit.trim().split('\n'), [`${ada.id}|${matter}`]);
    assert.deepEqual(await listed(ben), []);
    await ben.request.get(`/api/restores?matter=${matter}`).expect(403);
  });

  it('not past the check either, in the database itself', async () => {
    const put = room.app('server').database.asPerson(
      ben.id,
      (tx) => tx.$executeRaw`
        INSERT INTO ops_request (id, kind, what, matter_id, asked_by)
        VALUES (gen_random_uuid(), 'restore-matter', '{"snapshot": "abcdef01"}', ${matter}::uuid, ${ben.id}::uuid)`,
    );
    await assert.rejects(put, /row-level security/);
  });

  it('by no administrator behind a wall, who hears of it what they hear of a matter that is not there', async () => {
    const wall = await ada.request
      .post('/api/walls')
      .send({ matterId: matter, personId: boss.id, reason: 'conflict' })
      .expect(201);
    const about = async (named: string) => {
      const { status, body } = await order(boss, { matter: named });
      return [status, (body as { detail: string }).detail];
    };
    assert.deepEqual(await about('2026-17'), await about('2099-1'));
    assert.deepEqual(await about(matter), await about(ada.id));
    assert.deepEqual(await listed(boss), []);
    assert.doesNotMatch(await page(boss, '/admin/backups'), /2026-17/);
    await ada.request.post(`/api/walls/${wall.body.id}/lift`).send({ reason: 'over' }).expect(200);
  });

  it('and leads those who may see it to what came back; an administrator gets no link', async () => {
    const [{ id } = { id: '' }] = await listed(ada);
    await sql(`UPDATE ops_request SET state = 'done', ended_at = now() WHERE id = '${id}';
      INSERT INTO matter (id, client, number, name, access, created_by) SELECT '${id}', client, 'back', 'back', 'members', created_by FROM matter;
      INSERT INTO membership (matter_id, person_id, role) VALUES ('${id}', '${ada.id}', 'owner');`);
    assert.deepEqual((await listed(ada))[0]?.restoredMatterId, id);
    assert.deepEqual((await listed(boss))[0]?.restoredMatterId, null);
    assert.match(await page(ada, `/matters/${matter}/restores`), new RegExp(`href="/matters/${id}"`));
    const forBoss = await page(boss, '/admin/backups');
    assert.match(forBoss, /2026-17/);
    assert.doesNotMatch(forBoss, new RegExp(id));
  });

  it('from forms in which little is filled in, one document by its id, and out of the set that was chosen', async () => {
    const { id: document } = await uploadAs(ada, matter, { name: 'lease.txt', content: 'the lease' });
    await sql(`INSERT INTO backup_run (id, kind, state, started_at, ended_at, snapshot) VALUES
      (gen_random_uuid(), 'full', 'done', now() - interval '3 days', now() - interval '3 days', 'abcdef0123456789');`);
    const send = (who: Colleague, path: string, fields: Record<string, string>) =>
      who.request.post(path).type('form').set('Accept', 'text/html').send(fields);
    await send(boss, '/admin/backups/restores', { matter: '2026-17', documentId: '', snapshot: '' }).expect(
      303,
    );
    const chosen = { documentId: document, snapshot: 'abcdef0123456789' };
    await send(ada, `/matters/${matter}/restores`, chosen).expect(303);
    const wrong = await send(ada, `/matters/${matter}/restores`, { documentId: 'lease.txt' }).expect(400);
    assert.match(wrong.text, /not the id of a document/);
    await send(boss, '/admin/backups/restores', { matter: '2026-17', snapshot: 'x' }).expect(400);
    const asked = await room
      .app('ops')
      .database.asProcess((tx) =>
        tx.opsRequest.findMany({ where: { state: 'asked' }, orderBy: { askedAt: 'asc' } }),
      );
    assert.deepEqual(
      asked.map(({ what }) => what),
      [{}, chosen],
    );
  });

  it('not when two people agreed to dispose of it', async () => {
    await sql(`INSERT INTO disposal (id, matter_id, reason, proposed_by, approved_by, approved_at)
      VALUES (gen_random_uuid(), '${matter}', 'expired', '${ada.id}', '${boss.id}', now());`);
    const refused = await order(ada, { matter, snapshot: '0123456789' }).expect(409);
    assert.match(String(refused.body.detail), /agreed to dispose/);
  });
});
