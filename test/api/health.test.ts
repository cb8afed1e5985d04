import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.js';
import { colleague } from '../support/firm.js';
import { useRoom } from '../support/room.js';

describe('Health', () => {
  const room = useRoom();
  const ask = (path: string) => supertest(createServer(room.app('server'))).get(path);

  it('is live and ready when every part is right', async () => {
    await ask('/health/live').expect(200);
    const { body } = await ask('/health/ready').expect(200);
    assert.deepEqual(body.parts, {
      database: 'ok',
      migrations: 'ok',
      redis: 'ok',
      storage: 'ok',
      scanner: 'ok',
    });
  });

  for (const [service, part] of [
    ['redis', 'redis'],
    ['minio', 'storage'],
    ['postgres', 'database'],
  ] as const) {
    it(`names ${part} when ${service} is away, stays live, and recovers by itself`, async () => {
      await room.services.stop(service);
      try {
        const { body } = await ask('/health/ready').expect(503);
        assert.ok(body.failing.includes(part), JSON.stringify(body));
        await ask('/health/live').expect(200);
      } finally {
        await room.services.start(service);
      }
      const until = Date.now() + 15_000;
      let status = 0;
      while (status !== 200 && Date.now() < until) ({ status } = await ask('/health/ready'));
      assert.equal(status, 200);
    });
  }

  it('stays ready while the virus scanner is away, and says that it is', async () => {
    await room.services.stop('clamav');
    try {
      const { body } = await ask('/health/ready').expect(200);
      assert.deepEqual([body.failing, body.parts.scanner], [[], 'failing']);
      const administrator = await colleague(room, 'admin', 'administrator');
      const { body: detailed } = await administrator.request.get('/health/detailed').expect(200);
      const scanner = detailed.parts.find((part: { name: string }) => part.name === 'scanner');
      assert.deepEqual([scanner.ok, scanner.needed], [false, false]);
    } finally {
      await room.services.start('clamav');
    }
  });

  it('names migrations when one has not been applied', async () => {
    await room.services.sql(
      'CREATE TABLE kept AS TABLE _prisma_migrations; DELETE FROM _prisma_migrations',
      'strongroom',
    );
    try {
      const { body } = await ask('/health/ready').expect(503);
      assert.deepEqual(body.failing, ['migrations']);
    } finally {
      await room.services.sql('INSERT INTO _prisma_migrations TABLE kept; DROP TABLE kept', 'strongroom');
    }
  });

  it('gives reasons to administrators only', async () => {
    await ask('/health/detailed').expect(401);
    const member = await colleague(room, 'member');
    const administrator = await colleague(room, 'admin', 'administrator');
    await member.request.get('/health/detailed').expect(403);
    const { body } = await administrator.request.get('/health/detailed').expect(200);
    assert.equal(body.parts.length, 5);
  });
});

describe('The description of the API', () => {
  const room = useRoom();

  it('knows every address of the outside face, and only addresses that are there', async () => {
    const server = createServer(room.app('server'));
    const { body } = await supertest(server).get('/api/openapi.json').expect(200);
    assert.equal(body.openapi, '3.1.0');
    const face = [
      ['post', '/api/session'],
      ['delete', '/api/session'],
      ['get', '/api/matters'],
      ['post', '/api/matters'],
      ['get', '/api/matters/{id}'],
      ['put', '/api/matters/{id}/members/{personId}'],
      ['get', '/api/people'],
      ['post', '/api/people'],
      ['post', '/api/matters/{id}/documents'],
      ['get', '/api/matters/{id}/documents'],
      ['get', '/api/documents/{id}'],
      ['get', '/api/documents/{id}/original'],
      ['get', '/api/documents/{id}/pages/{n}'],
      ['post', '/api/documents/{id}/retry'],
      ['get', '/api/search'],
    ] as const;
    for (const [method, path] of face) assert.ok(body.paths[path]?.[method], `${method} ${path}`);
    for (const [path, methods] of Object.entries(body.paths as Record<string, object>)) {
      for (const method of Object.keys(methods)) {
        const { status } = await supertest(server)[method as 'get'](path.replace(/\{\w+\}/g, 'x'));
        assert.ok(status === 401 || path === '/api/session', `${method} ${path}: ${status}`);
      }
    }
  });

  it('answers errors as problems that carry a stable type', async () => {
    const server = createServer(room.app('server'));
    const answer = await supertest(server).get('/api/nothing-here').expect(404);
    assert.equal(answer.type, 'application/problem+json');
    assert.equal(answer.body.type, 'urn:strongroom:problem:not-found');
    const ada = await colleague(room, 'ada');
    const bad = await ada.request
      .post('/api/matters')
      .set('Content-Type', 'application/json')
      .send('{"client":')
      .expect(400);
    assert.equal(bad.type, 'application/problem+json');
    const notJson = await ada.request
      .post('/api/matters')
      .set('Content-Type', 'text/plain')
      .send('x')
      .expect(415);
    assert.equal(notJson.body.type, 'urn:strongroom:problem:unsupported-body');
  });
});
