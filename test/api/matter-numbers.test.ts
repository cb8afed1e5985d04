import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Listed = { id: string; number: string; matterId: string; matterNumber: string; person: { id: string } };

describe('The number of a matter', function matterNumbers() {
  this.timeout(60_000);
  const room = useRoom();
  const sql = (text: string) => room.services.sql(text, 'strongroom');
  let ada: Colleague;
  let ben: Colleague;
  let root: Colleague;
  before(async () => {
    [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    root = await createColleague(room, 'root', 'administrator');
  });

  const open = (who: Colleague, number: string) =>
    who.request.post('/api/matters').send({ client: 'Empty', number, name: 'Mine', access: 'members' });
  const raise = (matterId: string, against: Colleague) =>
    ada.request.post('/api/walls').send({ matterId, personId: against.id, reason: 'conflict' }).expect(201);
  const listed = async (who = root): Promise<Listed[]> =>
    (await who.request.get('/api/number-requests').expect(200)).body.items;
  /** Ada's, under a number of its own; nobody of `shutOut` sees anything of it. */
  async function walledMatter(...shutOut: Colleague[]): Promise<{ id: string; number: string }> {
    const number = `W-${randomUUID().slice(0, 8)}`;
    const id = await createTestMatter(ada, 'members', number);
    for (const each of shutOut) await raise(id, each);
    return { id, number };
  }
  const waiting = async (who: Colleague, number: string): Promise<{ id: string; matterId: string }[]> =>
    (await who.request.get('/api/access-requests/waiting').expect(200)).body.items.filter(
      (one: { number: string }) => one.number === number,
    );

  it('is given once, and the answer about a taken one is the same whatever matter has it', async () => {
    const [walled, unseen] = [await walledMatter(ben), await walledMatter()];
    const own = await createTestMatter(ben, 'members', 'B-1');
    const answers = [];
    for (const number of [walled.number, unseen.number, 'B-1']) {
      const { status, body } = await open(ben, number);
      answers.push({ ...body, status, requestId: '' });
    }
    assert.equal(answers[0]?.status, 409);
    assert.deepEqual(answers, [answers[0], answers[0], answers[0]]);
    assert.doesNotMatch(JSON.stringify(answers), /exist|taken|W-/);
    const page = await ben.request.post('/matters').set('Accept', 'text/html').type('form');
    assert.equal(page.status, 400);
    const { body: mine } = await ben.request.get('/api/matters').expect(200);
    assert.deepEqual(
      mine.items.map(({ id }: { id: string }) => id),
      [own],
    );
  });

  it('is the same with whatever it looks alike, and is something that is seen', async () => {
    const number = 'AX-2';
    await createTestMatter(ada, 'members', number);
    const unseen = [0xfe0f, 0x34f, 0x180e, 0x61c, 0x3164, 0x115f, 0x2800, 0xe0041, 0xfff9, 0x17b4, 0x1d173];
    const alike = [
      ...unseen.map((sign) => `AX-2${String.fromCodePoint(sign)}`),
      ...['AX -2', 'A X - 2', 'AX-2.', 'AX\u20432', 'AX\u30fc2'],
      // In Cyrillic, in Greek, with Arabic, Persian and Devanagari digits.
      ...['\u0410X-2', '\u0430\u0445-2', '\u0391\u03a7-2', 'AX-\u0662', 'AX-\u06f2', 'AX-\u0968'],
    ];
    const keys = await sql(
      `SELECT count(*) FROM unnest(ARRAY[${alike.map((each) => `'${each}'`).join(',')}]) AS each
       WHERE number_key(each) IS DISTINCT FROM number_key('${number}')`,
    );
    assert.equal(keys.trim(), '0');
    const dora = await createColleague(room, 'dora');
    for (const each of ['AX-2\u2800', '\u0410X-2', 'AX -2', 'AX-\u0662']) await open(dora, each).expect(409);
    for (const other of ['AX-22', 'AX/2', 'AY-2', '\u0416-2']) await open(dora, other).expect(201);
    for (const none of ['\u3164', '\u2800\ufe0f', '\u200b', '.-'])
      assert.match((await open(dora, none).expect(400)).body.detail, /a letter or a digit/);
  });

  it('that a matter gave up is given to no other, but to that one again', async () => {
    const [eve, id] = [await createColleague(room, 'eve-2'), await createTestMatter(ada, 'members', 'AX-F')];
    await open(eve, 'AX-F').expect(409);
    const renumber = async (to: string) => {
      const [request] = (await listed()).filter((one) => one.matterId === id);
      const answer = root.request.post(`/api/number-requests/${request?.id}/answer`);
      await answer.send({ matterNumber: to }).expect(204);
    };
    await renumber('AX-F archive');
    const taken = await open(eve, 'AX-F archive').expect(409);
    for (const number of ['AX-F', 'ax\u2013f.']) {
      const given = await open(eve, number).expect(409);
      assert.deepEqual({ ...given.body, requestId: '' }, { ...taken.body, requestId: '' });
    }
    assert.ok((await listed()).some(({ number, matterId }) => number === 'AX-F' && matterId === id));
    await renumber('AX-F');
    assert.equal((await ada.request.get(`/api/matters/${id}`).expect(200)).body.number, 'AX-F');
  });

  it('is the same in capitals, with other dashes and blanks, and never the id of a matter', async () => {
    const { id, number } = await walledMatter(ben);
    const alike = [
      number.toLowerCase(),
      ` ${number} `,
      number.replace('-', '\u2013'),
      `\u200b${number}`,
      number.replace('W', '\uff37'),
    ];
    for (const each of alike) await open(ben, each).expect(409);
    await open(ben, id).expect(409);
    await open(ben, ` ${id.toUpperCase()} `).expect(409);
    await assert.rejects(sql(`UPDATE matter SET number = id::text`), /matter_number_is_free/);
    const form = randomUUID();
    await open(ben, form).expect(201);
    await root.request
      .post('/admin/walls')
      .type('form')
      .send({ number: form, against: `person ${ada.id}`, reason: 'x' })
      .expect(303);
    await assert.rejects(sql(`UPDATE matter SET number = 'X'`), /matter_number_is_free/);
  });

  it('lets nobody take over what is asked and done about a matter behind a wall', async () => {
    const [cat, eve] = [await createColleague(room, 'cat'), await createColleague(room, 'eve')];
    const { id, number } = await walledMatter(eve);
    await open(eve, number).expect(409);
    const ask = { number, role: 'viewer', reason: 'to help' };
    await cat.request.post('/api/access-requests').send(ask).expect(201);
    assert.deepEqual(await waiting(eve, number), []);
    const [request] = await waiting(ada, number);
    assert.equal(request?.matterId, id);
    await eve.request.post(`/api/access-requests/${request?.id}/decline`).expect(404);
    // All that names the matter by its number still finds it.
    const smash = { number, hours: 1, reason: 'the hearing was moved to this afternoon' };
    await root.request.post('/api/break-glass').send(smash).expect(201);
    const wall = { number, against: `person ${cat.id}`, reason: 'conflict' };
    await root.request.post('/admin/walls').type('form').send(wall).expect(303);
    assert.deepEqual(await waiting(ada, number), [], 'the wall hides the request from the owners, too');
    await root.request.post('/api/restores').send({ matter: number }).expect(202);
  });

  it('that a matter gets later brings it no request that was made before', async () => {
    const [cat, eve] = [await createColleague(room, 'cat'), await createColleague(room, 'eve')];
    const number = 'later-1';
    const ask = { number, role: 'viewer', reason: 'to help' };
    await cat.request.post('/api/access-requests').send(ask).expect(201);
    await open(eve, number).expect(201);
    assert.deepEqual(await waiting(eve, number), []);
  });

  it('that could not be given goes to an administrator in person, whom no wall keeps from the matter', async () => {
    const boss = await createColleague(room, 'boss', 'administrator');
    const { id, number } = await walledMatter(boss);
    const dan = await createColleague(room, 'dan');
    await open(dan, number).expect(409);
    await open(dan, number).expect(409);
    const [request, ...others] = (await listed()).filter(({ person }) => person.id === dan.id);
    assert.ok(request);
    assert.deepEqual(others, []);
    assert.deepEqual([request.number, request.matterId, request.matterNumber], [number, id, number]);
    const page = async (who: Colleague, path: string) =>
      (await who.request.get(path).set('Accept', 'text/html').expect(200)).text;
    assert.match(await page(root, '/matters'), /A number for a matter could not be given/);
    assert.match(await page(root, '/access'), new RegExp(number));
    // Behind a wall nothing says that the number was wanted, nor lets it be changed.
    assert.ok((await listed(boss)).every((one) => one.matterId !== id));
    assert.doesNotMatch(await page(boss, '/access'), new RegExp(number));
    const answer = (who: Colleague, about: string, body: object) =>
      who.request.post(`/api/number-requests/${about}/answer`).send(body);
    const [walled, unknown] = [await answer(boss, request.id, {}), await answer(boss, randomUUID(), {})];
    assert.deepEqual([walled.status, unknown.status], [404, 404]);
    assert.deepEqual({ ...walled.body, requestId: '' }, { ...unknown.body, requestId: '' });
    assert.deepEqual(
      await room
        .app('server')
        .database.asPerson(
          boss.id,
          (tx) => tx.$queryRaw`SELECT renumber_matter(${request.id}::uuid, 'other') AS done`,
        ),
      [{ done: false }],
    );
    await answer(dan, request.id, {}).expect(403);
    await dan.request.get('/api/number-requests').expect(403);
    const { body: key } = await root.request.post('/api/keys').send({ name: 'program' }).expect(201);
    const program = supertest(createServer(room.app('server'))).post(
      `/api/number-requests/${request.id}/answer`,
    );
    await program.set('Authorization', `Bearer ${key.key}`).send({}).expect(403);
    await sql(`UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${root.id}'`);
    const unproven = await answer(root, request.id, { matterNumber: 'W-other' }).expect(403);
    assert.match(unproven.body.type, /confirm-first$/);
    await sql('UPDATE session SET confirmed_at = now()');

    await createTestMatter(ada, 'members', 'W-taken');
    await answer(root, request.id, { matterNumber: 'w-TAKEN' }).expect(409);
    await answer(root, request.id, { matterNumber: 'W-other' }).expect(204);
    assert.equal((await ada.request.get(`/api/matters/${id}`).expect(200)).body.number, 'W-other');
    await answer(root, request.id, {}).expect(404);
    await open(dan, number).expect(409);
    const rows = await sql(
      `SELECT event, matter_id, detail FROM audit_event WHERE event IN ('matter.renumbered', 'number.asked') AND person_id IN ('${dan.id}', '${root.id}') ORDER BY seq`,
    );
    assert.equal(rows.split('\n').filter((row) => row.startsWith('number.asked||')).length, 4);
    assert.match(rows, new RegExp(`matter\\.renumbered\\|${id}\\|.*"number":"W-other"`));
    assert.doesNotMatch(rows.replace(/^matter\.renumbered.*$/gm, ''), new RegExp(number));
  });

  it('is kept by an administrator with one button', async () => {
    const dan = await createColleague(room, 'dan');
    const { number } = await walledMatter();
    await open(dan, number).expect(409);
    const [request] = (await listed()).filter(({ person }) => person.id === dan.id);
    await root.request.post(`/access/numbers/${request?.id}/answer`).type('form').send({}).expect(303);
    assert.deepEqual(
      (await listed()).filter(({ person }) => person.id === dan.id),
      [],
    );
  });

  it('cannot be found out by trying: twenty that wait are the end, in the same words', async () => {
    const mallory = await createColleague(room, 'mallory');
    await sql(`INSERT INTO matter (id, client, number, name, access, created_by)
      SELECT gen_random_uuid(), 'c', 'T-' || i, 'n', 'members', '${ada.id}' FROM generate_series(1, 20) AS i`);
    const refused = await open(mallory, 'T-1').expect(409);
    for (let each = 2; each <= 20; each += 1) await open(mallory, `T-${each}`).expect(409);
    const free = await open(mallory, 'T-free').expect(409);
    assert.deepEqual({ ...free.body, requestId: '' }, { ...refused.body, requestId: '' });
    assert.equal(
      (await sql(`SELECT count(*) FROM number_request WHERE person_id = '${mallory.id}'`)).trim(),
      '20',
    );
  });
});
