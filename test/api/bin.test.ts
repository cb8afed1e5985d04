import assert from 'node:assert/strict';
import { purgeBin } from '../../core/retention/purge-bin.ts';
import {
  createColleague,
  storePages,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('A deleted document', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    ben = await createColleague(room, 'ben');
  });

  const sql = (statements: string) => room.services.sql(statements, 'strongroom');
  const binOf = async (who: Colleague, matterId: string) =>
    (await who.request.get(`/api/matters/${matterId}/bin`).expect(200)).body.items as {
      id: string;
      filename: string;
    }[];

  async function filed(content = 'the quicksilver lease of the quay, in full and with its schedule') {
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'viewer' }).expect(200);
    const { id } = await uploadAs(ada, matterId, { name: 'lease.txt', content: `${content} ${matterId}` });
    await storePages(room, id, [content]);
    return { matterId, id };
  }

  /** A message with an attachment, as the worker leaves them. */
  async function family() {
    const { matterId, id } = await filed('a message');
    const part = await uploadAs(ada, matterId, { name: 'part.txt', content: `a part ${matterId}` });
    await sql(`UPDATE document SET parent_id = '${id}', part = 1 WHERE id = '${part.id}'`);
    await storePages(room, part.id, ['quicksilver attached']);
    return { matterId, id, partId: part.id };
  }

  it('is gone from everywhere for everybody at once, and lies in the bin of its matter', async () => {
    const { matterId, id } = await filed();
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    for (const who of [ada, ben]) {
      for (const path of ['', '/original', '/pages/1', '/findings', '/changes'])
        await who.request.get(`/api/documents/${id}${path}`).expect(404);
      await who.request.get(`/documents/${id}`).set('Accept', 'text/html').expect(404);
      const { body: found } = await who.request
        .get(`/api/search?q=quicksilver&matter=${matterId}`)
        .expect(200);
      assert.equal(found.total, 0);
      const { body: listed } = await who.request
        .get(`/api/matters/${matterId}/documents?versions=all`)
        .expect(200);
      assert.deepEqual(listed.items, []);
    }
    assert.deepEqual(
      (await binOf(ada, matterId)).map((entry) => entry.id),
      [id],
    );
    const counted = await sql('SELECT coalesce(sum(documents), 0) FROM document_counts()');
    assert.equal(
      Number(counted),
      Number(await sql('SELECT count(*) FROM document WHERE deleted_at IS NULL')),
    );
  });

  it('is no near duplicate of what stays', async () => {
    const { matterId, id } = await filed();
    const { sha256 } = (await ada.request.get(`/api/documents/${id}`).expect(200)).body;
    const twin = await uploadAs(ada, matterId, {
      name: 'twin.txt',
      content: `the quicksilver lease of the quay, in full and with its schedule ${matterId}`,
    });
    assert.equal(twin.sha256, sha256);
    const alike = async () =>
      (await ada.request.get(`/api/documents/${twin.id}/near-duplicates`)).body.items.length;
    assert.equal(await alike(), 1);
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    assert.equal(await alike(), 0);
    await ada.request.get(`/api/documents/${twin.id}`).expect(200);
  });

  it('comes back as it was, once, with its words', async () => {
    const { matterId, id } = await filed();
    const { body: refused } = await ada.request.post(`/api/documents/${id}/restore`).expect(409);
    assert.equal(refused.detail, 'This document is not in the bin: look at the list of the matter.');
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    await ada.request.post(`/api/documents/${id}/restore`).expect(204);
    await ben.request.get(`/api/documents/${id}`).expect(200);
    const { body: found } = await ben.request.get(`/api/search?q=quicksilver&matter=${matterId}`).expect(200);
    assert.equal(found.total, 1);
    assert.deepEqual(await binOf(ada, matterId), []);
    const events = await sql(
      `SELECT event FROM audit_event WHERE document_id = '${id}' AND event LIKE 'document.%e%d' ORDER BY seq`,
    );
    assert.match(events, /document\.deleted\n(.*\n)*document\.restored/);
  });

  it('takes along all its versions and all that came in it, what comes out of it later too', async () => {
    const { matterId, id, partId } = await family();
    const newer = await ada.request
      .post(`/api/matters/${matterId}/documents`)
      .query({ filename: 'newer.txt', replaces: id })
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.from(`newer ${matterId}`))
      .expect(201);
    await ada.request.delete(`/api/documents/${newer.body.id}`).expect(204);
    for (const gone of [id, partId, newer.body.id])
      await ada.request.get(`/api/documents/${gone}`).expect(404);
    assert.deepEqual(
      (await binOf(ada, matterId)).map((entry) => entry.id),
      [newer.body.id],
    );
    await sql(`INSERT INTO document (id, matter_id, parent_id, part, sha256, filename, media_type, uploaded_by)
      SELECT gen_random_uuid(), matter_id, id, 2, sha256, 'late.txt', media_type, uploaded_by FROM document WHERE id = '${id}'`);
    assert.equal((await sql(`SELECT deleted_by FROM document WHERE filename = 'late.txt'`)).trim(), ada.id);
    await ada.request.post(`/api/documents/${id}/restore`).expect(204);
    const { body: listed } = await ada.request
      .get(`/api/matters/${matterId}/documents?versions=all`)
      .expect(200);
    assert.equal(listed.items.length, 4);
  });

  it('never is a part alone, whose bytes would stay in the whole', async () => {
    const { id, partId } = await family();
    const { body } = await ada.request.delete(`/api/documents/${partId}`).expect(409);
    assert.match(body.detail, /This came in “lease\.txt”, whose bytes hold it too/);
    await ada.request.get(`/api/documents/${id}`).expect(200);
  });

  it('is deleted, seen in the bin and restored by owners and editors only', async () => {
    const { matterId, id } = await filed();
    await ben.request.delete(`/api/documents/${id}`).expect(403);
    await ben.request.get(`/api/matters/${matterId}/bin`).expect(403);
    const out = await createColleague(room, 'out');
    await out.request.delete(`/api/documents/${id}`).expect(404);
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    await ben.request.post(`/api/documents/${id}/restore`).expect(403);
    await out.request.post(`/api/documents/${id}/restore`).expect(404);
  });

  it('is purged after 30 days, whole: its words are gone, a tombstone says what, when, by whom and the hash', async () => {
    const { matterId, id, partId } = await family();
    await ada.request.delete(`/api/documents/${id}`).expect(204);
    const worker = room.app('worker');
    const left = () => sql(`SELECT count(*) FROM page WHERE document_id IN ('${id}', '${partId}')`);
    await sql(`UPDATE document SET deleted_at = now() - interval '29 days' WHERE id = '${id}'`);
    assert.equal(await purgeBin(worker), 0);
    assert.equal(Number(await left()), 2);
    await sql(`UPDATE document SET deleted_at = now() - interval '31 days' WHERE id = '${id}'`);
    assert.equal(await purgeBin(worker), 1);
    assert.equal(await purgeBin(worker), 0);
    assert.equal(Number(await left()), 0);
    const tombstones = await sql(
      `SELECT filename, purged_at IS NOT NULL, deleted_by, length(sha256) FROM document WHERE matter_id = '${matterId}' ORDER BY filename`,
    );
    assert.equal(tombstones.trim(), `lease.txt|t|${ada.id}|64\npart.txt|t|${ada.id}|64`);
    await ada.request.post(`/api/documents/${id}/restore`).expect(404);
    assert.deepEqual(await binOf(ada, matterId), []);
    await assert.rejects(
      sql(`UPDATE document SET purged_at = NULL, deleted_at = NULL, deleted_by = NULL WHERE id = '${id}'`),
    );
  });
});
