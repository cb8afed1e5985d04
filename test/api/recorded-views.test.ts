import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import { createServer } from '../../server/create-server.ts';
import { holdAuditHead } from '../support/hold-audit-head.ts';
import { useRoom } from '../support/room.ts';
import { startProcess } from '../support/start-process.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';

describe('What somebody sees', function () {
  this.timeout(120_000);
  const room = useRoom();
  let ada: Colleague;
  let documentId: string;
  before(async () => {
    ada = await createColleague(room, 'ada');
    documentId = (await uploadAs(ada, await createTestMatter(ada), { name: 'seen.txt', content: 'seen' })).id;
  });

  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const viewsOf = async (requestIds: readonly string[]) =>
    (
      await sql(
        `SELECT split_part(request_id, '/', 2) FROM audit_event WHERE event = 'document.viewed' AND split_part(request_id, '/', 2) = ANY('{${requestIds.join(',')}}') ORDER BY seq`,
      )
    )
      .split('\n')
      .filter((line) => line !== '');
  const look = (who: Colleague, requestId: string) =>
    who.request.get(`/api/documents/${documentId}`).set('X-Request-Id', requestId);
  const chainIsWhole = async () => {
    assert.deepEqual((await verifyAuditLog(room.app('ops'))).faults, []);
  };

  it('leaves only once its row is chained and durable', async () => {
    const requestId = randomUUID();
    let isAnswered = false;
    let asked: Promise<unknown> | undefined;
    await holdAuditHead(room, async (untilBlocked) => {
      asked = Promise.resolve(look(ada, requestId).expect(200)).then(() => (isAnswered = true));
      await untilBlocked(1);
      assert.deepEqual([isAnswered, await viewsOf([requestId])], [false, []]);
    });
    await asked;
    assert.deepEqual(await viewsOf([requestId]), [requestId]);
  });

  it('has a row for each who saw it, of two hundred at once on two servers, in one chain', async () => {
    const second = supertest(createServer(room.app('server')));
    const requestIds = Array.from({ length: 200 }, () => randomUUID());
    let answers: Promise<unknown> | undefined;
    await holdAuditHead(room, async (untilBlocked) => {
      const asked = requestIds.map((requestId, place) =>
        place % 2 === 0
          ? look(ada, requestId).expect(200)
          : second
              .get(`/api/documents/${documentId}`)
              .set({ Cookie: ada.cookie, 'X-Request-Id': requestId })
              .expect(200),
      );
      answers = Promise.all(asked);
      await untilBlocked(1);
    });
    await answers;
    assert.deepEqual((await viewsOf(requestIds)).toSorted(), requestIds.toSorted());
    await chainIsWhole();
  });

  it('is not shown to whoever was signed out while it waited, and nothing says that they saw it', async () => {
    const eve = await createColleague(room, 'eve', 'member');
    const firmMatter = await createTestMatter(ada, 'firm');
    const { id } = await uploadAs(ada, firmMatter, { name: 'open.txt', content: 'open to the firm' });
    const [hers, adas] = [randomUUID(), randomUUID()];
    let answers: Promise<number[]> | undefined;
    await holdAuditHead(room, async (untilBlocked) => {
      const first = ada.request.get(`/api/documents/${id}`).set('X-Request-Id', adas);
      const asked = [first, eve.request.get(`/api/documents/${id}`).set('X-Request-Id', hers)];
      answers = Promise.all(asked.map(async (answer) => (await answer).status));
      await untilBlocked(1);
      await sql(`DELETE FROM session WHERE person_id = '${eve.id}'`);
    });
    assert.deepEqual(await answers, [200, 401]);
    assert.deepEqual(await viewsOf([hers, adas]), [adas]);
  });

  it('has a row whatever it is of a matter, and one where a page shows several of them', async () => {
    const matterId = await createTestMatter(ada);
    const rowsOf = async (path: string, type = 'application/json', status = 200) => {
      const requestId = randomUUID();
      await ada.request.get(path).set({ 'X-Request-Id': requestId, Accept: type }).expect(status);
      const rows = await sql(
        `SELECT event || ' ' || detail FROM audit_event WHERE split_part(request_id, '/', 2) = '${requestId}' AND matter_id = '${matterId}' ORDER BY seq`,
      );
      return rows.split('\n').filter((line) => line !== '');
    };
    for (const path of ['', '/members', '/groups', '/closing'])
      assert.deepEqual(await rowsOf(`/api/matters/${matterId}${path}`), ['matter.viewed {}'], path);
    for (const path of ['/closing', '/restores'])
      assert.deepEqual(await rowsOf(`/matters/${matterId}${path}`, 'text/html'), ['matter.viewed {}'], path);
    const { id } = await uploadAs(ada, matterId, { name: 'sick.txt', content: 'eats itself' });
    await sql(`UPDATE document SET state = 'quarantined', reason = 'Eicar was found' WHERE id = '${id}'`);
    assert.deepEqual(await rowsOf(`/api/documents/${id}/original`, '*/*', 403), ['document.viewed {}']);
    const rows = await rowsOf(`/matters/${matterId}`, 'text/html');
    assert.ok(rows.length > 0 && new Set(rows).size === rows.length, rows.join());
  });

  it('is refused with a sentence while the log cannot be written, and shown again when it can', async () => {
    const definition = await sql(`SELECT pg_get_functiondef('record_views(jsonb)'::regprocedure)`);
    try {
      // A full disk, and an audit log that somebody else holds for too long.
      for (const fault of ['disk_full', 'query_canceled']) {
        await sql(`CREATE OR REPLACE FUNCTION record_views(given jsonb) RETURNS TABLE (place integer, refusal text)
          LANGUAGE plpgsql AS $$ BEGIN RAISE ${fault}; END $$`);
        for (const path of [`/api/documents/${documentId}`, '/api/search?q=seen']) {
          const { body } = await ada.request.get(path).expect(503);
          assert.match((body as { detail: string }).detail, /database does not answer/, `${fault}, ${path}`);
          assert.ok(!JSON.stringify(body).includes('seen.txt'));
        }
      }
    } finally {
      await sql(definition);
    }
    await look(ada, randomUUID()).expect(200);
  });

  it('is in the log although the server is killed in the middle of its answers', async () => {
    const server = await startProcess('server');
    const seen: string[] = [];
    let isKilled = false;
    const reader = async () => {
      while (!isKilled) {
        const requestId = randomUUID();
        const headers = { Cookie: ada.cookie, 'X-Request-Id': requestId };
        const answer = await fetch(`${server.url}/api/documents/${documentId}`, { headers }).catch(
          () => undefined,
        );
        if (answer?.status === 200) seen.push(requestId);
        if (seen.length === 100 && !isKilled) {
          isKilled = true;
          await server.kill();
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, reader));
    assert.deepEqual((await viewsOf(seen)).toSorted(), seen.toSorted());
    await chainIsWhole();
  });
});
