import { createServer, type Server } from 'node:net';
import type { App } from '../core/app.ts';

const idleMs = 5_000;

/**
 * Passes on what the scanner says of itself (clamd's VERSION) to the server and to ops, which are not on its network. Whatever
 * they send is not read: no byte of theirs reaches clamd.
 */
export function reportScanner({ scanner, config }: Pick<App, 'scanner' | 'config'>): Server {
  const server = createServer((socket) => {
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('data', () => {
      scanner.signatures().then(
        ({ version }) => socket.end(`${version}\0`),
        () => socket.destroy(),
      );
    });
  });
  // One a second from Prometheus' and people's questions is much.
  server.maxConnections = 32;
  return server.listen(config.scannerReportPort);
}
