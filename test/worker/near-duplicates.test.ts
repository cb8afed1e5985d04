import assert from 'node:assert/strict';
import { reindexDocuments } from '../../core/search/reindex-documents.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useWorkerRoom } from '../support/worker-room.ts';

type Alike = { id: string; filename: string; matterId: string; similarity: number };

const clause = (seed: number, words = 300) =>
  Array.from({ length: words }, (_, index) => `term${String((index * 7919 + seed * 104_729) % 9973)}`);
const amended = (words: string[]) => words.map((word, index) => (index % 60 === 30 ? `new${word}` : word));

describe('Near duplicates', function () {
  this.timeout(240_000);
  const room = useWorkerRoom();

  async function file(who: Colleague, matterId: string, [name, content]: [string, string]): Promise<string> {
    const { id } = await uploadAs(who, matterId, { name, content });
    await room.waitForEnd(id);
    return id;
  }
  const alike = async (who: Colleague, id: string) =>
    ((await who.request.get(`/api/documents/${id}/near-duplicates`).expect(200)).body as { items: Alike[] })
      .items;

  it('are pointed out with how alike they are: 1 for the same bytes, less for a draft, nothing for another text', async () => {
    const ada = await createColleague(room, 'ada');
    const [one, two] = [await createTestMatter(ada), await createTestMatter(ada)];
    const text = clause(1);
    const lease = await file(ada, one, ['lease.txt', text.join(' ')]);
    const copy = await file(ada, two, ['copy.txt', text.join(' ')]);
    const draft = await file(ada, two, ['draft.txt', amended(text).join('\n')]);
    const unlike = clause(5000).map((word) => `x${word}`);
    await file(ada, two, ['other.txt', unlike.join(' ')]);
    const found = await alike(ada, lease);
    assert.deepEqual(
      found.map(({ id, filename, matterId }) => [id, filename, matterId]),
      [
        [copy, 'copy.txt', two],
        [draft, 'draft.txt', two],
      ],
    );
    assert.equal(found[0]?.similarity, 1);
    const likeness = found[1]?.similarity ?? 0;
    assert.ok(likeness >= 0.6 && likeness < 1, String(likeness));
    const page = (await ada.request.get(`/documents/${lease}`).expect(200)).text;
    assert.match(page, /Near duplicates/);
    assert.match(page, /draft\.txt/);
  });

  it('in a matter that one may not see are neither shown nor counted, nor do they crowd out others', async () => {
    const [ada, eve] = [await createColleague(room, 'ada'), await createColleague(room, 'eve')];
    const [hers, secret] = [await createTestMatter(eve), await createTestMatter(ada)];
    const text = clause(2);
    for (let copy = 0; copy < 25; copy += 1)
      await uploadAs(ada, secret, { name: `s${String(copy)}.txt`, content: text.join(' ') });
    const draft = await file(ada, secret, ['draft.txt', amended(text).join(' ')]);
    const own = await file(eve, hers, ['own.txt', text.join(' ')]);
    assert.deepEqual(await alike(eve, own), []);
    assert.doesNotMatch((await eve.request.get(`/documents/${own}`).expect(200)).text, /Near duplicates/);
    const second = await file(eve, hers, ['second.txt', amended(text).join('  ')]);
    assert.deepEqual(
      (await alike(eve, own)).map(({ id }) => id),
      [second],
    );
    assert.equal((await alike(ada, draft)).length, 20);
    const { more } = (await ada.request.get(`/api/documents/${draft}/near-duplicates`).expect(200)).body;
    assert.equal(more, 5);
    const drafts = await ada.request.get(`/documents/${draft}`).expect(200);
    assert.match(drafts.text, /These are the most similar; 5 more documents are nearly the\s+same/);
    await ada.request.put(`/api/matters/${secret}/members/${eve.id}`).send({ role: 'viewer' });
    assert.ok((await alike(eve, own)).some(({ id }) => id !== second));
  });

  it('are found again once what earlier software indexed is indexed anew', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const text = clause(4);
    const lease = await file(ada, matterId, ['lease.txt', text.join(' ')]);
    const draft = await file(ada, matterId, ['draft.txt', amended(text).join(' ')]);
    await room.services.sql(
      'DELETE FROM minhash_signature; UPDATE document SET index_version = 2;',
      'strongroom',
    );
    await reindexDocuments(room.app('worker'));
    assert.deepEqual(
      (await alike(ada, lease)).map(({ id }) => id),
      [draft],
    );
  });

  it('do not name the versions of the document itself', async () => {
    const ada = await createColleague(room, 'ada');
    const matterId = await createTestMatter(ada);
    const text = clause(3);
    const first = await file(ada, matterId, ['lease.txt', text.join(' ')]);
    const answer = await ada.request
      .post(`/api/matters/${matterId}/documents`)
      .query({ filename: 'lease 2.txt', replaces: first })
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.from(amended(text).join(' ')))
      .expect(201);
    const { id } = answer.body as { id: string };
    await room.waitForEnd(id);
    assert.deepEqual(await alike(ada, id), []);
    assert.deepEqual(await alike(ada, first), []);
  });
});
