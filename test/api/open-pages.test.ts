import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createToken } from '../../core/auth/token.ts';
import type { Database } from '../../core/platform/database.ts';
import { createServer } from '../../server/create-server.ts';
import { holdAuditHead } from '../support/hold-audit-head.ts';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { waitFor } from '../support/wait-for.ts';

type Stream = {
  status: number;
  headers: Headers;
  text: () => string;
  ended: () => boolean;
  close: () => void;
};

describe('Pages that are open', () => {
  const room = useRoom();
  let ada: Colleague;
  let matterId: string;
  let server: Server;
  let asked = { main: 0, live: 0 };
  let streams: Stream[] = [];

  before(async () => {
    ada = await createColleague(room, 'ada');
    matterId = await createTestMatter(ada, 'firm');
    const app = room.app('server');
    /** The same connections, with every question counted. */
    const counted = (database: Database, which: 'main' | 'live'): Database =>
      Object.fromEntries(
        Object.entries(database).map(([name, ask]) => [
          name,
          (...args: unknown[]) => {
            asked[which] += 1;
            return (ask as (...args: unknown[]) => unknown)(...args);
          },
        ]),
      ) as Database;
    server = createServer({
      ...app,
      database: counted(app.database, 'main'),
      liveDatabase: counted(app.liveDatabase, 'live'),
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const stream of streams) stream.close();
    await waitFor('all pages to be gone', 20, async () => streams.every(({ ended }) => ended()) || undefined);
    streams = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  async function open(cookie: string, matter = matterId): Promise<Stream> {
    const control = new AbortController();
    const response = await fetch(url(`/api/matters/${matter}/events`), {
      headers: { cookie, accept: 'text/event-stream' },
      signal: control.signal,
    });
    let [text, ended] = ['', false];
    const read = async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    };
    void read()
      .catch(() => undefined)
      .then(() => (ended = true));
    const { status, headers } = response;
    const stream = { status, headers, text: () => text, ended: () => ended, close: () => control.abort() };
    streams.push(stream);
    return stream;
  }
  /** Somebody of the firm with a session, without the time that a password takes. */
  async function createPerson(): Promise<{ id: string; cookie: string }> {
    const [id, { token, hash }] = [randomUUID(), createToken()];
    const [expiresAt, confirmedAt] = [new Date(Date.now() + 3_600_000), new Date()];
    await room.app('ops').database.asProcess((tx) =>
      tx.person.create({
        data: { id, email: `${id}@firm.example`, name: 'x', role: 'member', passwordHash: 'none' },
      }),
    );
    await room.app('server').database.asProcess((tx) =>
      tx.session.create({
        data: {
          id: randomUUID(),
          tokenHash: hash,
          personId: id,
          userAgent: '',
          expiresAt,
          confirmedAt,
          mustSetUp: false,
        },
      }),
    );
    return { id, cookie: `__Host-session=${token}` };
  }
  const hears = (stream: Stream, what: string) =>
    waitFor(`a page to hear ${what}`, 20, async () => stream.text().includes(what) || undefined);

  it('are kept up to date, ten of a person; the eleventh is told to wait', async () => {
    const opened = await Promise.all(Array.from({ length: 14 }, () => open(ada.cookie)));
    const live = opened.filter(({ status }) => status === 200);
    const refused = opened.filter(({ status }) => status === 429);
    assert.deepEqual([live.length, refused.length], [10, 4]);
    await waitFor(
      'the sentence',
      10,
      async () => /Close one, or reload/.test(refused[0]?.text() ?? '') || undefined,
    );
    assert.ok(Number(refused[0]?.headers.get('retry-after')) > 0);
    // Another server of the appliance counts with this one.
    const other = createServer(room.app('server')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const there = await fetch(`http://127.0.0.1:${port}/api/matters/${matterId}/events`, {
      headers: { cookie: ada.cookie },
    });
    assert.equal(there.status, 429);
    other.close();
    live[0]?.close();
    await waitFor('a place to be free', 20, async () => (await open(ada.cookie)).status === 200 || undefined);
  });

  it('are in the audit log, once each, before anything is sent', async () => {
    const matter = await createTestMatter(ada);
    const views = async () =>
      Number(
        await room.services.sql(
          `SELECT count(*) FROM audit_event WHERE event = 'matter.viewed' AND matter_id = '${matter}' AND person_id = '${ada.id}'`,
          'strongroom',
        ),
      );
    const before = await views();
    let isAnswered = false;
    let opening: Promise<Stream> | undefined;
    await holdAuditHead(room, async (untilBlocked) => {
      opening = open(ada.cookie, matter).finally(() => (isAnswered = true));
      await untilBlocked(1);
      assert.equal(isAnswered, false);
    });
    const stream = await opening;
    assert.equal(stream?.status, 200);
    if (stream) await hears(stream, 'still here');
    assert.equal(await views(), before + 1);
  });

  it('are 500, and the database is asked a few questions a second for all of them, by connections apart', async function five() {
    this.timeout(180_000);
    const people = await Promise.all(Array.from({ length: 50 }, createPerson));
    for (const { cookie } of people) await Promise.all(Array.from({ length: 10 }, () => open(cookie)));
    assert.ok(streams.every(({ status }) => status === 200));
    const { id } = await uploadAs(ada, matterId, { name: 'new.txt', content: 'new' });
    for (const stream of streams) await hears(stream, id);
    const beats = (stream: Stream | undefined) => stream?.text().match(/still here/g)?.length ?? 0;
    const [first] = streams;
    const from = beats(first);
    asked = { main: 0, live: 0 };
    await waitFor('three seconds of them', 60, async () => beats(first) >= from + 3 || undefined);
    const seconds = beats(first) - from + 2;
    assert.equal(asked.main, 0);
    assert.ok(asked.live >= 3 && asked.live <= 4 * seconds, `${asked.live} in ${seconds} s`);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => fetch(url('/api/matters'), { headers: { cookie: ada.cookie } })),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.ok(streams.every(({ ended }) => !ended()));
  });

  it('end for whoever loses access or signs out, at once, and go on for the others', async () => {
    const [ben, eve, joe] = [await createPerson(), await createPerson(), await createPerson()];
    const closed = await createTestMatter(ada);
    for (const { id } of [ben, eve, joe])
      await ada.request.put(`/api/matters/${closed}/members/${id}`).send({ role: 'viewer' }).expect(200);
    const [bens, eves, joes] = [
      await open(ben.cookie, closed),
      await open(eve.cookie, closed),
      await open(joe.cookie, closed),
    ];
    for (const stream of [bens, eves, joes]) await hears(stream, 'still here');
    await ada.request.delete(`/api/matters/${closed}/members/${ben.id}`).expect(204);
    await fetch(url('/api/session'), { method: 'DELETE', headers: { cookie: eve.cookie } });
    await waitFor('both to end', 10, async () => (bens.ended() && eves.ended()) || undefined);
    const { id } = await uploadAs(ada, closed, { name: 'secret.txt', content: 'secret' });
    await hears(joes, id);
    for (const stream of [bens, eves]) assert.ok(!stream.text().includes(id));
    const denied = `SELECT count(*) FROM audit_event WHERE event = 'access.denied' AND person_id = '${ben.id}'`;
    await waitFor(
      'the denial to be recorded',
      10,
      async () => (await room.services.sql(denied, 'strongroom')).trim() === '1' || undefined,
    );
    assert.equal((await open(ben.cookie, closed)).status, 404);
  });

  it('end when the database goes away, and come back with it', async () => {
    const stream = await open(ada.cookie);
    await hears(stream, 'still here');
    await room.services.kill('postgres');
    try {
      await waitFor('the page to end', 30, async () => stream.ended() || undefined);
    } finally {
      await room.services.start('postgres');
    }
    const again = await waitFor('the page to come back', 30, async () => {
      const found = await open(ada.cookie);
      return found.status === 200 ? found : undefined;
    });
    await hears(again, 'still here');
  });
});
