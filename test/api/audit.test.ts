import assert from 'node:assert/strict';
import supertest from 'supertest';
import { auditEvents } from '../../core/audit/events.ts';
import { createServer } from '../../server/create-server.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Row = {
  seq: number;
  event: string;
  person: { id: string; email: string } | null;
  matter: { number: string } | null;
  documentId: string | null;
  detail: Record<string, unknown>;
};

describe('The audit log, as auditors read it', () => {
  const room = useRoom();
  let auditor: Colleague;
  let ada: Colleague;
  let matter: string;
  let documentId: string;
  const read = async (query: Record<string, string> = {}, who = auditor): Promise<Row[]> =>
    (await who.request.get('/api/audit').query(query).expect(200)).body.items;

  before(async () => {
    [auditor, ada] = [await createColleague(room, 'audit', 'auditor'), await createColleague(room, 'ada')];
    matter = await createTestMatter(ada, 'firm', '2026-17');
    ({ id: documentId } = await uploadAs(ada, matter, { name: 'Secret merger.txt', content: 'words' }));
    await ada.request.get(`/api/documents/${documentId}`).expect(200);
  });

  it('says who did what, when, in which matter, and names no document, matter or client', async () => {
    const rows = await read();
    const viewed = rows.find(({ event }) => event === 'document.viewed');
    assert.equal(viewed?.person?.email, ada.email);
    assert.equal(viewed?.matter?.number, '2026-17');
    assert.equal(viewed?.documentId, documentId);
    assert.doesNotMatch(JSON.stringify(rows), /Secret merger|Harbour/);
    const page = await auditor.request.get('/audit').set('Accept', 'text/html').expect(200);
    assert.match(page.text, /document\.viewed/);
    assert.doesNotMatch(page.text, /Secret merger|Harbour/);
  });

  it('is found by person, matter, document, event and time, alone and together', async () => {
    const all = await read({ limit: '200' });
    const same = async (query: Record<string, string>, expected: (row: Row) => boolean) => {
      const found = await read({ ...query, limit: '200' });
      assert.deepEqual(
        found.filter(({ event }) => event !== 'audit.viewed').map(({ seq }) => seq),
        all.filter((row) => expected(row) && row.event !== 'audit.viewed').map(({ seq }) => seq),
        JSON.stringify(query),
      );
    };
    const byAda = (row: Row) => row.person?.id === ada.id;
    await same({ person: ada.email }, byAda);
    await same({ person: ada.id }, byAda);
    await same({ matter: '2026-17' }, (row) => row.matter !== null);
    await same({ matter }, (row) => row.matter !== null);
    await same({ document: documentId }, (row) => row.documentId === documentId);
    await same({ event: 'document.viewed' }, (row) => row.event === 'document.viewed');
    await same(
      { person: ada.email, matter, event: 'document.viewed' },
      (row) => byAda(row) && row.event === 'document.viewed',
    );
    await same({ from: '2020-01-01T00:00:00Z' }, () => true);
    await same({ to: '2020-01-01T00:00:00Z' }, () => false);
    for (const unknown of [{ person: 'nobody' }, { matter: 'none' }, { document: 'x' }])
      await same(unknown as unknown as Record<string, string>, () => false);
    assert.equal((await auditor.request.get('/api/audit').query({ event: 'no.such' })).status, 400);
  });

  it('says with which API key a program did something, and is found by it', async () => {
    const make = async (name: string): Promise<{ id: string; key: string }> =>
      (await ada.request.post('/api/keys').send({ name }).expect(201)).body;
    const [sync, other] = [await make('document sync'), await make('nightly report')];
    const ask = (token: string, q: string) =>
      supertest(createServer(room.app('server')))
        .get('/api/search')
        .query({ q })
        .set('Authorization', `Bearer ${token}`)
        .expect(200);
    await ask(sync.key, 'harbour');
    await ask(other.key, `","key":"${sync.id}"}`);
    await ada.request
      .get('/api/search')
      .query({ q: `","key":"${sync.id}"}` })
      .expect(200);
    const found = await read({ key: sync.id });
    assert.deepEqual(
      found.map(({ event, detail }) => [event, detail['q'], detail['key']]),
      [['search.asked', 'harbour', sync.id]],
    );
    const page = await auditor.request.get('/audit').query({ key: sync.id }).set('Accept', 'text/html');
    assert.match(page.text, new RegExp(`with the API key <a href="/audit\\?key=${sync.id}"`));
    assert.deepEqual(await read({ key: 'none' }), []);
  });

  it('comes in pages that leave out nothing and show nothing twice', async () => {
    const found: number[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '3', ...(cursor && { cursor }) };
      const { body }: { body: { items: Row[]; nextCursor: string | null } } = await auditor.request
        .get('/api/audit')
        .query(query)
        .expect(200);
      found.push(...body.items.map(({ seq }) => seq));
      cursor = body.nextCursor;
    } while (cursor);
    const newest = found[0] ?? 0;
    assert.deepEqual(
      found,
      Array.from({ length: found.length }, (_, index) => newest - index),
    );
    assert.equal(found.at(-1), 1);
  });

  it('is for auditors alone, and who looks is recorded', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    for (const who of [ada, boss])
      for (const path of ['/api/audit', '/api/audit/heads', '/audit'])
        assert.equal((await who.request.get(path)).status, 403, path);
    const seen = await room.services.sql(
      `BEGIN; SET ROLE strongroom_server; SELECT set_config('strongroom.person', '${boss.id}', true);
       SELECT count(*) FROM audit_event; SELECT count(*) FROM audited_matters(); COMMIT;`,
      'strongroom',
    );
    assert.deepEqual(seen.trim().split('\n').slice(1), ['0', '0'], 'row-level security alone keeps to it');
    await read({ person: ada.email });
    const [looked] = await read({ event: 'audit.viewed' });
    assert.equal(looked?.person?.email, auditor.email);
    assert.equal(looked?.detail['person'], ada.email);
  });

  it('shows an auditor nothing of a matter from which a wall keeps them', async () => {
    const walled = await createColleague(room, 'walled', 'auditor');
    assert.ok((await read({ matter: '2026-17' }, walled)).length > 0);
    await ada.request
      .post('/api/walls')
      .send({ matterId: matter, personId: walled.id, reason: 'Works for Lind' })
      .expect(201);
    const eve = await createColleague(room, 'eve');
    await eve.request.delete(`/api/documents/${documentId}`).expect(403);
    for (const query of [{ matter: '2026-17' }, { matter }, { document: documentId }])
      assert.deepEqual(await read(query as unknown as Record<string, string>, walled), []);
    const rows = await read({}, walled);
    assert.ok(rows.every((row) => row.matter === null));
    assert.equal(rows.find(({ event }) => event === 'wall.raised')?.person?.email, ada.email);
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(`Works for Lind|2026-17|${documentId}`));
    assert.ok((await read({ matter })).some(({ event }) => event === 'wall.raised'));
  });

  it('shows every auditor what is done with walls, holds and emergency access, and who did it', async () => {
    const [walled, boss] = [
      await createColleague(room, 'walled', 'auditor'),
      await createColleague(room, 'boss', 'administrator'),
    ];
    const dark = await createTestMatter(ada, 'members', 'DARK-1');
    const wall = { matterId: dark, personId: walled.id, reason: 'Works for Lind' };
    await boss.request.post('/api/walls').send(wall).expect(201);
    const smash = { number: 'DARK-1', hours: 1, reason: 'the hearing of Lind is this afternoon' };
    await boss.request.post('/api/break-glass').send(smash).expect(201);
    await boss.request.get(`/api/matters/${dark}`).expect(200);
    const hold = { name: 'Lind', reason: 'claim of Lind', covers: [{ matterId: dark }] };
    await boss.request.post('/api/holds').send(hold).expect(201);
    const acts = await read({ person: boss.email }, walled);
    assert.deepEqual(
      acts.map(({ event }) => event).filter((event) => /^(wall|glass|hold|matter)\./.test(event)),
      ['hold.placed', 'glass.broken', 'wall.raised'],
    );
    const told = acts.filter(({ event }) => /^(wall|glass|hold)\./.test(event));
    assert.ok(told.every(({ matter, documentId }) => matter === null && documentId === null));
    assert.equal(told[2]?.detail['against'], walled.id);
    assert.doesNotMatch(JSON.stringify(acts), new RegExp(`Lind|DARK|${dark}`));
    assert.equal((await read({ event: 'glass.broken', from: '2020-01-01T00:00:00Z' }, walled)).length, 1);
    for (const query of [{ matter: dark }, { matter: 'DARK-1' }] as Record<string, string>[])
      assert.deepEqual(await read(query, walled), []);
    // The other auditors read it all, and each was told of the wall.
    assert.ok((await read({ matter: dark })).some((row) => row.detail['reason'] === smash.reason));
    for (const who of [auditor, walled]) {
      const { body } = await who.request.get('/api/account-notices').expect(200);
      const notice = (body.items as { kind: string; text: string }[]).find(
        ({ kind }) => kind === 'auditor-walled',
      );
      assert.match(
        notice?.text ?? '',
        /^“boss.* raised a wall that keeps rows of the audit log from “walled”/,
      );
    }
    // The owner is told as owners are, and of no auditor.
    const { body } = await ada.request.get('/api/account-notices').expect(200);
    const kinds = (body.items as { kind: string }[]).map(({ kind }) => kind);
    assert.deepEqual(kinds.toSorted(), ['emergency-access-used', 'wall-raised']);
  });

  it('tells auditors of a wall against a group in which one of them is', async () => {
    const late = await createColleague(room, 'late', 'auditor');
    const boss = await createColleague(room, 'boss', 'administrator');
    const { body: group } = await boss.request.post('/api/groups').send({ name: 'Dark room' }).expect(201);
    await boss.request.put(`/api/groups/${group.id}/members/${late.id}`).expect(204);
    const wall = { matterId: await createTestMatter(ada), groupId: group.id, reason: 'conflict' };
    const count = async () => (await late.request.get('/api/account-notices').expect(200)).body.items.length;
    assert.equal(await count(), 0);
    await ada.request.post('/api/walls').send(wall).expect(201);
    assert.equal(await count(), 1);
  });

  it('has the same list of events that walls do not hide in the product and in the database', async () => {
    const shown = Object.entries(auditEvents).flatMap(([name, { shownDespiteWalls }]) =>
      shownDespiteWalls ? [name] : [],
    );
    const known = await room.services.sql('SELECT unnest(events_shown_despite_walls())', 'strongroom');
    assert.deepEqual(known.trim().split('\n').toSorted(), shown.toSorted());
  });

  it('shows the words of no search in a matter that was named by anything but its id', async () => {
    const walled = await createColleague(room, 'walled', 'auditor');
    const closed = await createTestMatter(ada, 'members', 'Q-1');
    await ada.request
      .post('/api/walls')
      .send({ matterId: closed, personId: walled.id, reason: 'Works for Lind' })
      .expect(201);
    for (const named of [closed, closed.toUpperCase(), ` ${closed}`, 'Q-1', 'Harbour v. Lind'])
      for (const path of ['/api/search', '/search'])
        await ada.request.get(path).query({ q: 'quartzdyne merger', matter: named }).expect(200);
    assert.doesNotMatch(JSON.stringify(await read({ limit: '200' }, walled)), /quartzdyne/);
    // A search of all matters is no secret of one; in the matter itself, others read it.
    await ada.request.get('/api/search').query({ q: 'zirconium' }).expect(200);
    assert.match(JSON.stringify(await read({}, walled)), /zirconium/);
    assert.match(JSON.stringify(await read({ matter: closed })), /quartzdyne/);
  });

  it('names the matter of a document that somebody was denied, whoever could see it', async () => {
    const [eve, vera] = [await createColleague(room, 'eve'), await createColleague(room, 'vera')];
    const closed = await createTestMatter(ada);
    const { id } = await uploadAs(ada, closed, { name: 'closed.txt', content: 'closed' });
    await ada.request.put(`/api/matters/${closed}/members/${vera.id}`).send({ role: 'viewer' }).expect(200);
    await eve.request.delete(`/api/documents/${id}`).expect(404);
    await vera.request.delete(`/api/documents/${id}`).expect(403);
    const denied = await read({ matter: closed, event: 'access.denied' });
    assert.deepEqual(
      denied.map(({ person, documentId: about }) => [person?.id, about]),
      [
        [vera.id, id],
        [eve.id, id],
      ],
    );
  });

  it('shows where the chain stood at the end of each day', async () => {
    await room.services.sql(
      `SET session_replication_role = replica; UPDATE audit_event SET at = now() - interval '1 day' * (seq <= 3)::int;`,
      'strongroom',
    );
    const { body } = await auditor.request.get('/api/audit/heads').expect(200);
    assert.deepEqual(
      body.items.map(({ seq }: { seq: number }) => seq === 3),
      [false, true],
    );
    const hash = await room.services.sql('SELECT hash FROM audit_event WHERE seq = 3', 'strongroom');
    assert.equal(body.items[1].hash, hash.trim());
  });
});
