import assert from 'node:assert/strict';
import express from 'express';
import supertest from 'supertest';
import { recognizeProxy } from './recognize-proxy.ts';

const stranger = '203.0.113.9';
const loopback = '127.0.0.1';

/** Answers with the address that a request is taken to come from. */
function serveAddress(resolve: (name: string) => Promise<string[]>, host = 'nginx') {
  const server = express();
  const proxy = recognizeProxy(host, resolve);
  server.set('trust proxy', proxy.isTrusted);
  server.use(proxy.handler);
  server.get('/', (request, response) => void response.send(request.ip?.replace('::ffff:', '')));
  return async (...claimed: string[]) =>
    (await supertest(server).get('/').set('X-Forwarded-For', claimed.join(', '))).text;
}

describe('Whom a request comes from is told by the proxy alone', () => {
  it('believes what comes from the proxy’s address', async () => {
    assert.equal(await serveAddress(async () => [loopback])(stranger), stranger);
  });

  it('does not believe a neighbour', async () => {
    assert.equal(await serveAddress(async () => ['172.30.0.2'])(stranger), loopback);
  });

  it('does not believe anybody while the proxy has no address', async () => {
    const away = serveAddress(() => Promise.reject(new Error('ENOTFOUND')));
    assert.equal(await away(stranger), loopback);
  });

  it('does not follow what a client put in front itself, not even in the proxy’s own name', async () => {
    assert.equal(await serveAddress(async () => [loopback])('198.51.100.1', loopback), loopback);
  });

  it('asks nobody about a request that claims nothing', async () => {
    const server = express();
    server.use(recognizeProxy('nginx', () => new Promise(() => undefined)).handler);
    server.get('/', (_request, response) => void response.sendStatus(204));
    await supertest(server).get('/').expect(204);
  });

  it('asks once for many strangers at the same time', async () => {
    let asked = 0;
    const address = serveAddress(async () => {
      asked += 1;
      return [];
    });
    await Promise.all(Array.from({ length: 20 }, () => address(stranger)));
    assert.equal(asked, 1);
  });
});
