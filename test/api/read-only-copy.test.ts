import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { openApp, type App } from '../../core/app.ts';
import { recordReadOnlyEvents } from '../../ops/restore/record-read-only-events.ts';
import { createServer } from '../../server/create-server.ts';
import { pageRoutes, routes } from '../../server/features.ts';
import {
  createColleague,
  storePages,
  createTestMatter,
  colleaguePassword,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { rootDir } from '../support/paths.ts';
import { useRoom } from '../support/room.ts';

describe('A copy for reading', function () {
  this.timeout(60_000);
  const room = useRoom();
  let ada: Colleague;
  let matterId: string;
  let documentId: string;
  let copy: App;
  let inCopy: ReturnType<typeof supertest.agent>;
  const as = (cookie: string) => ({ get: (path: string) => inCopy.get(path).set('Cookie', cookie) });

  before(async () => {
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada, 'members');
    ({ id: documentId } = await uploadAs(ada, matterId, { name: 'letter.txt', content: 'quicksilver' }));
    await storePages(room, documentId, ['the quicksilver letter']);
    await room.services.sql(
      `UPDATE stored_object SET scanned_at = now(), scanned_with = 'test';`,
      'strongroom',
    );
    await room.services.sql(readFileSync(join(rootDir, 'ops/host/read-only.sql'), 'utf8'), 'strongroom');
    copy = openApp('server', { copyOf: '2026-11-21T02:00:00Z' });
    inCopy = supertest.agent(createServer(copy));
  });
  after(() => copy.close());

  it('lets the same people in with the same passwords, and shows them what they may see, and no more', async () => {
    const getActor = await inCopy
      .post('/api/session')
      .send({ email: ada.email, password: colleaguePassword })
      .expect(204);
    const cookie = String(getActor.get('Set-Cookie')?.[0]).split(';')[0] ?? '';
    const { body } = await as(cookie).get('/api/search?q=quicksilver').expect(200);
    assert.equal(body.total, 1);
    const original = await as(cookie).get(`/api/documents/${documentId}/original`).expect(200);
    assert.equal(original.get('Strongroom-Copy-Of'), '2026-11-21T02:00:00Z');
    await inCopy.get(`/api/documents/${documentId}`).set('Cookie', '').expect(401);
    await as(cookie).get('/api/people').expect(403);
  });

  it('says on every page which moment it is of, on the way in too', async () => {
    for (const path of ['/sign-in', '/matters', `/matters/${matterId}`, '/nowhere']) {
      const { text } = await as(path === '/sign-in' ? '' : ada.cookie).get(path);
      assert.match(text, /This is a read-only copy of 2026-11-21 02:00 UTC/, path);
    }
  });

  it('offers an owner nothing that it would refuse, and still tells who has which part', async () => {
    const { text } = await as(ada.cookie).get(`/matters/${matterId}`).expect(200);
    assert.match(text, /<body class="wide for-reading">/);
    assert.match(text, /<span class="role">Owner<\/span>/);
    assert.doesNotMatch(text, /action="\/matters\/[^"]*\/members"/);
    const itself = await ada.request.get(`/matters/${matterId}`).set('Accept', 'text/html').expect(200);
    assert.match(itself.text, /<body class="wide">/);
  });

  it('changes nothing: the server refuses with a sentence, and the database would not let it', async () => {
    const answer = await inCopy
      .post(`/api/matters/${matterId}/documents?filename=x.txt`)
      .set('Cookie', ada.cookie)
      .send('more')
      .expect(403);
    assert.match(answer.body.detail, /copy of 2026-11-21 02:00 UTC.*nothing can be changed/);
    await inCopy.delete(`/api/documents/${documentId}`).set('Cookie', ada.cookie).expect(403);
    for (const statement of [
      `UPDATE document SET state = 'failed'`,
      `DELETE FROM membership`,
      `UPDATE person SET role = 'administrator'`,
      `INSERT INTO matter SELECT * FROM matter`,
    ])
      await assert.rejects(
        copy.database.asPerson(ada.id, (tx) => tx.$executeRawUnsafe(statement)),
        /permission denied/,
        statement,
      );
  });

  it('takes nothing but signing in and out, at any address there is or is not', async () => {
    const refusalAt = async (method: string, path: string) => {
      const address = path.replaceAll(/:\w+/g, 'not-there');
      const asked = inCopy[method as 'get' | 'post' | 'put' | 'delete'](address);
      const { status, body } = await asked.set({ Cookie: '', Accept: 'application/json' });
      return status === 403 && /copy of 2026-11-21 02:00 UTC/.test(String(body.detail));
    };
    const acts = [...routes, ...pageRoutes].filter(({ method }) => method !== 'get');
    const taken: string[] = [];
    for (const { method, path } of acts)
      if (!(await refusalAt(method, path))) taken.push(`${method} ${path}`);
    assert.deepEqual(taken.toSorted(), [
      'delete /api/session',
      'post /api/session',
      'post /api/session/confirm',
      'post /api/session/confirm/question',
      'post /api/session/passkey',
      'post /api/session/passkey/question',
      'post /confirm',
      'post /confirm/passkey',
      'post /sign-in',
      'post /sign-in/code',
      'post /sign-in/passkey',
      'post /sign-out',
    ]);
    assert.ok(await refusalAt('post', '/nowhere'));
    assert.ok(await refusalAt('delete', '/api/nowhere'));
    await inCopy.get('/api/nowhere').set('Cookie', ada.cookie).expect(404);
  });

  it('leaves what was read in it to the audit log of the appliance, once', async () => {
    const folder = join(room.services.dataDir, 'ops', 'read-only');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '2026.jsonl'), '{"seq":4}\n{"seq":5}\n');
    const ops = room.app('ops');
    assert.equal(await recordReadOnlyEvents(ops), 1);
    assert.deepEqual(readdirSync(folder), ['2026.noted.jsonl']);
    // As if it had been killed before the file got its new name.
    writeFileSync(join(folder, '2026.jsonl'), '{"seq":4}\n{"seq":5}\n');
    await recordReadOnlyEvents(ops);
    const events = await ops.database.asProcess((tx) =>
      tx.auditEvent.findMany({ where: { event: 'copy.read' } }),
    );
    assert.equal(events.length, 1);
    assert.equal((JSON.parse(events[0]?.detail ?? '{}') as { events: number }).events, 2);
  });
});
