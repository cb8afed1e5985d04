import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { runVirusScan } from '../support/run-virus-scan.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('A part of an original (RFC 9110 §14)', () => {
  const room = useRoom();
  const content = randomBytes(10_000);
  let ada: Colleague;
  let id: string;
  let tag: string;
  before(async () => {
    ada = await createColleague(room, 'ada');
    const filed = await uploadAs(ada, await createTestMatter(ada), { name: 'x.bin', content });
    [id, tag] = [filed.id, `"${filed.sha256}"`];
    await runVirusScan(room, id);
  });

  const get = (headers: Record<string, string>) =>
    ada.request.get(`/api/documents/${id}/original`).set(headers).buffer(true).parse(binary);
  const assertPart = async (headers: Record<string, string>, from: number, to: number) => {
    const { body, headers: said } = await get(headers).expect(206);
    assert.deepEqual(body, content.subarray(from, to));
    assert.equal(said['content-range'], `bytes ${from}-${to - 1}/${content.length}`);
    assert.equal(said['content-length'], String(to - from));
    assert.equal(said['etag'], tag);
  };
  const assertWhole = async (headers: Record<string, string>) => {
    const { body, headers: said } = await get(headers).expect(200);
    assert.deepEqual(body, content);
    assert.equal(said['content-range'], undefined);
    assert.equal(said['accept-ranges'], 'bytes');
    assert.equal(said['etag'], tag);
  };

  it('is saved under a name in which nothing hides or turns around the rest', async () => {
    const named = await uploadAs(ada, await createTestMatter(ada), {
      name: 'invoice\u202efdp.exe',
      content: 'a',
    });
    await runVirusScan(room, named.id);
    const { headers } = await ada.request.get(`/api/documents/${named.id}/original`).expect(200);
    const name = decodeURIComponent(String(headers['content-disposition']));
    assert.match(name, /invoice⟨U\+202E⟩fdp\.exe/);
    assert.doesNotMatch(name, /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
  });

  it('comes from anywhere in it, to its end and from its end', async () => {
    await assertPart({ Range: 'bytes=0-0' }, 0, 1);
    await assertPart({ Range: 'bytes=10-19' }, 10, 20);
    await assertPart({ Range: 'bytes=9990-' }, 9_990, 10_000);
    await assertPart({ Range: 'bytes=9990-20000' }, 9_990, 10_000);
    await assertPart({ Range: 'bytes=-10' }, 9_990, 10_000);
    await assertPart({ Range: 'bytes=-20000' }, 0, 10_000);
  });

  it('is refused past the end with 416, which says how long it is: that is a view and no download', async () => {
    const countRows = async (event: string) =>
      Number(
        await room.services.sql(
          `SELECT count(*) FROM audit_event WHERE event = '${event}' AND document_id = '${id}'`,
          'strongroom',
        ),
      );
    const downloads = await countRows('document.downloaded');
    const views = await countRows('document.viewed');
    for (const range of ['bytes=10000-', 'bytes=10000-10010', 'bytes=-0']) {
      const { body, headers } = await ada.request
        .get(`/api/documents/${id}/original`)
        .set('Range', range)
        .expect(416)
        .expect('Content-Type', /problem\+json/);
      assert.equal(headers['content-range'], 'bytes */10000');
      assert.equal(body.type, 'urn:strongroom:problem:range-not-satisfiable');
    }
    assert.equal(await countRows('document.downloaded'), downloads);
    assert.equal(await countRows('document.viewed'), views + 3);
  });

  it('is the whole where the header is malformed, of another unit, or wants several', async () => {
    for (const range of ['bytes=5-2', 'bytes=a-b', 'bytes', 'pages=1-2', 'bytes=0-1,5-6'])
      await assertWhole({ Range: range });
  });

  it('goes on only with what the client has of these bytes (If-Range)', async () => {
    await assertPart({ Range: 'bytes=10-19', 'If-Range': tag }, 10, 20);
    for (const other of [`W/${tag}`, '"other"', tag.slice(1, -1), 'Mon, 30 Nov 2026 08:00:00 GMT'])
      await assertWhole({ Range: 'bytes=10-19', 'If-Range': other });
    // The whole, too, where the part would be past the end of it.
    await assertWhole({ Range: 'bytes=10000-', 'If-Range': '"other"' });
  });

  it('is not what HEAD asks for: that says how the whole is, and sends none of it', async () => {
    for (const range of ['bytes=10-19', 'bytes=10000-']) {
      const { headers, text } = await ada.request
        .head(`/api/documents/${id}/original`)
        .set('Range', range)
        .expect(200);
      assert.equal(headers['content-length'], '10000');
      assert.equal(headers['accept-ranges'], 'bytes');
      assert.equal(headers['content-range'], undefined);
      assert.ok(!text);
    }
  });
});

function binary(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
