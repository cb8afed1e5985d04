import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { App } from '../../core/app.ts';
import { createServer } from '../../server/create-server.ts';
import { authenticateRequests } from '../../server/http/session.ts';

export type HeldRequest = {
  method: string;
  path: string;
  body: string;
  /** With the type of the body, and who asks. */
  headers: Record<string, string>;
};

/** A server whose requests can be held back between their first byte and the rest of them. */
export class HoldingServer {
  readonly #server: Server;
  readonly #beginning: (() => void)[] = [];

  constructor(app: App) {
    const authenticate = authenticateRequests(app);
    this.#server = createServer(app, (request, response, next) => {
      // The route has let them in, and waits for the body.
      request.on('newListener', (event) => {
        if (event === 'data' || event === 'readable') this.#beginning.shift()?.();
      });
      return authenticate(request, response, next);
    }).listen(0, '127.0.0.1');
  }

  /** Sends the headers and a byte, and returns once the body is waited for: how the rest is sent, for the status. */
  async begin({ method, path, body, headers }: HeldRequest): Promise<() => Promise<number>> {
    if (!this.#server.listening) await once(this.#server, 'listening');
    const begun = new Promise<void>((resolve) => void this.#beginning.push(resolve));
    const socket = connect((this.#server.address() as AddressInfo).port, '127.0.0.1');
    const all = {
      Host: 'x',
      Connection: 'close',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write([`${method} ${path} HTTP/1.1`, ...lines, '', body.slice(0, 1)].join('\r\n'));
    await begun;
    return async () => {
      socket.write(body.slice(1));
      const answer = (await socket.toArray()).join('');
      return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
    };
  }

  close(): void {
    this.#server.close();
  }
}
