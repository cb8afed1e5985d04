import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Versioned = {
  id: string;
  parentId: string | null;
  version: number;
  newest: boolean;
  versions: { id: string; version: number; filename: string; state: string }[];
};

describe('A new version of a document', () => {
  const room = useRoom();

  const replace = (editor: Colleague, matterId: string, replaces: string) =>
    editor.request
      .post(`/api/matters/${matterId}/documents`)
      .query({ filename: 'lease, amended.txt', replaces })
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.from(`v ${randomUUID()}`));
  const look = async (reader: Colleague, id: string) =>
    (await reader.request.get(`/api/documents/${id}`).expect(200)).body as Versioned;
  const listed = async (reader: Colleague, matterId: string, versions?: string) => {
    const query = versions === undefined ? {} : { versions };
    const answer = await reader.request.get(`/api/matters/${matterId}/documents`).query(query).expect(200);
    return (answer.body as { items: Versioned[] }).items;
  };
  const member = ([owner, person]: [Colleague, Colleague], matterId: string, role: string) =>
    owner.request.put(`/api/matters/${matterId}/members/${person.id}`).send({ role });

  it('counts on, whichever version was named, and is listed in place of the earlier ones', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const first = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    const second = (await replace(ada, matterId, first.id).expect(201)).body as Versioned;
    assert.deepEqual([second.version, second.newest], [2, true]);
    const third = (await replace(ada, matterId, first.id).expect(201)).body as Versioned;
    assert.equal(third.version, 3);

    const old = await look(ada, first.id);
    assert.deepEqual([old.version, old.newest], [1, false]);
    assert.deepEqual(
      old.versions.map(({ id, version }) => [id, version]),
      [
        [first.id, 1],
        [second.id, 2],
        [third.id, 3],
      ],
    );
    assert.deepEqual((await look(ada, third.id)).versions, old.versions);
    assert.deepEqual(
      (await listed(ada, matterId)).map(({ id }) => id),
      [third.id],
    );
    assert.deepEqual(
      (await listed(ada, matterId, 'all')).map(({ id, newest }) => [id, newest]),
      [
        [third.id, true],
        [second.id, false],
        [first.id, false],
      ],
    );
    await ada.request.get(`/api/matters/${matterId}/documents`).query({ versions: 'some' }).expect(400);
  });

  it('gets a number of its own when several come at once', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => replace(ada, matterId, id).expect(201)),
    );
    const numbers = answers.map((answer) => (answer.body as Versioned).version);
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      [2, 3, 4, 5, 6],
    );
    const { versions } = await look(ada, id);
    assert.deepEqual(
      versions.map(({ version }) => version),
      [1, 2, 3, 4, 5, 6],
    );
    assert.deepEqual(
      (await listed(ada, matterId)).map(({ version }) => version),
      [6],
    );
  });

  it('is filed by owners and editors, and only of a document of the same matter that they see', async () => {
    const [ada, ben, eve] = [
      await createColleague(room, 'ada'),
      await createColleague(room, 'ben'),
      await createColleague(room, 'eve'),
    ];
    const matterId = await createTestMatter(ada);
    const elsewhere = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    await member([ada, ben], matterId, 'viewer').expect((answer) => assert.ok(answer.status < 300));
    await replace(ben, matterId, id).expect(403);
    await replace(eve, matterId, id).expect(404);
    const own = await createTestMatter(eve);
    const unseen = await replace(eve, own, id).expect(404);
    const unknown = await replace(eve, own, randomUUID()).expect(404);
    const noId = await replace(eve, own, 'x').expect(404);
    const other = await replace(ada, elsewhere, id).expect(404);
    const said = (answer: { body: unknown }) => (answer.body as { detail: string }).detail;
    assert.deepEqual(
      new Set([unseen, unknown, noId, other].map(said)),
      new Set(['There is no such document, or you may not see it.']),
    );
    assert.equal((await look(ada, id)).newest, true);
    assert.deepEqual(await listed(ada, elsewhere), []);
    await member([ada, ben], matterId, 'editor').expect((answer) => assert.ok(answer.status < 300));
    await replace(ben, matterId, id).expect(201);
  });

  it('of an attachment shows the message it came with, which keeps what came', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const message = await uploadAs(ada, matterId, { name: 'mail.txt', content: 'A message' });
    const attachment = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    await room.services.sql(
      `UPDATE document SET parent_id = '${message.id}', part = 1 WHERE id = '${attachment.id}'`,
      'strongroom',
    );
    const { id } = (await replace(ada, matterId, attachment.id).expect(201)).body as Versioned;
    assert.equal((await look(ada, id)).parentId, message.id);
    const { family } = (await look(ada, message.id)) as unknown as { family: { children: { id: string }[] } };
    assert.deepEqual(
      family.children.map((child) => child.id),
      [attachment.id],
    );
  });

  it('leaves the earlier one readable and found, marked as replaced', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    await storePages(room, id, ['The quayside lease']);
    const { id: newer } = (await replace(ada, matterId, id).expect(201)).body as Versioned;
    await storePages(room, newer, ['The quayside tenancy']);
    const found = await ada.request.get('/api/search').query({ q: 'quayside', matter: matterId }).expect(200);
    const hits = (found.body as { hits: { documentId: string; version: number; newest: boolean }[] }).hits;
    assert.deepEqual(
      hits
        .map((hit) => [hit.documentId, hit.version, hit.newest])
        .toSorted((a, b) => Number(a[1]) - Number(b[1])),
      [
        [id, 1, false],
        [newer, 2, true],
      ],
    );
    await ada.request.get(`/api/documents/${id}/pages/1`).expect(200);
    const page = (await ada.request.get(`/documents/${id}`).expect(200)).text;
    assert.match(page, /There is a newer one/);
    assert.ok(page.includes(`href="/documents/${newer}"`));
    assert.match(
      (await ada.request.get(`/matters/${matterId}?versions=all`).expect(200)).text,
      /replaced by a newer one/,
    );
  });

  it('says what changed, page by page, to those who see both', async () => {
    const [ada, eve] = [await createColleague(room, 'ada'), await createColleague(room, 'eve')];
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    await ada.request.get(`/api/documents/${id}/changes`).expect(400);
    await storePages(room, id, ['Parties', 'The rent is 100 dollars.']);
    const { id: newer } = (await replace(ada, matterId, id).expect(201)).body as Versioned;
    await ada.request.get(`/api/documents/${newer}/changes`).expect(409);
    await storePages(room, newer, ['Parties', 'The rent is 120 <b>dollars</b>.']);
    const { body } = await ada.request.get(`/api/documents/${newer}/changes`).expect(200);
    const { from, to, added, removed, pages } = body as {
      from: { id: string };
      to: { id: string };
      added: number;
      removed: number;
      pages: { page: number; added: number; removed: number; parts: { kind: string; text: string }[] }[];
    };
    assert.deepEqual([from.id, to.id, added, removed], [id, newer, 2, 2]);
    assert.deepEqual(
      pages.map(({ page, added: more }) => [page, more]),
      [
        [1, 0],
        [2, 2],
      ],
    );
    assert.deepEqual(
      pages[1]?.parts.map(({ kind }) => kind),
      ['same', 'removed', 'added'],
    );
    const html = (await ada.request.get(`/documents/${newer}/changes`).query({ from: id }).expect(200)).text;
    assert.match(html, /<ins><span class="unheard">added: <\/span>120 &lt;b>dollars/);
    assert.match(html, /<del><span class="unheard">removed: <\/span>100 dollars\./);

    const own = await createTestMatter(eve);
    const hers = await uploadAs(eve, own, { name: 'own.txt', content: 'Her own' });
    await storePages(room, hers.id, ['Her own']);
    await eve.request.get(`/api/documents/${hers.id}/changes`).query({ from: id }).expect(404);
    await eve.request.get(`/api/documents/${newer}/changes`).query({ from: hers.id }).expect(404);
    await eve.request.get(`/api/documents/${hers.id}/changes`).query({ from: 'words of hers' }).expect(404);
    const compared = await room.services.sql(
      `SELECT detail FROM audit_event WHERE event = 'document.compared' AND person_id = '${eve.id}'`,
      'strongroom',
    );
    assert.equal(compared.trim(), '', 'nothing was compared, and nothing says so');
  });

  it('is compared in turns, so that one person keeps nobody waiting', async () => {
    const [ada, bob] = [await createColleague(room, 'ada'), await createColleague(room, 'bob')];
    const text = (seed: number) =>
      Array.from({ length: 20_000 }, (_, index) => `word${(index * seed) % 9973}`).join(' ');
    const [older, newer] = await Promise.all(
      [ada, bob].map(async (who) => {
        const matterId = await createTestMatter(who);
        const { id } = await uploadAs(who, matterId, { name: 'long.txt', content: 'Long' });
        await storePages(room, id, [text(7919)]);
        const { id: next } = (await replace(who, matterId, id).expect(201)).body as Versioned;
        await storePages(room, next, [text(7907)]);
        return next;
      }),
    );
    const changes = (who: Colleague, id: string | undefined) =>
      who.request.get(`/api/documents/${id}/changes`);
    const many = Promise.all(Array.from({ length: 12 }, () => changes(ada, older)));
    await changes(bob, newer).expect(200);
    const statuses = (await many).map(({ status }) => status);
    assert.ok(statuses.includes(200) && statuses.includes(503), statuses.join());
  });

  it('is filed from the page of the document without any script', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: 'The lease' });
    const page = (await ada.request.get(`/documents/${id}`).expect(200)).text;
    assert.ok(page.includes(`action="/documents/${id}/versions?formToken=`));
    const answer = await ada.request
      .post(`/documents/${id}/versions`)
      .attach('file', Buffer.from('The lease, amended'), 'amended.txt')
      .expect(303);
    const newer = await look(ada, answer.headers['location']?.split('/').at(-1) ?? '');
    assert.equal(newer.version, 2);
    await ada.request.post(`/documents/${id}/versions`).field('nothing', 'x').expect(400);
  });
});
