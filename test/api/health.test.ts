import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Health', () => {
  const room = useRoom();
  const ask = (path: string) => supertest(createServer(room.app('server'))).get(path);
  /** A part on a busy machine may take its time, also one without which it is ready. */
  const ready = async () => {
    const until = Date.now() + 15_000;
    for (;;) {
      const { status, body } = await ask('/health/ready');
      const whole = Object.values(body.parts ?? {}).every((part) => part === 'ok');
      if ((status === 200 && whole) || Date.now() > until) return { status, body };
    }
  };

  it('is live and ready when every part is right', async () => {
    await ask('/health/live').expect(200);
    const { status, body } = await ready();
    assert.equal(status, 200, JSON.stringify(body));
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
      assert.equal((await ready()).status, 200);
    });
  }

  it('stays ready while the virus scanner is away, and says that it is', async () => {
    await room.services.stop('clamav');
    try {
      const { body } = await ask('/health/ready').expect(200);
      assert.deepEqual([body.failing, body.parts.scanner], [[], 'failing']);
      const administrator = await createColleague(room, 'admin', 'administrator');
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

  it('is asked once for all who want to know at the same time', async () => {
    const app = room.app('server');
    let pings = 0;
    const ping = () => {
      pings += 1;
      return app.database.ping();
    };
    const server = createServer({ ...app, database: { ...app.database, ping } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => supertest(server).get('/health/ready')),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    // Fifty at once take less than a few seconds, each of which may ask once.
    assert.ok(pings >= 1 && pings <= 10, `${pings}`);
  });

  it('gives reasons to administrators only', async () => {
    await ask('/health/detailed').expect(401);
    const member = await createColleague(room, 'member');
    const administrator = await createColleague(room, 'admin', 'administrator');
    await member.request.get('/health/detailed').expect(403);
    const { body } = await administrator.request.get('/health/detailed').expect(200);
    assert.equal(body.parts.length, 5);
  });
});

describe('The API', () => {
  const room = useRoom();

  it('answers errors as problems that carry a stable type', async () => {
    const server = createServer(room.app('server'));
    const answer = await supertest(server).get('/api/nothing-here').expect(404);
    assert.equal(answer.type, 'application/problem+json');
    assert.equal(answer.body.type, 'urn:strongroom:problem:not-found');
    const ada = await createColleague(room, 'ada');
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
