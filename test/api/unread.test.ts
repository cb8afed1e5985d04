import assert from 'node:assert/strict';
import type { UnreadItem } from '../../core/reading/unread.ts';
import { createColleague, createTestMatter, storePages, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Unread = { what: string; page: number | null; reason: string };

describe('What of a document was not read', () => {
  const room = useRoom();

  const filed = async (items: UnreadItem[]) => {
    const ada = await createColleague(room, 'ada');
    const bert = await createColleague(room, 'bert');
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/members/${bert.id}`).send({ role: 'viewer' });
    const { id } = await uploadAs(ada, matterId, { name: 'scan.pdf', content: 'quicksilver' });
    await storePages(room, id, ['quicksilver']);
    await room.app('worker').database.asProcess(async (tx) => {
      await tx.document.update({ where: { id }, data: { state: 'searchable', unread: items, pageCount: 1 } });
    });
    return { ada, bert, id, matterId };
  };
  const unreadOf = async (
    who: { request: Awaited<ReturnType<typeof createColleague>>['request'] },
    id: string,
  ) => ((await who.request.get(`/api/documents/${id}`).expect(200)).body as { unread: Unread[] }).unread;

  it('is said by the document, in words, with the page and the reason', async () => {
    const { ada, id } = await filed([
      { kind: 'picture-words', page: 3, count: 20, confidence: 0.31 },
      { kind: 'attachment', name: 'x.dat' },
    ]);
    assert.deepEqual(await unreadOf(ada, id), [
      { what: 'a picture of about 20 words', page: 3, reason: 'its words were read with confidence 0.31' },
      { what: 'the attachment x.dat', page: null, reason: 'it could not be taken out of the file' },
    ]);
    const { text: page } = await ada.request.get(`/documents/${id}`).expect(200);
    assert.match(page, /Not all of this document can be searched/);
    assert.match(page, /page 3: .*a picture of about 20 words/);
  });

  it('is nothing where every word can be found, and nothing is said of it', async () => {
    const { ada, id, matterId } = await filed([]);
    assert.deepEqual(await unreadOf(ada, id), []);
    assert.equal((await ada.request.get(`/api/matters/${matterId}`)).body.notFullyRead, 0);
    assert.doesNotMatch((await ada.request.get(`/documents/${id}`)).text, /Not all of this document/);
    assert.doesNotMatch((await ada.request.get(`/matters/${matterId}`)).text, /not fully searchable/);
    assert.equal((await ada.request.get('/api/search').query({ q: 'quicksilver' })).body.notFullyRead, 0);
  });

  it('is counted for a matter and a search, with the way to the list', async () => {
    const { ada, id, matterId } = await filed([{ kind: 'macros' }]);
    const waiting = await uploadAs(ada, matterId, { name: 'late.txt', content: 'a letter on its way' });
    assert.equal((await ada.request.get(`/api/matters/${matterId}`)).body.notFullyRead, 2);
    const query = { q: 'quicksilver', matter: matterId };
    const found = (await ada.request.get('/api/search').query(query)).body;
    assert.deepEqual([found.total, found.notFullyRead], [1, 2]);
    const link = `/unread?matter=${matterId}`;
    for (const address of [`/matters/${matterId}`, `/search?q=quicksilver&matter=${matterId}`]) {
      const { text } = await ada.request.get(address).expect(200);
      assert.ok(text.includes(`<a href="${link}">2 documents here are not fully searchable</a>`), address);
    }
    const { items } = (await ada.request.get(`/api/unread?matter=${matterId}`).expect(200)).body;
    assert.deepEqual(
      (items as { documentId: string; unread: Unread[] }[]).map((item) => [
        item.documentId,
        item.unread[0]?.what,
      ]),
      [
        [waiting.id, 'the whole document'],
        [id, 'the VBA project'],
      ],
    );
    const { text } = await ada.request.get(link).expect(200);
    assert.match(text, /the VBA project/);
    assert.match(text, /late\.txt/);
  });

  it('is listed page by page, each document once', async () => {
    const { ada, matterId } = await filed([{ kind: 'macros' }]);
    for (const name of ['a.txt', 'b.txt']) await uploadAs(ada, matterId, { name, content: name });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = {
        matter: matterId,
        limit: '1',
        ...(cursor !== '' && { cursor }),
      };
      const { body } = await ada.request.get('/api/unread').query(query).expect(200);
      seen.push(...(body.items as { filename: string }[]).map(({ filename }) => filename));
      cursor = body.nextCursor as string | null;
    }
    assert.deepEqual(seen, ['b.txt', 'a.txt', 'scan.pdf']);
    await ada.request.get('/api/unread').query({ cursor: 'x' }).expect(400);
  });

  it("is nobody else's to know: neither the list nor the numbers", async () => {
    const { matterId } = await filed([{ kind: 'macros' }]);
    const eve = await createColleague(room, 'eve');
    assert.deepEqual((await eve.request.get(`/api/unread?matter=${matterId}`).expect(200)).body.items, []);
    assert.deepEqual((await eve.request.get('/api/unread').expect(200)).body.items, []);
    const { text } = await eve.request.get(`/unread?matter=${matterId}`).expect(200);
    assert.match(text, /Every word of every document here can be found/);
    const query = { q: 'quicksilver', matter: matterId };
    assert.equal((await eve.request.get('/api/search').query(query)).body.notFullyRead, 0);
    assert.equal((await eve.request.get('/api/search').query({ q: 'quicksilver' })).body.notFullyRead, 0);
  });

  it('tells only who owns or edits the matter where words lie under a black box', async () => {
    const { ada, bert, id, matterId } = await filed([{ kind: 'hidden-words', page: 7, count: 2 }]);
    assert.deepEqual(await unreadOf(ada, id), [
      {
        what: '2 places with hidden text',
        page: 7,
        reason: 'words lie readable under a black box, and are left out on purpose',
      },
    ]);
    const others = await unreadOf(bert, id);
    assert.deepEqual(
      others.map(({ what, page }) => [what, page]),
      [['some words', null]],
    );
    const { items } = (await bert.request.get(`/api/unread?matter=${matterId}`)).body;
    assert.doesNotMatch(JSON.stringify(items), /black box|"page":7/);
  });

  it('has a document that an earlier version read be read again, once', async () => {
    const { ada, id } = await filed([{ kind: 'earlier-version' }]);
    await room.services.sql(
      `UPDATE document_step SET state = 'done' WHERE document_id = '${id}'`,
      'strongroom',
    );
    assert.match((await ada.request.get(`/documents/${id}`)).text, />Read again</);
    const { body } = await ada.request.post(`/api/documents/${id}/retry`).expect(202);
    assert.deepEqual([body.state, body.history.at(-1).step], ['extracting', 'extract']);
    await ada.request.post(`/api/documents/${id}/retry`).expect(409);
  });
});
