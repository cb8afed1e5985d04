import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createApiClient } from '../../support/client.ts';
import { httpPort, httpsPort, installedAppliance } from './appliance.ts';

/** What is sent on each connection, and no more: a slow client, or one that only takes places. */
const beginnings = {
  nothing: '',
  'the first bytes of TLS': '\x16\x03\x01',
  'half a header': 'GET / HTTP/1.1\r\nHost: ',
};
const idleConnections = 2_100;
/** The header time-out of nginx, with room for a busy machine. */
const closedWithinMs = 40_000;

describe('thousands of connections from one address that only stand there', function outlastsIdle() {
  this.timeout(180_000);
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    await installedAppliance();
  });

  for (const [what, beginning] of Object.entries(beginnings))
    it(`and send ${what}: others are served, and each is closed in seconds`, async () => {
      const { url } = await installedAppliance();
      const open = await openConnections(beginning);
      const closed = open.map(untilClosed);
      try {
        for (let asked = 0; asked < 3; asked += 1) {
          assert.equal((await createApiClient(url).call('GET', '/health/live')).status, 200);
          const plain = await fetch(`http://localhost:${httpPort}/`, {
            redirect: 'manual',
            headers: { Connection: 'close' },
          });
          assert.equal(plain.status, 308);
        }
        const limit = AbortSignal.timeout(closedWithinMs);
        const late = once(limit, 'abort').then(() => 'some were still open');
        assert.notEqual(await Promise.race([Promise.all(closed), late]), 'some were still open');
      } finally {
        for (const socket of open) socket.destroy();
      }
    });
});

/** An end by a reset is one, too. */
function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** Half at each port. */
async function openConnections(beginning: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < idleConnections) {
    const batch = Array.from({ length: 100 }, (_, n) =>
      connect(n % 2 === 0 ? httpsPort : httpPort, '127.0.0.1'),
    );
    for (const socket of batch) socket.on('error', () => undefined).resume();
    await Promise.all(batch.map((socket) => once(socket, 'connect')));
    if (beginning !== '') for (const socket of batch) socket.write(beginning, 'latin1');
    sockets.push(...batch);
  }
  return sockets;
}
