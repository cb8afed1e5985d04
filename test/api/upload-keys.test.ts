import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { deleteOldUploadKeys, uploadKeyDays } from '../../core/documents/intake/upload-keys.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('An upload with an Idempotency-Key', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let matterId: string;
  before(async () => {
    [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    matterId = await createTestMatter(ada);
    await ada.request
      .put(`/api/matters/${matterId}/members/${ben.id}`)
      .send({ role: 'editor' })
      .expect((response) => assert.ok(response.status < 300));
  });

  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  const count = async (id = matterId) =>
    Number(await sql(`SELECT count(*) FROM document WHERE matter_id = '${id}'`));
  const post = (
    key: string | undefined,
    content: Buffer | string,
    { who = ada, name = 'lease.txt', into = matterId, ...query }: Partial<Filing> = {},
  ) => {
    const sending = who.request
      .post(`/api/matters/${into}/documents`)
      .query({ filename: name, ...query })
      .set('Content-Type', 'application/octet-stream');
    if (key !== undefined) void sending.set('Idempotency-Key', key);
    return sending.send(Buffer.from(content));
  };
  type Filing = { who: Colleague; name: string; into: string; replaces: string };

  it('is filed once and answered alike each time, quoted or bare, small or large', async () => {
    for (const content of [Buffer.from('small'), randomBytes(9_000_000)]) {
      const [key, before] = [randomUUID(), await count()];
      const first = await post(key, content).expect(201);
      const second = await post(key, content).expect(201);
      const third = await post(`"${key}"`, content).expect(201);
      for (const again of [second, third]) {
        assert.deepEqual(again.body, first.body);
        assert.equal(again.headers['location'], `/api/documents/${first.body.id}`);
      }
      assert.equal(await count(), before + 1);
      const stored = `SELECT count(*) FROM audit_event WHERE event = 'document.stored' AND document_id = '${first.body.id}'`;
      assert.equal(await sql(stored), '1');
    }
  });

  it('is filed as often as it is sent where there is no key, or another one', async () => {
    const before = await count();
    for (const key of [undefined, undefined, randomUUID(), randomUUID()])
      await post(key, 'again').expect(201);
    assert.equal(await count(), before + 4);
  });

  it('is refused with other bytes, another name or another document to replace, and nothing is kept', async () => {
    const key = randomUUID();
    const { body: filed } = await post(key, 'these bytes').expect(201);
    const before = await count();
    for (const refused of [
      await post(key, 'other bytes'),
      await post(key, ''),
      await post(key, 'these bytes', { name: 'other.txt' }),
      await post(key, 'these bytes', { replaces: filed.id as string }),
    ]) {
      assert.equal(refused.status, 422, refused.text);
      assert.equal(refused.body.type, 'urn:strongroom:problem:key-reused');
      assert.match(refused.body.detail, /was filed with this Idempotency-Key before.*key of its own/);
    }
    assert.equal(await count(), before);
    // Named otherwise, and kept under the same name.
    await post(key, 'these bytes', { name: 'C:\\Users\\ada\\lease.txt' }).expect(201);
    assert.equal(await count(), before);
  });

  it('is filed once when it comes several times at once', async () => {
    const [key, before, content] = [randomUUID(), await count(), randomBytes(200_000)];
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(key, content)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(answers.map(({ body }) => (body as { id: string }).id)).size, 1);
    assert.equal(await count(), before + 1);
    const [one, other] = await Promise.all([post('shared-key', 'one'), post('shared-key', 'other')]);
    assert.deepEqual(new Set([one.status, other.status]), new Set([201, 422]));
    assert.equal(await count(), before + 2);
  });

  it('begins anew when the first one was refused', async () => {
    const [key, before] = [randomUUID(), await count()];
    await post(key, '').expect(422);
    await post(key, 'now with bytes').expect(201);
    assert.equal(await count(), before + 1);
  });

  it('belongs to one person in one matter', async () => {
    const [key, other] = [randomUUID(), await createTestMatter(ada)];
    const { body: first } = await post(key, 'mine').expect(201);
    const { body: hers } = await post(key, 'mine', { who: ben }).expect(201);
    const { body: elsewhere } = await post(key, 'mine', { into: other }).expect(201);
    assert.equal(new Set([first.id, hers.id, elsewhere.id]).size, 3);
    const shown = (who: Colleague) =>
      room.app('server').database.asPerson(who.id, (tx) => tx.uploadKey.findMany({ where: { key } }));
    assert.deepEqual(
      (await shown(ben)).map(({ documentId }) => documentId),
      [hers.id],
    );
    await ada.request.delete(`/api/matters/${matterId}/members/${ben.id}`).expect(204);
    await post(key, 'mine', { who: ben }).expect(404);
    assert.deepEqual(await shown(ben), []);
  });

  it('shows the document as it is now, in a matter that was closed meanwhile too, and says when it was deleted', async () => {
    const [key, into] = [randomUUID(), await createTestMatter(ada)];
    const { body: filed } = await post(key, 'a lease', { into }).expect(201);
    await sql(`UPDATE document SET state = 'searchable', page_count = 3 WHERE id = '${filed.id}'`);
    await sql(`UPDATE matter SET closed_at = now(), closed_by = created_by, schedule_id = (SELECT min(id::text)::uuid FROM retention_schedule)
      WHERE id = '${into}'`);
    await post(randomUUID(), 'a lease', { into }).expect(409);
    const { body: now } = await post(key, 'a lease', { into }).expect(201);
    assert.deepEqual([now.id, now.state, now.pageCount], [filed.id, 'searchable', 3]);
    await sql(`UPDATE document SET deleted_at = now(), deleted_by = uploaded_by WHERE id = '${filed.id}'`);
    const { body: gone } = await post(key, 'a lease', { into }).expect(409);
    assert.match(gone.detail, /deleted since, so nothing was filed now\. Send it with a new key/);
    assert.equal(await count(into), 1);
  });

  it('is refused when the key is none', async () => {
    const before = await count();
    for (const key of ['', 'x'.repeat(256), 'two, keys', '"open', 'm\u00fcller']) {
      const { body } = await post(key, 'x').expect(400);
      assert.match(body.detail, /Idempotency-Key is not one key of 1 to 255/);
    }
    await post('x'.repeat(255), 'x').expect(201);
    assert.equal(await count(), before + 1);
  });

  it('may be a form as well', async () => {
    const [key, before] = [randomUUID(), await count()];
    const send = () =>
      ada.request
        .post(`/api/matters/${matterId}/documents`)
        .set('Idempotency-Key', key)
        .attach('file', Buffer.from('Dear Sir'), 'letter.txt')
        .expect(201);
    assert.equal((await send()).body.id, (await send()).body.id);
    assert.equal(await count(), before + 1);
  });

  it('is known for a week, and then forgotten by whoever tidies up', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    await post(old, 'old').expect(201);
    await post(young, 'young').expect(201);
    const age = (key: string, hours: number) =>
      sql(`UPDATE upload_key SET created_at = now() - interval '${hours} hours' WHERE key = '${key}'`);
    await age(old, uploadKeyDays * 24 + 1);
    await age(young, uploadKeyDays * 24 - 1);
    assert.equal(await deleteOldUploadKeys(room.app('ops')), 1);
    const before = await count();
    await post(young, 'young').expect(201);
    assert.equal(await count(), before);
    await post(old, 'old').expect(201);
    assert.equal(await count(), before + 1);
  });

  it('can be asked about before it is sent: by its hash', async () => {
    const [content, into] = [randomBytes(30), await createTestMatter(ada)];
    const sha256 = createHash('sha256').update(content).digest('hex');
    const list = (hash: string) =>
      ada.request.get(`/api/matters/${into}/documents`).query({ sha256: hash, versions: 'all' });
    assert.deepEqual((await list(sha256).expect(200)).body.items, []);
    await post(undefined, 'something else', { into }).expect(201);
    const { body: filed } = await post(undefined, content, { into }).expect(201);
    assert.deepEqual((await list(sha256.toUpperCase()).expect(200)).body.items, [filed]);
    await list('lease').expect(400);
    // What is in another matter is not told of.
    const other = await createTestMatter(ada);
    const { body } = await ada.request.get(`/api/matters/${other}/documents`).query({ sha256 }).expect(200);
    assert.deepEqual(body.items, []);
  });

  it('is described with its key', async () => {
    const { body } = await ada.request.get('/api/openapi.json').expect(200);
    const { parameters } = body.paths['/api/matters/{id}/documents'].post;
    const header = (parameters as { in: string; name: string }[]).find((one) => one.in === 'header');
    assert.equal(header?.name, 'Idempotency-Key');
  });
});
