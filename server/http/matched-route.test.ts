import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as sendRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { Router, type RequestHandler } from 'express';
import { pageRoutes, routes } from '../features.ts';
import { createRouteFinder, matchRoutes, routeRequests } from './matched-route.ts';

describe('finding the route of a request', () => {
  const findRoute = createRouteFinder(
    (
      [
        ['get', '/'],
        ['post', '/people/rules'],
        ['post', '/people/:id'],
        ['get', '/api/matters/:id/members/:personId'],
        ['get', '/api/openapi.json'],
      ] as const
    ).map(([method, path]) => ({ method, path, access: 'public', needsProof: 'none' })),
  );
  const pathFor = (method: string, path: string) => findRoute({ method, path })?.path;

  it('takes the first that fits, as the router does', () => {
    assert.equal(pathFor('POST', '/people/rules'), '/people/rules');
    assert.equal(pathFor('POST', '/people/1'), '/people/:id');
    assert.equal(pathFor('GET', '/api/matters/1/members/2'), '/api/matters/:id/members/:personId');
    assert.equal(pathFor('GET', '/'), '/');
  });

  it('asks for no case of letters and no slash at the end, and reads HEAD as GET', () => {
    assert.equal(pathFor('HEAD', '/API/OpenAPI.json/'), '/api/openapi.json');
  });

  it('finds none for an address or a method that there is not', () => {
    for (const [method, path] of [
      ['GET', '/people/1'],
      ['POST', '/people/1/2'],
      ['POST', '/people/'],
      ['POST', '/people//'],
      ['GET', '/api/openapiXjson'],
      ['GET', '/api/matters//members/2'],
    ] as const)
      assert.equal(pathFor(method, path), undefined, `${method} ${path}`);
  });
});

describe('routing a request by a tree', () => {
  type Known = (typeof routes)[number] | (typeof pageRoutes)[number];
  const known: readonly Known[] = [...routes, ...pageRoutes];
  const answer =
    ({ method, path }: Known): RequestHandler =>
    (request, response) => {
      response.json({ route: `${method} ${path}`, params: request.params });
    };

  /** What Express itself does: it tries every pattern, in their order. */
  const tryAll: RequestHandler[] = [routes, pageRoutes].map((list: readonly Known[]) => {
    const router = Router();
    for (const route of list) router[route.method](route.path, answer(route));
    return router;
  });
  const byTree = [
    matchRoutes(known),
    ...[routes, pageRoutes].map((list: readonly Known[]) => routeRequests(list, (route) => [answer(route)])),
  ];

  /** Every address there is, as it may be written, and every one that only looks like it. */
  const paths = [...new Set(known.map(({ path }) => path))].flatMap((path) => {
    const filled = path.replaceAll(/:\w+/g, 'X%2F%c3%a9');
    return [
      filled,
      filled.toUpperCase(),
      `${filled}/?a=/b`,
      `${filled}//`,
      `${filled}/more`,
      `/${filled}`,
      path.replaceAll(/:\w+/g, '%E0%A4'),
      path.replaceAll(/:\w+/g, ''),
      path.replaceAll(/:\w+/g, 'rules'),
      path.replaceAll('.', 'x'),
    ];
  });
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];

  it('answers every method at every address as Express does that tries them in order', async function compare() {
    this.timeout(60_000);
    const listening = [];
    for (const handlers of [tryAll, byTree]) {
      const server = express();
      for (const handler of handlers) server.use(handler);
      server.use(((error: Error & { status?: number }, _request, response, _next) => {
        response.status(error.status ?? 500).json({ error: error.message });
      }) as express.ErrorRequestHandler);
      const http = server.listen(0, '127.0.0.1');
      await once(http, 'listening');
      listening.push(http);
    }
    const [expected, actual] = listening;
    assert.ok(expected && actual);
    try {
      const found = new Set<string>();
      const asked = ['/', '/nowhere', ...new Set(paths)].flatMap((path) =>
        methods.map((method) => [method, path] as const),
      );
      for (const [method, path] of asked) {
        const before: string = await ask(expected, method, path);
        assert.equal(await ask(actual, method, path), before, `${method} ${path}`);
        for (const [, route = ''] of before.matchAll(/"route":"([^"]+)"/g)) found.add(route);
      }
      const unanswered = known.filter(({ method, path }) => !found.has(`${method} ${path}`));
      assert.deepEqual(
        unanswered.map(({ path }) => path),
        [],
        'every route was found by some request',
      );
    } finally {
      for (const http of listening) http.close();
    }
  });
});

/** Status, headers that routing sets, and body in one text. */
async function ask(server: { address: () => unknown }, method: string, path: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const sent = sendRequest({ port, method, path }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = (await response.toArray()).join('');
  return `${response.statusCode} ${response.headers.allow ?? ''} ${response.headers['content-length'] ?? ''} ${body}`;
}
