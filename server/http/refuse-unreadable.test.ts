import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { refuseUnreadable } from './refuse-unreadable.ts';

describe('What is no request', () => {
  it('is answered with a problem that nobody keeps, and the connection ends', async () => {
    const server = createServer((_request, response) => response.end('read')).on(
      'clientError',
      refuseUnreadable,
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const say = async (head: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.end(`${head}\r\nHost: a\r\n\r\n`);
      return Buffer.concat(await socket.toArray()).toString();
    };
    try {
      for (const [status, head] of [
        [400, 'FOO /api/matters HTTP/1.1'],
        [400, 'GET /api/matters HTTP/1.1\r\nA b'],
        [431, `GET /api/matters HTTP/1.1\r\nA: ${'b'.repeat(45_000)}`],
      ] as const) {
        const [headers = '', body = ''] = (await say(head)).split('\r\n\r\n');
        assert.match(headers, new RegExp(`^HTTP/1\\.1 ${status} `));
        assert.match(headers, /^Cache-Control: no-store\r?$/m);
        assert.match(headers, /^Connection: close\r?$/m);
        assert.match(headers, /^Strict-Transport-Security: max-age=63072000\r?$/m);
        assert.match(headers, /^Content-Type: application\/problem\+json\r?$/m);
        assert.equal((JSON.parse(body) as { status: number }).status, status);
      }
      assert.match(await say('GET /api/matters HTTP/1.1'), /read$/);
    } finally {
      server.close();
    }
  });
});
