import assert from 'node:assert/strict';
import { purgeBin } from '../../core/retention/purge-bin.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

const sevenYears = '5ced0000-0000-4000-8000-000000000007';

describe('A closed matter', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  before(async () => {
    [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
  });

  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  const purge = () => purgeBin(room.app('worker'));
  const closing = (matterId: string) => `/api/matters/${matterId}/closing`;
  const close = (matterId: string) =>
    ada.request.put(closing(matterId)).send({ scheduleId: sevenYears }).expect(200);
  const reopen = (matterId: string) => ada.request.delete(closing(matterId)).expect(204);
  const bin = async (matterId: string) =>
    (await ben.request.get(`/api/matters/${matterId}/bin`).expect(200)).body.items as {
      id: string;
      restorableUntil: string | null;
    }[];
  const daysAgo = (column: string, days: number, id: string) =>
    sql(
      `UPDATE ${column.split('.')[0]} SET ${column.split('.')[1]} = now() - interval '${days} days' WHERE id = '${id}'`,
    );

  /** Ben edits it. `kept` is there when it is closed, `binned` was deleted before. */
  async function closed() {
    const matterId = await createTestMatter(ada);
    await ada.request.put(`/api/matters/${matterId}/members/${ben.id}`).send({ role: 'editor' }).expect(200);
    const file = (name: string) => uploadAs(ben, matterId, { name, content: `${name} of ${matterId}` });
    const [{ id: kept }, { id: binned }] = [await file('kept.txt'), await file('binned.txt')];
    await ben.request.delete(`/api/documents/${binned}`).expect(204);
    await close(matterId);
    return { matterId, kept, binned };
  }

  it('is emptied by nobody, and nothing comes back into it: it stays as it was closed', async () => {
    const { matterId, kept, binned } = await closed();
    for (const who of [ben, ada]) {
      for (const refused of [
        who.request.delete(`/api/documents/${kept}`),
        who.request.post(`/api/documents/${binned}/restore`),
        who.request
          .post(`/api/matters/${matterId}/documents`)
          .query({ filename: 'new.txt', replaces: kept })
          .set('Content-Type', 'application/octet-stream')
          .send(Buffer.from('another')),
      ]) {
        const { body } = await refused.expect(409);
        assert.equal(body.type, 'urn:strongroom:problem:conflict');
        assert.match(body.detail, /^This matter is closed[^.]*\. Ask an owner to open it again[^.]*\.$/);
      }
    }
    await ben.request.get(`/api/documents/${kept}`).expect(200);
    // Whoever forgets to ask is refused by the database.
    const { database } = room.app('server');
    for (const change of [
      `UPDATE document SET deleted_at = now(), deleted_by = '${ben.id}' WHERE id = '${kept}'`,
      `UPDATE document SET newest = false WHERE id = '${kept}'`,
      `INSERT INTO document (id, matter_id, sha256, filename, media_type, uploaded_by)
       SELECT gen_random_uuid(), matter_id, sha256, 'b.txt', media_type, uploaded_by FROM document WHERE id = '${kept}'`,
    ])
      await assert.rejects(
        database.asPerson(ben.id, (tx) => tx.$executeRawUnsafe(change)),
        /the matter is closed/,
        change,
      );
    await reopen(matterId);
    await ben.request.post(`/api/documents/${binned}/restore`).expect(204);
    await ben.request.delete(`/api/documents/${kept}`).expect(204);
  });

  it('keeps what lay in its bin until it is disposed of, and for 30 more days once it is open again', async () => {
    const { matterId, binned } = await closed();
    assert.deepEqual(
      (await bin(matterId)).map(({ id, restorableUntil }) => [id, restorableUntil]),
      [[binned, null]],
    );
    const { text } = await ada.request.get(`/matters/${matterId}/bin`).set('Accept', 'text/html').expect(200);
    assert.match(text, /while the matter is closed/);
    await daysAgo('document.deleted_at', 31, binned);
    assert.equal(await purge(), 0);
    await assert.rejects(
      room
        .app('worker')
        .database.asProcess((tx) =>
          tx.$executeRawUnsafe(`UPDATE document SET purged_at = now() WHERE id = '${binned}'`),
        ),
      /not been in the bin/,
    );
    await reopen(matterId);
    assert.equal(await purge(), 0, 'nobody could restore it in the meantime');
    const [entry] = await bin(matterId);
    const until = Date.parse(entry?.restorableUntil ?? '');
    assert.ok(Math.abs(until - Date.now() - 30 * 86_400_000) < 600_000);
    await daysAgo('matter.reopened_at', 31, matterId);
    assert.equal(await purge(), 1);
  });

  it('closed while a document is being deleted, keeps it or was closed after', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const matterId = await createTestMatter(ada);
      const { id } = await uploadAs(ada, matterId, { name: 'a.txt', content: `${turn} ${matterId}` });
      const [, { status }] = await Promise.all([close(matterId), ada.request.delete(`/api/documents/${id}`)]);
      const isGone = (await sql(`SELECT deleted_at IS NOT NULL FROM document WHERE id = '${id}'`)) === 't';
      assert.deepEqual([status, isGone], status === 204 ? [204, true] : [409, false]);
      const events = await sql(
        `SELECT event FROM audit_event WHERE matter_id = '${matterId}' AND event IN ('matter.closed', 'document.deleted') ORDER BY seq`,
      );
      assert.equal(events, isGone ? 'document.deleted\nmatter.closed' : 'matter.closed');
    }
  });
});
