import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { openStorage } from '../../core/platform/storage.ts';
import { runVirusScan } from '../support/run-virus-scan.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Whoever files a paper that the firm has already, where they may not look', () => {
  const room = useRoom();
  let ada: Colleague;
  let ben: Colleague;
  let proxy: Server;
  /** What the storage was asked, in order: the method, and whether the name is an object's or a passing one. */
  let calls: string[] = [];

  before(async () => {
    [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const { host, port } = room.app('server').config.storage;
    proxy = createServer((request, response) => {
      const { method, url = '', headers } = request;
      calls.push(
        `${method} ${url.replace(/sha256\/.*|incoming\/[^?]*/, 'NAME').replace(/uploadId=[^&]*/, 'ID')}`,
      );
      const onward = httpRequest({ host, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  it('waits for the same acts of the storage, small or large; it is kept once', async () => {
    const { config } = room.app('server');
    const { port } = proxy.address() as AddressInfo;
    // The proxy signs nothing: the signature covers the name of the host that the storage is asked by.
    const storage = openStorage({ storage: { ...config.storage, host: '127.0.0.1', port } });
    try {
      for (const bytes of [1, 3_000, 5_242_880, 12_000_000]) {
        const content = randomBytes(bytes);
        const write = async () => {
          calls = [];
          const { sha256 } = await storage.writeOnce(Readable.from([content]), { maxBytes: bytes });
          return { sha256, calls: calls.toSorted() };
        };
        const unknown = await write();
        const known = await write();
        // What passed is thrown away, and nobody waits for that.
        assert.deepEqual(known, unknown, `${bytes} bytes`);
        assert.equal(await storage.size(known.sha256), bytes);
      }
    } finally {
      storage.close();
    }
  });

  it('waits for a scan of its own, and reads no time that would tell one from the other', async () => {
    const content = randomBytes(30_000);
    const first = await uploadAs(ada, await createTestMatter(ada), { name: 'a.bin', content });
    await runVirusScan(room, first.id);
    const scans: string[] = [];
    const app = room.app('worker');
    const scan = app.scanner.scan;
    app.scanner.scan = (...args) => {
      scans.push('scanned');
      return scan(...args);
    };
    try {
      const second = await uploadAs(ben, await createTestMatter(ben), { name: 'b.bin', content });
      await runVirusScan(room, second.id);
      assert.deepEqual(scans, ['scanned']);
      const { body } = await ben.request.get(`/api/documents/${second.id}`).expect(200);
      const times = JSON.stringify(body).match(/\d{4}-\d{2}-\d{2}T[^"]*/g) ?? [];
      assert.ok(times.length >= 5, 'filed, changed, and the steps');
      for (const time of times) assert.match(time, /T\d\d:\d\d:\d\d\.000Z$/);
    } finally {
      app.scanner.scan = scan;
    }
  });
});
