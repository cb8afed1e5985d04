import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { installedAppliance, applianceDataDir, httpsPort } from './appliance.ts';

const host = `localhost:${httpsPort}`;
const ca = () => readFileSync(join(applianceDataDir, 'tls/ca.crt'));
const health = `GET /health/live HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

/** A busy machine may take its time before the first byte. */
const firstByteMs = 20_000;

/** Bytes as they are, over TLS to the real nginx; what came back until it closed, or after its first byte was silent for so long. */
async function sendRaw(bytes: string, silentMs = 3_000): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: httpsPort, servername: 'localhost', ca: ca() });
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.on('error', () => socket.destroy());
  await once(socket, 'secureConnect');
  socket.write(bytes, 'latin1');
  socket.setTimeout(firstByteMs, () => socket.destroy());
  socket.once('data', () => socket.setTimeout(silentMs));
  await once(socket, 'close');
  return said;
}

const statuses = (said: string) =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const post = (...headers: string[]) =>
  `POST /api/session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${headers.join('\r\n')}\r\n\r\n`;

/** One request to nginx, followed by a second one that only a reader who counts otherwise would answer. */
const smuggled: Record<string, string> = {
  'a length and chunks': `${post('Content-Length: 6', 'Transfer-Encoding: chunked')}0\r\n\r\n${health}`,
  'chunks and a length': `${post('Transfer-Encoding: chunked', 'Content-Length: 60')}5\r\n{"a":\r\n0\r\n\r\n${health}`,
  'two lengths': `${post('Content-Length: 0', `Content-Length: ${health.length}`)}${health}`,
  'a list of lengths': `${post('Content-Length: 0, 0')}${health}`,
  'a length with a sign': `${post('Content-Length: +0')}${health}`,
  'a length in hexadecimals': `${post('Content-Length: 0x0')}${health}`,
  'an encoding it does not know': `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${health}`,
  'two encodings': `${post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n${health}`,
  'a list of encodings': `${post('Transfer-Encoding: identity, chunked')}0\r\n\r\n${health}`,
  'a space before the colon': `${post('Transfer-Encoding : chunked')}0\r\n\r\n${health}`,
  'a folded header': `${post('X-A: b', ' Transfer-Encoding: chunked', 'Content-Length:\r\n 0')}${health}`,
  'a chunk whose size is none': `${post('Transfer-Encoding: chunked')}0x0\r\n\r\n${health}`,
  'a chunk larger than any': `${post('Transfer-Encoding: chunked')}fffffffffffffffff\r\n\r\n${health}`,
  'chunks in HTTP/1.0': `${post('Transfer-Encoding: chunked').replace('1.1', '1.0')}0\r\n\r\n${health}`,
  'a zero byte in a header': `${post('X-A: b\0c', 'Content-Length: 0')}${health}`,
  'two hosts': `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n${health}`,
  'no host': `GET /sign-in HTTP/1.1\r\n\r\n${health}`,
  'a header of 100,000 letters': `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n${health}`,
};

describe('a hostile client at the real nginx', function smugglesNothing() {
  this.timeout(120_000);
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    await installedAppliance();
  });

  it('slips no second request past it, however the end of the first is written', async () => {
    const answered = await Promise.all(
      Object.entries(smuggled).map(async ([what, bytes]) => [what, statuses(await sendRaw(bytes))] as const),
    );
    for (const [what, [first = 0, ...more]] of answered) {
      assert.ok((first >= 400 && first < 500) || first === 501, `${what}: ${first}`);
      assert.deepEqual(more, [], what);
    }
    await assertInStep();
  });

  it('ends lines with bare line feeds as with whole ones, and gains nothing by it', async () => {
    const bare = `GET /sign-in HTTP/1.1\nHost: ${host}\nX-A: b\n\n`;
    assert.ok(statuses(await sendRaw(bare)).length <= 1);
    const header = post('X-A: b\nTransfer-Encoding: chunked', 'Content-Length: 5');
    assert.deepEqual(statuses(await sendRaw(`${header}0\r\n\r\n${health}`)).slice(1), []);
    await assertInStep();
  });

  it('cannot have another name answered, or repeated in what a cache could keep', async () => {
    const evil = 'evil.example';
    const foreign = await sendRaw(
      `GET https://${evil}/sign-in HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    assert.deepEqual(statuses(foreign), [421]);
    const lies = ['X-Forwarded-Host', 'X-Host', 'X-Original-URL', 'X-Rewrite-URL', 'Forwarded'];
    const named = lies.map((name) => `${name}: ${name === 'Forwarded' ? 'host=' : ''}${evil}`).join('\r\n');
    for (const path of ['/', '/sign-in', '/nothing', '/api/nothing', '/assets/nothing.js', '//evil.example/'])
      for (const target of [`${path}`, `https://${host}${path}`]) {
        const said = await sendRaw(
          `GET ${target} HTTP/1.1\r\nHost: ${target === path ? host : evil}\r\n${named}\r\nConnection: close\r\n\r\n`,
          20_000,
        );
        const [status = 0] = statuses(said);
        assert.ok(status >= 200 && status < 500, `${target}: ${status}`);
        assert.doesNotMatch(said.replaceAll(path, ''), /evil\.example/, target);
        assert.doesNotMatch(said, /cache-control: (?!no-store)/i, target);
      }
  });

  it('is told in a way that nobody keeps what could not be read, and programs in a problem', async () => {
    const close = 'Connection: close\r\n\r\n';
    const unread: [status: number, bytes: string][] = [
      [400, `GET /api/matters HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n${close}`],
      [400, `GET /api/matters HTTP/1.1\r\nHost: ${host}\r\nX-A: ${'a'.repeat(20_000)}\r\n${close}`],
      [
        431,
        `GET /api/matters HTTP/1.1\r\nHost: ${host}\r\n${`X-A: ${'a'.repeat(15_000)}\r\n`.repeat(3)}${close}`,
      ],
      [400, `FOO /api/matters HTTP/1.1\r\nHost: ${host}\r\n${close}`],
      [405, `TRACE /api/matters HTTP/1.1\r\nHost: ${host}\r\n${close}`],
      [421, `GET /api/matters HTTP/1.1\r\nHost: evil.example\r\n${close}`],
      [501, `POST /api/session HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: xchunked\r\n${close}`],
      [505, `GET /api/matters HTTP/9.1\r\nHost: ${host}\r\n${close}`],
    ];
    for (const [status, bytes] of unread) {
      const said = await sendRaw(bytes);
      assert.deepEqual(statuses(said), [status], bytes.slice(0, 80));
      assert.match(said, /^strict-transport-security: max-age=63072000\r?$/im);
      assert.match(said, /^cache-control: no-store\r?$/im);
      // A version of HTTP that nginx does not speak is refused before it knows for whom.
      if (status === 505) continue;
      assert.match(said, /^content-type: application\/problem\+json\r?$/im);
      assert.match(said, new RegExp(`"status":${status},`));
    }
  });

  it('finds no page where a cache would keep one, whatever the address looks like', async () => {
    const looks = [
      '/matters/x.css',
      '/assets/../sign-in',
      '/assets/%2e%2e/sign-in',
      '/assets/..%2fsign-in',
      '/sign-in;a.js',
      '/sign-in/%0d%0aX-A:%20b',
    ];
    for (const path of looks) {
      const said = await sendRaw(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        20_000,
      );
      assert.match(said, /^HTTP\/1\.1 [2-4]\d\d/, path);
      assert.match(said, /\r\ncache-control: no-store/i, path);
      assert.doesNotMatch(said, /^x-a:/im, path);
    }
  });

  it('gets no further by HTTP/2: a length that lies, another name', async () => {
    const lying = { ':method': 'POST', ':path': '/api/session', 'content-type': 'application/json' };
    assert.ok((await requestOverHttp2({ ...lying, 'content-length': '2' }, `{}${health}`)) !== 200);
    assert.ok((await requestOverHttp2({ ...lying, 'content-length': '900' }, '{}')) !== 200);
    assert.equal(await requestOverHttp2({ ':path': '/sign-in', ':authority': 'evil.example' }), 421);
    await assertInStep();
  });
});

/** Every answer belongs to its own question: nothing that was smuggled before waits on a connection behind nginx. */
async function assertInStep(): Promise<void> {
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const id = randomUUID();
      const said = await sendRaw(
        `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`,
        20_000,
      );
      assert.deepEqual(statuses(said), [200]);
      assert.ok(said.toLowerCase().includes(`x-request-id: ${id}`), 'the answer of somebody else');
    }),
  );
}

/** The status of one request over HTTP/2, or 0 where the stream was reset. */
async function requestOverHttp2(headers: OutgoingHttpHeaders, body = ''): Promise<number> {
  const session = connectHttp2(`https://${host}`, { ca: ca(), servername: 'localhost' });
  const stream = session.request({ ...headers }, { endStream: body === '' });
  let status = 0;
  stream.on('response', (answer) => (status = Number(answer[':status'])));
  stream.on('error', () => undefined);
  if (body !== '') stream.end(body);
  stream.resume();
  stream.setTimeout(firstByteMs, () => stream.close());
  await once(stream, 'close');
  session.destroy();
  return status;
}
