import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const reason = 'the hearing was moved to this afternoon';

describe('Coming to see a matter of others', function glass() {
  this.timeout(60_000);
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let root: Colleague;
  before(async () => {
    [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    root = await createColleague(room, 'root', 'administrator');
  });

  let made = 0;
  /** Ada's, and by a number of its own. */
  async function matterOfAda(): Promise<{ id: string; number: string; documentId: string }> {
    const id = await createTestMatter(ada);
    const number = `G-${(made += 1)}`;
    await room.services.sql(`UPDATE matter SET number = '${number}' WHERE id = '${id}'`, 'strongroom');
    const { id: documentId } = await uploadAs(ada, id, { name: 'a.txt', content: number });
    await storePages(room, documentId, ['quicksilver']);
    return { id, number, documentId };
  }
  const smash = (who: Colleague, number: string, more: object = {}) =>
    who.request.post('/api/break-glass').send({ number, hours: 1, reason, ...more });
  const raise = (matterId: string, against: Colleague) =>
    ada.request.post('/api/walls').send({ matterId, personId: against.id, reason: 'conflict' }).expect(201);
  const ask = (who: Colleague, number: string, role = 'viewer') =>
    who.request.post('/api/access-requests').send({ number, role, reason: 'to help' });
  const own = async (who: Colleague, number: string): Promise<string | undefined> =>
    (await who.request.get('/api/access-requests').expect(200)).body.items.find(
      (one: { number: string }) => one.number === number,
    )?.state;
  const waiting = async (who: Colleague, number: string): Promise<{ id: string }[]> =>
    (await who.request.get('/api/access-requests/waiting').expect(200)).body.items.filter(
      (one: { number: string }) => one.number === number,
    );
  const logged = (event: string, matterId: string) =>
    room.services.sql(
      `SELECT detail FROM audit_event WHERE event = '${event}' AND matter_id = '${matterId}'`,
      'strongroom',
    );

  describe('by breaking the glass', () => {
    it('shows it for some hours to read, tells its owners why, and ends by itself', async () => {
      const { id, number, documentId } = await matterOfAda();
      await root.request.get(`/api/matters/${id}`).expect(404);
      const { body: broken } = await smash(root, number, { hours: 4 }).expect(201);
      assert.equal(Date.parse(broken.until) - Date.parse(broken.begunAt), 4 * 3_600_000);
      assert.equal((await root.request.get(`/api/matters/${id}`).expect(200)).body.role, 'viewer');
      await root.request.get(`/api/documents/${documentId}`).expect(200);
      await root.request.delete(`/api/documents/${documentId}`).expect(403);
      await root.request.put(`/api/matters/${id}/members/${root.id}`).send({ role: 'owner' }).expect(403);
      const page = await root.request.get(`/matters/${id}`).set('Accept', 'text/html').expect(200);
      assert.match(page.text, /You read this matter by emergency access/);

      const { body: shown } = await ada.request.get('/api/break-glass').expect(200);
      assert.deepEqual(
        shown.items.map((one: { person: { id: string }; reason: string }) => [one.person.id, one.reason]),
        [[root.id, reason]],
      );
      for (const path of ['/matters', '/access', `/matters/${id}`]) {
        const { text } = await ada.request.get(path).set('Accept', 'text/html').expect(200);
        assert.match(
          text,
          path === '/matters' ? /Somebody used emergency access to a matter of yours/ : /moved to this/,
        );
      }
      const { body: why } = await ada.request.get(`/api/matters/${id}/access/${root.id}`).expect(200);
      assert.equal(why.rules[0].rule, 'glass');
      assert.match(why.sentence, /they have emergency access/);
      assert.match(await logged('glass.broken', id), new RegExp(reason));

      await ada.request.post(`/api/break-glass/${broken.id}/note`).expect(204);
      const { text } = await ada.request.get('/matters').set('Accept', 'text/html').expect(200);
      assert.doesNotMatch(text, /Somebody used emergency access/);
      await room.services.sql(
        `UPDATE emergency_access SET until = now() WHERE id = '${broken.id}'`,
        'strongroom',
      );
      await root.request.get(`/api/matters/${id}`).expect(404);
      assert.equal((await root.request.get('/api/search?q=quicksilver').expect(200)).body.total, 0);
    });

    it('never looks past a wall, which is answered like a number that is nobody’s', async () => {
      const { id, number } = await matterOfAda();
      await smash(root, number).expect(201);
      await raise(id, root);
      await root.request.get(`/api/matters/${id}`).expect(404);
      const [walled, unknown] = [await smash(root, number), await smash(root, 'G-none')];
      assert.equal(walled.status, 404);
      assert.deepEqual({ ...walled.body, requestId: '' }, { ...unknown.body, requestId: '' });
      assert.deepEqual(
        (await root.request.get('/api/break-glass').expect(200)).body.items.filter(
          (one: { matterId: string }) => one.matterId === id,
        ),
        [],
      );
    });

    it('ends at once when who did it, an owner or an administrator says so, and nobody else', async () => {
      const boss = await createColleague(room, 'boss', 'administrator');
      for (const by of [root, ada, boss]) {
        const { id, number } = await matterOfAda();
        const { body } = await smash(root, number).expect(201);
        await ben.request.post(`/api/break-glass/${body.id}/end`).expect(404);
        await ben.request.post(`/api/break-glass/${body.id}/note`).expect(404);
        await by.request.post(`/api/break-glass/${body.id}/end`).expect(204);
        await root.request.get(`/api/matters/${id}`).expect(404);
      }
    });

    it('is for whom the firm’s rule lets, in person, confirmed, with a reason worth the name', async () => {
      const { number } = await matterOfAda();
      const rule = (breakGlass: string) =>
        root.request.put('/api/firm-rules').send({ breakGlass }).expect(200);
      await smash(ben, number).expect(403);
      await smash(root, number, { reason: 'urgent' }).expect(400);
      await smash(root, number, { hours: 24 }).expect(400);
      await rule('off');
      await smash(root, number).expect(403);
      await rule('everybody');
      await room.services.sql(
        `UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${ben.id}'`,
        'strongroom',
      );
      assert.equal((await smash(ben, number).expect(403)).body.type.endsWith('confirm-first'), true);
      await room.services.sql(`UPDATE session SET confirmed_at = now()`, 'strongroom');
      const { body: key } = await ben.request.post('/api/keys').send({ name: 'program' }).expect(201);
      const program = supertest(createServer(room.app('server'))).post('/api/break-glass');
      await program.set('Authorization', `Bearer ${key.key}`).send({ number, hours: 1, reason }).expect(403);
      const auditor = await createColleague(room, 'auditor', 'auditor');
      await smash(auditor, number).expect(403);
      await smash(ben, number).expect(201);
      await smash(ben, number).expect(409);
      await rule('administrators');
    });

    it('is held to its rules by the database alone, too', async () => {
      const { id } = await matterOfAda();
      const { database } = room.app('server');
      const insert = (who: Colleague, personId: string, until?: string) =>
        database.asPerson(who.id, (tx) =>
          tx.$executeRawUnsafe(
            `INSERT INTO emergency_access (id, matter_id, person_id, hours, reason${until ? ', until' : ''}) VALUES (gen_random_uuid(), '${id}', '${personId}', 8, '${reason}'${until ? `, '${until}'` : ''})`,
          ),
        );
      await assert.rejects(insert(ben, ben.id), /row-level security/);
      await assert.rejects(insert(root, ben.id), /row-level security/);
      await assert.rejects(insert(root, root.id, '2100-01-01'), /permission denied/);
      await raise(id, root);
      await assert.rejects(insert(root, root.id), /row-level security/);
    });
  });

  describe('by asking its owners', () => {
    it('is granted by an owner in one click, as viewer or editor, and recorded', async () => {
      const { id, number } = await matterOfAda();
      await ask(ben, number, 'editor').expect(201);
      await ask(ben, number).expect(409);
      assert.equal(await own(ben, number), 'open');
      assert.deepEqual(await waiting(root, number), []);
      const [request] = await waiting(ada, number);
      assert.ok(request);
      await ben.request.post(`/api/access-requests/${request.id}/grant`).send({ role: 'editor' }).expect(404);
      const { text } = await ada.request.get(`/matters/${id}`).set('Accept', 'text/html').expect(200);
      assert.match(text, /Access requests/);
      await ada.request
        .post(`/access/requests/${request.id}/grant`)
        .type('form')
        .send({ role: 'viewer' })
        .expect(303);
      assert.equal((await ben.request.get(`/api/matters/${id}`).expect(200)).body.role, 'viewer');
      assert.equal(await own(ben, number), 'granted');
      await ada.request.post(`/api/access-requests/${request.id}/decline`).expect(409);
      assert.match(await logged('access.granted', id), new RegExp(ben.id));
    });

    it('says the same whether there is such a matter, a wall before it, or none at all', async () => {
      const [{ number }, walled] = [await matterOfAda(), await matterOfAda()];
      const cat = await createColleague(room, 'cat');
      await raise(walled.id, cat);
      const answers: unknown[] = [];
      for (const each of [number, walled.number, 'G-nobodys']) {
        const { status, body } = await ask(cat, each);
        answers.push([status, { ...body, id: '' }, await own(cat, each)]);
      }
      assert.deepEqual(
        answers,
        Array.from({ length: 3 }, () => answers[0]),
      );
      assert.equal((await waiting(ada, number)).length, 1);
      assert.deepEqual(await waiting(ada, walled.number), []);
      await room.services.sql(
        `UPDATE access_request SET asked_at = now() - interval '15 days'`,
        'strongroom',
      );
      for (const each of [number, walled.number, 'G-nobodys'])
        assert.equal(await own(cat, each), 'declined', each);
      assert.deepEqual(await waiting(ada, number), []);
    });

    it('is declined by an owner, and takes no more than five open requests of one person', async () => {
      const { id, number } = await matterOfAda();
      const dan = await createColleague(room, 'dan');
      await ask(dan, number).expect(201);
      const [request] = await waiting(ada, number);
      await ada.request.post(`/api/access-requests/${request?.id}/decline`).expect(204);
      assert.equal(await own(dan, number), 'declined');
      await dan.request.get(`/api/matters/${id}`).expect(404);
      const many = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((each) => ask(dan, `M-${each}`)));
      assert.equal(many.filter(({ status }) => status === 201).length, 5);
      assert.equal(many.filter(({ status }) => status === 409).length, 2);
      const auditor = await createColleague(room, 'eve', 'auditor');
      await ask(auditor, number).expect(403);
    });
  });
});
