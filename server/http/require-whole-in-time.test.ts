import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { requireWholeInTime } from './require-whole-in-time.ts';

describe('A small body', () => {
  // Express tells an error handler by its four parameters.
  // oxlint-disable-next-line max-params
  const refuse: ErrorRequestHandler = (error, _request, response, _next) => {
    const type = error instanceof Problem ? error.type : String(error);
    response.set('Connection', 'close').status(408).send(type);
  };
  const serve = (ms: number) =>
    express()
      .post(
        '/',
        requireWholeInTime(express.json(), ms),
        (request, response) => void response.json(request.body),
      )
      .use(refuse)
      .listen(0, '127.0.0.1');

  async function sendFirstByte(server: ReturnType<typeof serve>) {
    if (!server.listening) await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{',
    );
    return socket;
  }

  it('that does not come whole is refused, and its connection ended', async () => {
    const server = serve(20);
    const socket = await sendFirstByte(server);
    const answer = (await socket.toArray()).join('');
    assert.match(answer, /^HTTP\/1.1 408 [^]*request-stalled$/);
    server.close();
  });

  it('that does is read', async () => {
    const server = serve(60_000);
    const socket = await sendFirstByte(server);
    socket.write('"a":1}');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1.1 200 [^]*\{"a":1\}$/);
    socket.destroy();
    server.close();
  });
});
