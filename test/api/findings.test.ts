import assert from 'node:assert/strict';
import { indexWithFindings } from '../../core/analysis/index-with-findings.ts';
import { createColleague, storePages, createTestMatter, uploadAs } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('What was found in a document', () => {
  const room = useRoom();
  const text = 'Hale v. Boone, 500 F.2d 100 (5th Cir. 1974). Id. at 105. Paid $1,200.';

  const filed = async () => {
    const ada = await createColleague(room, 'ada');
    const bert = await createColleague(room, 'bert');
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/members/${bert.id}`).send({ role: 'viewer' });
    const { id } = await uploadAs(ada, matterId, { name: 'brief.txt', content: text });
    await storePages(room, id, [text]);
    await room.app('worker').database.asProcess(async (tx) => {
      await indexWithFindings(tx, id);
      await tx.document.update({ where: { id }, data: { failedRedactions: [1, 1, 3], pageCount: 1 } });
    });
    return { ada, bert, id };
  };

  it('is given out to who may see the matter, and to nobody else', async () => {
    const { ada, bert, id } = await filed();
    const answer = await bert.request
      .get(`/api/documents/${id}/findings`)
      .query({ kind: 'money' })
      .expect(200);
    const { items } = answer.body as { items: { text: string; start: number; end: number; page: number }[] };
    assert.deepEqual(
      items.map(({ text: written, start, end, page }) => [written, text.slice(start, end), page]),
      [['$1,200', '$1,200', 1]],
    );
    const stranger = await createColleague(room, 'eve');
    await stranger.request.get(`/api/documents/${id}/findings`).expect(404);
    await ada.request.get(`/api/documents/${id}/findings`).query({ kind: 'secret' }).expect(400);
    await ada.request.get(`/api/documents/${id}/findings`).query({ cursor: 'x' }).expect(400);
  });

  it('leads from the page to its place in the text, and an id. to what it means', async () => {
    const { ada, id } = await filed();
    const { text: page } = await ada.request.get(`/documents/${id}`).expect(200);
    assert.match(page, /Found on this page \(3\)/);
    const start = text.indexOf('500 F.2d');
    assert.ok(page.includes(`/documents/${id}?page=1&amp;mark=${start}-${start + 28}#mark`), page);
    const marked = await ada.request
      .get(`/documents/${id}`)
      .query({ mark: `${start}-${start + 8}` })
      .expect(200);
    assert.match(marked.text, /<mark id="mark">500 F\.2d<\/mark>/);
    const wrong = await ada.request.get(`/documents/${id}`).query({ mark: '5-999999' }).expect(200);
    assert.doesNotMatch(wrong.text, /<mark id="mark">/);
  });

  it('tells of failed redactions only who owns or edits the matter', async () => {
    const { ada, bert, id } = await filed();
    const seen = async (who: typeof ada) =>
      ((await who.request.get(`/api/documents/${id}`).expect(200)).body as { failedRedactions: unknown })
        .failedRedactions;
    assert.deepEqual(await seen(ada), [1, 1, 3]);
    assert.equal(await seen(bert), null);
    assert.match((await ada.request.get(`/documents/${id}`)).text, /3 failed redactions on pages/);
    assert.doesNotMatch((await bert.request.get(`/documents/${id}`)).text, /failed redaction/);
  });
});
