import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from '../../server/create-server.ts';
import { runVirusScan } from '../support/run-virus-scan.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('An upload that is accepted', () => {
  const room = useRoom();
  let ada: Colleague;
  let matterId: string;
  before(async () => {
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada);
  });

  const post = (filename: string, content: Buffer) =>
    ada.request
      .post(`/api/matters/${matterId}/documents`)
      .query({ filename })
      .set('Content-Type', 'application/octet-stream')
      .send(content);

  it('is described by its content, not by its name', async () => {
    const content = Buffer.from('%PDF-1.7\nnot much of one');
    const { body } = await post('letter.docx', content).expect(201);
    assert.equal(body.mediaType, 'application/pdf');
    assert.equal(body.bytes, content.length);
    assert.equal(body.sha256, createHash('sha256').update(content).digest('hex'));
    assert.equal(body.state, 'stored');
    assert.equal(body.filename, 'letter.docx');
  });

  it('comes back byte for byte, whole and in parts, to be saved and never to be run', async () => {
    const content = Buffer.concat([Buffer.from('<html><script>alert(1)</script>'), randomBytes(20_000_000)]);
    const { id } = await uploadAs(ada, matterId, { name: 'Klage „Müller“.html', content });
    const early = await ada.request.get(`/api/documents/${id}/original`).expect(409);
    assert.equal(early.body.type, 'urn:strongroom:problem:not-scanned');
    await runVirusScan(room, id);
    const whole = await ada.request
      .get(`/api/documents/${id}/original`)
      .buffer(true)
      .parse(binary)
      .expect(200);
    assert.equal(
      createHash('sha256')
        .update(whole.body as Buffer)
        .digest('hex'),
      createHash('sha256').update(content).digest('hex'),
    );
    assert.equal(whole.headers['content-type'], 'application/octet-stream');
    assert.match(String(whole.headers['content-disposition']), /^attachment; .*filename\*=UTF-8''Klage/);
    assert.equal(whole.headers['x-content-type-options'], 'nosniff');
    const part = await ada.request
      .get(`/api/documents/${id}/original`)
      .set('Range', 'bytes=10-19')
      .buffer(true)
      .parse(binary)
      .expect(206);
    assert.deepEqual(part.body, content.subarray(10, 20));
    assert.equal(part.headers['content-range'], `bytes 10-19/${content.length}`);
  });

  it('is stored once however often it is filed', async () => {
    const content = randomBytes(9_000_000);
    const first = await uploadAs(ada, matterId, { name: 'a.bin', content });
    const second = await uploadAs(ada, matterId, { name: 'b.bin', content });
    assert.notEqual(first.id, second.id);
    const rows = await room.services.sql(
      `SELECT count(*) FROM stored_object WHERE sha256 = '${first.sha256}'`,
      'strongroom',
    );
    assert.equal(rows.trim(), '1');
    // Known to be clean, the second still waits for its turn: whoever files a paper does not learn that the firm has it.
    await runVirusScan(room, first.id);
    await ada.request.get(`/api/documents/${first.id}/original`).expect(200);
    const { body } = await ada.request.get(`/api/documents/${second.id}/original`).expect(409);
    assert.equal(body.type, 'urn:strongroom:problem:not-scanned');
  });

  it('may come as a browser form', async () => {
    const answer = await ada.request
      .post(`/api/matters/${matterId}/documents`)
      .attach('file', Buffer.from('Dear Sir'), 'Brief an Jürgen.txt')
      .expect(201);
    assert.equal(answer.body.filename, 'Brief an Jürgen.txt');
    assert.equal(answer.body.mediaType, 'text/plain');
  });

  it('keeps its name as data: no folders, no control characters, never longer than a file system takes', async () => {
    for (const [given, kept] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\Users\\x\\brief.pdf', 'brief.pdf'],
      ['a\u0000b\r\nc.txt', 'abc.txt'],
      ['..', 'unnamed'],
      [`${'ü'.repeat(2_000)}.pdf`, `${'ü'.repeat(125)}.pdf`],
    ] as const) {
      const { body } = await post(given, Buffer.from('x')).expect(201);
      assert.equal(body.filename, kept);
    }
  });

  it('is accepted while Redis is away', async () => {
    await room.services.stop('redis');
    try {
      const { body } = await post('while-redis-is-away.txt', Buffer.from('still accepted')).expect(201);
      await ada.request.get(`/api/documents/${body.id}`).expect(200);
    } finally {
      await room.services.start('redis');
    }
  });
});

describe('An upload that is not accepted', () => {
  const room = useRoom();
  let ada: Colleague;
  let matterId: string;
  before(async () => {
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada);
  });
  const kept = async () =>
    Number((await room.services.sql('SELECT count(*) FROM document', 'strongroom')).trim());
  const post = (query: Record<string, string>, content: Buffer) =>
    ada.request
      .post(`/api/matters/${matterId}/documents`)
      .query(query)
      .set('Content-Type', 'application/octet-stream')
      .send(content);

  it('says so in a sentence when the file is empty or has no name', async () => {
    const before = await kept();
    const empty = await post({ filename: 'empty.pdf' }, Buffer.alloc(0)).expect(422);
    assert.equal(empty.body.type, 'urn:strongroom:problem:empty-file');
    assert.match(empty.body.detail, /empty/);
    await post({}, Buffer.from('x')).expect(400);
    assert.equal(await kept(), before);
  });

  it('says so when it is larger than the room takes, however it was announced', async () => {
    const app = { ...room.app('server'), config: { ...room.app('server').config, maxUploadBytes: 1_000 } };
    const server = createServer(app).listen(0);
    try {
      const { port } = server.address() as AddressInfo;
      const answer = await fetch(
        `http://127.0.0.1:${port}/api/matters/${matterId}/documents?filename=large.bin`,
        {
          method: 'POST',
          headers: { cookie: ada.cookie },
          body: randomBytes(5_000),
        },
      );
      assert.equal(answer.status, 413);
      assert.match(((await answer.json()) as { detail: string }).detail, /larger than this room takes/);
    } finally {
      server.close();
    }
  });

  it('leaves nothing when the connection is cut in the middle', async () => {
    const before = await kept();
    const server = createServer(room.app('server')).listen(0);
    try {
      const { port } = server.address() as AddressInfo;
      for (const type of ['application/octet-stream', 'multipart/form-data; boundary=xx']) {
        const sending = httpRequest({
          port,
          method: 'POST',
          path: `/api/matters/${matterId}/documents?filename=cut.bin`,
          headers: { cookie: ada.cookie, 'content-type': type, 'content-length': 50_000_000 },
        });
        sending.on('error', () => undefined);
        sending.write('--xx\r\nContent-Disposition: form-data; name="file"; filename="cut.bin"\r\n\r\n');
        sending.write(randomBytes(12_000_000));
        await sleep(500);
        sending.destroy();
        await sleep(500);
      }
      assert.equal(await kept(), before);
      await post({ filename: 'after.txt' }, Buffer.from('the room goes on')).expect(201);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is refused with 503 and a sentence when storage goes away in the middle, and nothing refers to it', async () => {
    const before = await kept();
    await room.services.stop('minio');
    try {
      const answer = await post({ filename: 'no-storage.bin' }, randomBytes(100_000)).expect(503);
      assert.match(answer.body.detail, /storage does not answer/);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.equal(await kept(), before);
    } finally {
      await room.services.start('minio');
    }
    await post({ filename: 'storage-is-back.bin' }, randomBytes(100_000)).expect(201);
  });

  it('is refused with 503 while the database is away, and the same process goes on when it is back', async () => {
    await room.services.kill('postgres');
    try {
      const answer = await post({ filename: 'no-database.bin' }, Buffer.from('x'));
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers['retry-after']) > 0);
    } finally {
      await room.services.start('postgres');
    }
    await post({ filename: 'database-is-back.bin' }, Buffer.from('x')).expect(201);
  });
});

function binary(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
