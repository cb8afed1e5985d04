import assert from 'node:assert/strict';
import { indexPages } from '../../core/search/index-pages.ts';
import { reindexDocuments } from '../../core/search/reindex-documents.ts';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { waitFor } from '../support/wait-for.ts';

describe('Search', () => {
  const room = useRoom();
  let ada: Colleague;
  let matterId: string;
  let documentId: string;
  const search = async (q: string, more: Record<string, string> = {}) => {
    const asked = ada.request.get('/api/search').query({ q, ...more });
    return (await asked.expect(200)).body;
  };

  before(async () => {
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada);
    ({ id: documentId } = await uploadAs(ada, matterId, { name: 'order.txt', content: 'order' }));
    await storePages(room, documentId, [
      'The parties were arguing about the escrow account of the Court.',
      'Bates ABC-000123 was produced in 2:17-cv-00413; write to j.doe@firm.example <script>alert("x")</script> about escrow.',
      'Nothing to see on this page.',
    ]);
  });

  it('finds words in every form, and names the page', async () => {
    const found = await search('argue accounts');
    assert.equal(found.total, 1);
    assert.equal(found.totalIsExact, true);
    const { snippet, ...hit } = found.hits[0];
    const matter = { matterId, matterName: 'Harbour v. Lind' };
    const document = { documentId, filename: 'order.txt', version: 1, newest: true };
    assert.deepEqual(hit, { ...matter, ...document, page: 1 });
    assert.match(snippet, /<mark>arguing<\/mark>/);
  });

  it('finds a quoted phrase as written, stop words and all', async () => {
    assert.equal((await search('"of the Court"')).total, 1);
    assert.equal((await search('"the Court of"')).total, 0);
    assert.equal((await search('“about escrow”')).hits[0].page, 2);
  });

  it('finds identifiers whole', async () => {
    for (const q of ['ABC-000123', 'abc-000123', '2:17-cv-00413', 'j.doe@firm.example', '"ABC-000123"']) {
      assert.equal((await search(q)).hits[0]?.page, 2, q);
    }
    assert.equal((await search('ABC-000124')).total, 0);
  });

  it('finds what is nothing but stop words, as written', async () => {
    assert.equal((await search('of the')).total, 1);
  });

  it('shows text as text: what stood on the page never becomes HTML', async () => {
    const { snippet } = (await search('escrow script')).hits[0];
    assert.ok(snippet.includes('&lt;'), snippet);
    assert.ok(!/<(?!\/?mark>)/.test(snippet), snippet);
  });

  it('takes whatever is typed', async () => {
    for (const q of [
      `'`,
      `a' & | ! ( ) <-> :*`,
      '"unclosed',
      '\\',
      '-',
      'x'.repeat(900),
      `'';drop table page;--`,
      '\u0001 escrow',
      '((((escrow))))',
    ]) {
      const { status } = await ada.request.get('/api/search').query({ q });
      assert.ok(status === 200 || status === 400, `${q}: ${status}`);
    }
    const empty = await ada.request.get('/api/search').query({ q: '  ' }).expect(400);
    assert.match(empty.body.detail, /at least one word/);
  });

  it('looks up ten words or phrases, each once however often it is typed, and says so of more', async () => {
    const words = ['escrow', 'account', 'court', 'parties', 'arguing', ...'f g h i j'.split(' ')].join(
      ' or ',
    );
    assert.equal((await search(words)).total, 2);
    assert.equal((await search(`"the escrow account of the Court" ${'escrow '.repeat(60)}`)).total, 1);
    const { body } = await ada.request
      .get('/api/search')
      .query({ q: `${words} or k` })
      .expect(400);
    assert.match(
      body.detail,
      /10 words or phrases at most, and this one has 11\. .* between quotation marks/,
    );
    await ada.request
      .get('/search')
      .query({ q: `${words} or k` })
      .expect(400);
  });

  it('runs two at once of a person, the others wait; what takes five seconds is stopped, in a sentence', async function () {
    this.timeout(60_000);
    const ben = await createColleague(room, 'ben');
    const sql = (statement: string) => room.services.sql(statement, 'strongroom');
    // Nobody can read a page while this holds them all.
    const held = sql('BEGIN; LOCK TABLE page; SELECT pg_sleep(8); COMMIT');
    const running = async (least: number) => {
      const waiting = `SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation WHERE relname = 'page' AND NOT granted`;
      const count = Number(await sql(waiting));
      return count >= least ? count : undefined;
    };
    await waitFor(
      'the pages to be held',
      10,
      async () =>
        (
          await sql(
            `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(8)%' AND wait_event = 'PgSleep'`,
          )
        ).trim() === '1' || undefined,
    );
    const ask = (who: Colleague) =>
      who.request
        .get('/api/search')
        .query({ q: 'escrow' })
        .then((answer) => answer);
    const adas = Array.from({ length: 4 }, () => ask(ada));
    const bens = ask(ben);
    assert.equal(await waitFor('three searches to run', 10, () => running(3)), 3);
    const { status, body, headers } = await bens;
    assert.equal(status, 503);
    assert.match(body.detail, /longer than 5 seconds, so it was stopped\. Ask for rarer words/);
    assert.equal(body.type, 'urn:strongroom:problem:search-stopped');
    assert.ok(Number(headers['retry-after']) > 0);
    const statuses = (await Promise.all(adas)).map((answer) => answer.status);
    assert.deepEqual(
      statuses.toSorted((one, other) => one - other),
      [200, 200, 503, 503],
      'the third and the fourth had their turn later',
    );
    await held;
  });

  it('gives its hits in pages', async () => {
    const first = await search('escrow', { limit: '1' });
    assert.equal(first.total, 2);
    const second = await search('escrow', { limit: '1', cursor: first.nextCursor });
    assert.notEqual(first.hits[0].page, second.hits[0].page);
    assert.equal(second.nextCursor, null);
  });

  describe('finds every word of a text', () => {
    let id: string;
    before(async () => {
      ({ id } = await uploadAs(ada, matterId, { name: 'words.txt', content: 'words' }));
      await storePages(room, id, [
        'Under the arbitra-\ntion clause, see 2:20-cv-\n60551 and 2:17-cv-71413-ADB-JSR; docket 1:19-cv-75551; $1,250,000.00 to a.fenwick@thornlegal.example.',
        "Señor Peñaranda and Jose Garzon; the \ufb01duciary of quar\u200bten; 双方当事人签订了租赁合同；it's a non-compete\\here. The Borrower shall",
        '- 3 -\nrepay without notice and again.\n\n12',
      ]);
    });
    const findsOn = async (page: number, queries: string[]) => {
      for (const q of queries) {
        const { hits } = await search(q);
        assert.deepEqual(
          hits.map((hit: { page: number }) => hit.page),
          [page],
          q,
        );
        assert.match(hits[0].snippet, /<mark>/, q);
      }
    };

    it('however it is broken, parted or joined', () =>
      findsOn(1, [
        'arbitration',
        '"the arbitration clause"',
        '2:20-cv-60551',
        '2:17-cv-71413',
        '17-cv-71413',
        '2:17-cv-71413-ADB-JSR',
        '1:19-cv-75551-ADB',
        '1,250,000',
        '"$1,250,000"',
        'thornlegal.example',
        '@thornlegal.example',
        'fenwick',
      ]));

    it('however it is encoded, in every script', () =>
      findsOn(2, [
        'Penaranda',
        'José garzon',
        'fiduciary quarten',
        '"Senor Penaranda"',
        '租赁合同',
        '"签订了"',
        '合',
        'noncompete',
        '"a non-compete here"',
        "it's non-compete",
      ]));

    it('over the end of a page: the hit is the page where the phrase begins', async () => {
      await findsOn(2, ['"the Borrower shall repay without notice"', '"shall repay"']);
      assert.match((await search('"shall repay"')).hits[0].snippet, /<mark>shall<\/mark>.*next page/);
      assert.equal((await search('"shall without"')).total, 0);
      await findsOn(3, ['"repay without"']);
    });

    it('with or, and without a word', async () => {
      const pages = async (q: string) =>
        (await search(q, { matter: matterId })).hits.map((hit: { page: number }) => hit.page).toSorted();
      assert.deepEqual(await pages('arbitration or "Jose Garzon"'), [1, 2]);
      assert.deepEqual(await pages('arbitration -clause or penaranda'), [2]);
      assert.deepEqual(await pages('penaranda -"jose garzon"'), []);
    });

    it('indexes anew what earlier software indexed', async () => {
      await room.services.sql(
        `UPDATE page SET search = '', exact = '' WHERE document_id = '${id}'; UPDATE document SET index_version = 0 WHERE id = '${id}'`,
        'strongroom',
      );
      assert.equal((await search('peñaranda')).total, 0);
      assert.equal(await reindexDocuments(room.app('worker')), 1);
      assert.equal((await search('peñaranda')).total, 1);
      assert.equal(await reindexDocuments(room.app('worker')), 0);
    });
  });

  it('counts no further than ten thousand, and says so', async function () {
    this.timeout(120_000);
    const { id } = await uploadAs(ada, matterId, { name: 'long.txt', content: 'long' });
    await room.services.sql(
      `INSERT INTO page (document_id, matter_id, number, state, text, engine)
       SELECT '${id}', '${matterId}', n, 'read', 'wherefore ' || n, 'test' FROM generate_series(1, 10050) n`,
      'strongroom',
    );
    await room.app('worker').database.asProcess((tx) => indexPages(tx, id));
    await room.services.sql('ANALYZE page', 'strongroom');
    const found = await search('wherefore');
    assert.equal(found.total, 10_000);
    assert.equal(found.totalIsExact, false);
  });

  it('uses the word index under row-level security', async () => {
    const plan = await room.services.sql(
      `SET ROLE strongroom_server; SELECT set_config('strongroom.person', '${ada.id}', false); SET enable_seqscan = off;
       EXPLAIN SELECT FROM page WHERE search @@ websearch_to_tsquery('english', 'escrow')`,
      'strongroom',
    );
    assert.match(plan, /Bitmap Index Scan on page_search_idx/);
  });
});
