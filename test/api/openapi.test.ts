import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import supertest from 'supertest';
import { matterAbilityNames } from '../../core/access/matter-abilities.ts';
import { createServer } from '../../server/create-server.ts';
import { findResponseFault, type ServedResponse } from '../support/check-api-responses.ts';
import { createColleague, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

type Described = Record<string, Record<string, { operationId: string; summary: string }>>;
type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle: { stack?: Layer[] } };

describe('The description of the API', () => {
  const room = useRoom();
  let ada: Colleague;
  let document: { openapi: string; paths: Described };
  before(async () => {
    ada = await createColleague(room, 'ada');
    document = (await ada.request.get('/api/openapi.json').expect(200)).body as typeof document;
  });

  it('is an OpenAPI 3.1 document by every rule of that standard', async () => {
    const { valid, errors } = await new Validator().validate(document);
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(document.openapi, '3.1.0');
  });

  it('names each call once, in words', () => {
    const calls = Object.values(document.paths).flatMap((one) => Object.values(one));
    assert.ok(calls.length > 70);
    assert.equal(new Set(calls.map(({ operationId }) => operationId)).size, calls.length);
    for (const { operationId, summary } of calls) {
      assert.match(operationId, /^(get|post|put|delete)[A-Z]\w+$/);
      assert.ok(summary.length > 3, operationId);
    }
  });

  it('knows every address of the outside face', () => {
    const known = callsOf(document.paths);
    for (const call of face) assert.ok(known.includes(call), call);
  });

  it('knows every address that is mounted, and no other', () => {
    const mounted = layersOf(createServer(room.app('server')).router as unknown as { stack: Layer[] });
    assert.ok(mounted.length > 70, `${mounted.length} addresses`);
    assert.deepEqual(mounted.toSorted(), callsOf(document.paths).toSorted());
  });

  it('is for who is signed in, as is every address but the one that signs in', async () => {
    const server = createServer(room.app('server'));
    for (const call of callsOf(document.paths)) {
      const [method, path] = call.split(' ') as ['get', string];
      const answer = await supertest(server)[method](path.replaceAll(/\{\w+\}/g, 'x'));
      assert.ok(answer.status === 401 || isOpen(document.paths[path], method), `${call}: ${answer.status}`);
    }
    const refused = await supertest(server).get('/api/openapi.json').expect(401);
    assert.equal(refused.body.type, 'urn:strongroom:problem:not-signed-in');
  });

  it('is held against every answer in these tests, and goes red for one that it does not foresee', () => {
    const can = Object.fromEntries(matterAbilityNames.map((ability) => [ability, false]));
    const matter = { id: 'a', client: 'b', number: 'c', name: 'd', access: 'firm', role: null, can };
    const right = { ...matter, notFullyRead: 0, createdAt: '2026-11-21T02:00:00.000Z' };
    const said = (status: number, body: unknown, more: Partial<ServedResponse> = {}) =>
      findResponseFault({
        ...anAnswer,
        status,
        text: body === undefined ? '' : JSON.stringify(body),
        ...more,
      });
    assert.equal(said(200, right), undefined);
    assert.match(said(200, matter) ?? '', /createdAt/);
    assert.match(said(200, { ...right, can: {} }) ?? '', /view matter/);
    assert.match(said(200, { ...right, secret: 1 }) ?? '', /additional properties/);
    assert.match(said(200, { ...right, createdAt: 'noon' }) ?? '', /date-time/);
    assert.match(said(200, right, { type: 'text/html' }) ?? '', /declared is application\/json/);
    assert.match(said(201, right) ?? '', /not declared/);
    assert.match(said(404, { error: 'no' }) ?? '', /declared is application\/problem\+json/);
    assert.match(said(200, right, { path: '/api/nothing' }) ?? '', /not declared/);
    const signedOut = { method: 'DELETE', path: '/api/session' };
    assert.equal(said(204, undefined, { ...signedOut, type: '' }), undefined);
    assert.match(said(204, {}, signedOut) ?? '', /declared answer is empty/);
  });
});

const anAnswer: ServedResponse = {
  method: 'GET',
  path: '/api/matters/x',
  status: 200,
  type: 'application/json',
  text: '',
};

/** The outside face (docs/design.md): programs of strangers rely on these. */
const face = [
  'post /api/session',
  'delete /api/session',
  'get /api/matters',
  'post /api/matters',
  'get /api/matters/{id}',
  'put /api/matters/{id}/members/{personId}',
  'get /api/people',
  'post /api/people',
  'post /api/matters/{id}/documents',
  'get /api/matters/{id}/documents',
  'get /api/documents/{id}',
  'get /api/documents/{id}/original',
  'get /api/documents/{id}/pages/{n}',
  'post /api/documents/{id}/retry',
  'get /api/search',
];

function callsOf(paths: Described): string[] {
  return Object.entries(paths).flatMap(([path, one]) =>
    Object.keys(one).map((method) => `${method} ${path}`),
  );
}

function isOpen(operations: Described[string] | undefined, method: string): boolean {
  return 'security' in (operations?.[method] ?? {});
}

/** What Express itself has mounted below /api. */
function layersOf({ stack }: { stack: Layer[] }): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? layersOf({ stack: handle.stack }) : [];
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    return path.startsWith('/api') ? Object.keys(route.methods).map((method) => `${method} ${path}`) : [];
  });
}
