import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import express, { type Express } from 'express';
import supertest from 'supertest';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { pageRoutes, routes } from '../features.ts';
import { createPageRouter } from './page-route.ts';
import { respondWithProblem } from './problems.ts';
import { createApiRouter } from './route.ts';

// Every route and page of the product before an App of which nothing may be touched: what is refused is refused
// before anything is asked or kept. Whoever adds a route adds a test here.

const unstorable = { 'a NUL': 'a\0b', 'half of a character': 'a\ud800b', 'the other half': 'a\udc00b' };
const escaped = { 'a NUL': 'a%00b', 'half of a character': 'a%ED%A0%80b', 'the other half': 'a%ed%b0%80b' };

const untouchable = new Proxy(
  {},
  {
    get: (_target, name) => {
      throw new Error(`${String(name)} of the App was asked for`);
    },
  },
) as App;

function createTestServer(): Express {
  const server = express();
  server.set('query parser', 'simple');
  server.use((_request, response, next) => {
    const person = { id: 'x', name: 'ada', role: 'administrator' };
    response.locals['actor'] = { person, sessionId: 's', confirmedAt: new Date() };
    response.locals['formTokens'] = { create: () => '', isValid: () => true };
    next();
  });
  server.use(createApiRouter(untouchable, routes));
  server.use(createPageRouter(untouchable, pageRoutes));
  const log = { error: () => undefined, warn: () => undefined } as unknown as App['log'];
  server.use(respondWithProblem({ log }, (response, body) => void response.json(body)));
  return server;
}

type Sent = { status: number; body: { type: string; detail: string } };
type Schema = { type?: string; properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[] };

describe('A text that cannot be kept', () => {
  let server: Server;
  before((done) => {
    server = createTestServer().listen(0, '127.0.0.1', () => done());
  });
  after(() => server.close());

  const filled = (path: string, text = 'x') => path.replaceAll(/:\w+/g, text);
  const assertRefused = ({ status, body }: Sent, what: string) => {
    assert.equal(
      `${status} ${body.type}`,
      '400 urn:strongroom:problem:invalid-request',
      `${what}: ${body.detail}`,
    );
    assert.match(body.detail, /NUL character .* cannot be kept\. Take it out/, what);
  };

  for (const [what, text] of Object.entries(unstorable))
    it(`is refused with ${what} in each field of the body of every address of the API`, async () => {
      let fields = 0;
      for (const { method, path, body } of routes)
        for (const bad of body ? listBadBodies(z.toJSONSchema(body, { io: 'input' }) as Schema, text) : []) {
          fields += 1;
          const sent = await supertest(server)
            [method](filled(path))
            .set('Content-Type', 'application/json')
            .send(JSON.stringify(bad));
          assertRefused(sent as Sent, `${method} ${path} ${JSON.stringify(bad)}`);
        }
      assert.ok(fields > 60, `${fields} fields`);
    });

  for (const [what, text] of Object.entries(escaped)) {
    it(`is refused with ${what} in the address of every address of the API but the name of a file`, async () => {
      const kept: string[] = [];
      for (const { method, path, query, body, cleans = [] } of routes) {
        const { properties = {} } = (query ? z.toJSONSchema(query, { io: 'input' }) : {}) as Schema;
        for (const name of [...Object.keys(properties), 'unknown']) {
          if (cleans.includes(name)) {
            kept.push(`${method} ${path} ${name}`);
            continue;
          }
          const asked = supertest(server)[method](`${filled(path)}?${name}=${text}`);
          const sent = await (body ? asked.send({}) : asked);
          assertRefused(sent as unknown as Sent, `${method} ${path} ${name}`);
        }
      }
      assert.deepEqual(kept, ['post /api/matters/:id/documents filename']);
    });

    it(`is refused with ${what} in every form and in the address of every page`, async () => {
      for (const { method, path } of pageRoutes) {
        const inAddress = await supertest(server)[method](`${filled(path)}?q=${text}`);
        assertRefused(inAddress as unknown as Sent, `${method} ${path}`);
      }
      const forms = pageRoutes.filter(({ method, body }) => method === 'post' && body !== 'upload');
      assert.ok(forms.length > 60, `${forms.length} forms`);
      for (const { path } of forms)
        for (const form of [`name=${text}`, `a=b&${text}=c`, `name=a&name=${text}`]) {
          const sent = await supertest(server).post(filled(path)).type('form').send(form);
          assertRefused(sent as unknown as Sent, `${path} ${form}`);
        }
    });
  }

  it('is refused in what stands for a parameter of the path, everywhere', async () => {
    const all = [...routes, ...pageRoutes].filter(({ path }) => path.includes(':'));
    assert.ok(all.length > 80, `${all.length} paths`);
    for (const { method, path, ...rest } of all) {
      const asked = supertest(server)[method](filled(path, 'a%00b'));
      const hasJson = 'summary' in rest && rest.body !== undefined;
      assertRefused((await (hasJson ? asked.send({}) : asked)) as unknown as Sent, `${method} ${path}`);
      const half = supertest(server)[method](filled(path, 'a%ED%A0%80b'));
      assert.equal((await (hasJson ? half.send({}) : half)).status, 400, `${method} ${path}`);
    }
  });

  it('is refused as the name of a field, deep inside, and in JSON that is no UTF-8', async () => {
    const post = (body: string | Buffer) =>
      supertest(server).post('/api/session').set('Content-Type', 'application/json').send(body);
    for (const body of [
      '{"a\\u0000b": 1}',
      '{"email": ["x", {"y": "\\u0000"}]}',
      `${'['.repeat(30_000)}"\\u0000"${']'.repeat(30_000)}`,
    ])
      assertRefused((await post(body)) as unknown as Sent, body.slice(0, 40));
    const latin1 = await supertest(server)
      .post('/api/session')
      .set('Content-Type', 'application/json')
      .serialize((body: unknown) => body as string)
      .send(Buffer.from('{"email": "M\xfcller"}', 'latin1') as unknown as string);
    assertRefused(latin1 as unknown as Sent, 'Latin-1');
  });

  it('is nothing else: other control characters, whole characters and U+FFFD pass on to the schemas', async () => {
    const text = 'a\u0001\ud83d\ude00\ufffd\u007f';
    const { body } = await supertest(server).post('/api/session').send({ email: 7, password: text });
    assert.match((body as { detail: string }).detail, /^The body is not as it should be: email/);
    const asked = await supertest(server).get(`/api/search?limit=x&q=${encodeURIComponent(text)}100%`);
    assert.match((asked.body as { detail: string }).detail, /^The address is not as it should be/);
  });
});

/** For each string in a body of this schema, in whatever depth, a body with only that, and that bad. */
function listBadBodies({ properties = {}, items, anyOf = [], type }: Schema, text: string): unknown[] {
  if (type === 'string') return [text];
  return [
    ...Object.entries(properties).flatMap(([name, inner]) =>
      listBadBodies(inner, text).map((bad) => ({ [name]: bad })),
    ),
    ...(items ? listBadBodies(items, text).map((bad) => [bad]) : []),
    ...anyOf.flatMap((one) => listBadBodies(one, text)),
  ];
}
