import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import supertest, { type Response } from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, openForm, colleaguePassword } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Guessing passwords', () => {
  const room = useRoom();
  const from = (address: string, cookie = '') => ({
    signIn: (email: string, secret: string): Promise<Response> =>
      supertest(createServer(room.app('server')))
        .post('/api/session')
        .set('X-Forwarded-For', address)
        .set('Cookie', cookie)
        .send({ email, password: secret }) as unknown as Promise<Response>,
  });
  const knownBrowser = async (email: string, address: string) => {
    const { headers } = await from(address).signIn(email, colleaguePassword);
    const mark = (headers['set-cookie'] as unknown as string[])
      .find((cookie) => cookie.startsWith('__Host-device='))
      ?.split(';', 1)[0];
    return mark ?? assert.fail('the browser is not marked');
  };
  /** Guesses in a browser that is known until there is a wait of which more than a second is left: on a slow machine, too, the next question still falls into it. */
  const guessUntilSlowed = async (email: string, address: string, mark: string) => {
    const statuses: number[] = [];
    while (statuses.length < 20) {
      const { status, headers } = await from(address, mark).signIn(email, 'a guess');
      statuses.push(status);
      if (status !== 429) continue;
      if (Number(headers['retry-after']) > 1) return statuses;
      await sleep(1_000);
    }
    return assert.fail(`not slowed down: ${statuses.join(' ')}`);
  };
  /** Guesses on and on in so many requests at once, until it is stopped. */
  const keepGuessing = (nextEmail: () => string, address: string, atOnce: number) => {
    let isOver = false;
    const statuses: number[] = [];
    const one = async () => {
      while (!isOver) statuses.push((await from(address).signIn(nextEmail(), 'a guess')).status);
    };
    const all = Promise.all(Array.from({ length: atOnce }, one));
    return { statuses, stop: async () => void ((isOver = true), await all) };
  };
  const guess = async (email: string, address: string, times: number) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) statuses.push((await from(address).signIn(email, 'a guess')).status);
    return statuses;
  };

  it('goes on at a pace after ten wrong ones, whether or not there is such a person', async () => {
    const ada = await createColleague(room, 'ada');
    for (const email of [ada.email, 'nobody@firm.example']) {
      await guess(email, '198.51.100.7', 11);
      const began = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => from('198.51.100.7').signIn(email, 'a guess')),
      );
      assert.ok(performance.now() - began > 19 * 95, email);
      assert.ok(answers.every(({ status }) => status === 401));
    }
    assert.equal((await from('198.51.100.7').signIn(ada.email, colleaguePassword)).status, 204);
  }).timeout(180_000);

  it('keeps nobody out who is right, in a new browser, elsewhere or at the same address, while it goes on', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    await guess(ada.email, '198.51.100.20', 11);
    const guesser = keepGuessing(() => ada.email, '198.51.100.20', 10);
    try {
      for (const [email, address] of [
        [ada.email, '203.0.113.20'],
        [ben.email, '198.51.100.20'],
        [ada.email, '198.51.100.20'],
        [ada.email, '198.51.100.20'],
      ] as const)
        assert.equal(
          (await from(address).signIn(email, colleaguePassword)).status,
          204,
          `${email} ${address}`,
        );
    } finally {
      await guesser.stop();
    }
    assert.ok(guesser.statuses.every((status) => status === 401));
  }).timeout(120_000);

  it('at a hundred unknown people keeps none of the office out, while it goes on or after it has stopped', async () => {
    const office = '198.51.100.21';
    const colleagues = [await createColleague(room, 'ann'), await createColleague(room, 'bob')];
    let nth = 0;
    const unknown = () => `nobody-${(nth += 1)}@firm.example`;
    for (let n = 0; n < 106; n += 1) await guess(unknown(), office, 1);
    for (const { email } of colleagues)
      assert.equal((await from(office).signIn(email, colleaguePassword)).status, 204);
    const guesser = keepGuessing(unknown, office, 5);
    try {
      for (const { email } of colleagues)
        assert.equal((await from(office).signIn(email, colleaguePassword)).status, 204);
    } finally {
      await guesser.stop();
    }
  }).timeout(120_000);

  it('is told to its owner, the auditors and the metrics, once a day, and of nobody who is not here', async () => {
    const ada = await createColleague(room, 'ada');
    const sql = (statement: string) => room.services.sql(statement, 'strongroom');
    const counted = async () =>
      (await room.app('server').metrics.guessedAccounts.get()).values[0]?.value ?? 0;
    await sql(
      `INSERT INTO mail_setting (id, host, port, security, from_address) VALUES (1, 'mail.invalid', 25, 'plain', 'room@firm.example')`,
    );
    const before = await counted();
    const page = () => ada.request.get('/account').expect(200);
    await guess(ada.email, '198.51.100.30', 5);
    await guess(ada.email, '198.51.100.31', 5);
    assert.equal(await counted(), before, 'ten are no attack');
    assert.doesNotMatch((await page()).text, /wrong passwords were typed/);
    await guess(ada.email, '198.51.100.32', 8);
    await guess('nobody-else@firm.example', '198.51.100.33', 10);
    await guess('nobody-else@firm.example', '198.51.100.34', 5);
    assert.equal(await counted(), before + 1);
    assert.match((await page()).text, /18 wrong passwords were typed/);
    const mails = `SELECT count(*) FROM outgoing_mail WHERE person_id = '${ada.id}'`;
    assert.equal((await sql(mails)).trim(), '1');
    const rows = `SELECT detail FROM audit_event WHERE event = 'session.guessed' AND person_id = '${ada.id}'`;
    assert.equal((await sql(rows)).trim(), '{"factor":"password","address":"198.51.100.32"}');
    await sql('DELETE FROM outgoing_mail; DELETE FROM mail_setting');
  });

  it('in a browser that is known waits by itself, and in none that only says so', async () => {
    const [ada, ben] = [await createColleague(room, 'ada'), await createColleague(room, 'ben')];
    const mark = await knownBrowser(ada.email, '203.0.113.5');
    await guessUntilSlowed(ada.email, '203.0.113.5', mark);
    const answer = await from('203.0.113.5', mark).signIn(ada.email, colleaguePassword);
    assert.equal(answer.status, 429, 'with the right password, too');
    assert.equal(answer.type, 'application/problem+json');
    assert.equal(answer.body.type, 'urn:strongroom:problem:too-many-attempts');
    assert.match(answer.body.detail, /Wait \d+ seconds/);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    const forged = `${mark.slice(0, -4)}AAAA`;
    assert.equal((await from('203.0.113.5', forged).signIn(ada.email, colleaguePassword)).status, 204);
    assert.equal((await from('203.0.113.5').signIn(ben.email, colleaguePassword)).status, 204);
    assert.equal((await from('203.0.113.5', mark).signIn(ben.email, 'a guess')).status, 401);
  });

  it('is slowed down on the page too, in a sentence', async () => {
    const ada = await createColleague(room, 'ada');
    const server = createServer(room.app('server'));
    const mark = await knownBrowser(ada.email, '198.51.100.10');
    await guessUntilSlowed(ada.email, '198.51.100.10', mark);
    const form = await openForm(server);
    const page = await supertest(server)
      .post('/sign-in')
      .set({ ...form, Cookie: `${form.Cookie}; ${mark}` })
      .set('X-Forwarded-For', '198.51.100.10')
      .type('form')
      .send({ email: ada.email, password: colleaguePassword });
    assert.equal(page.status, 429);
    assert.ok(Number(page.headers['retry-after']) > 0);
    assert.match(page.text, /There were too many wrong attempts\. Wait \d+ seconds/);
  });

  it('is no matter for those who mistype now and then', async () => {
    const ada = await createColleague(room, 'ada');
    for (let week = 0; week < 3; week += 1) {
      await guess(ada.email, '203.0.113.6', 6);
      assert.equal((await from('203.0.113.6').signIn(ada.email, colleaguePassword)).status, 204);
    }
  });

  it('is slowed down without Redis, and who is right still gets in', async () => {
    const ada = await createColleague(room, 'ada');
    await room.services.pause('redis');
    try {
      assert.equal((await from('198.51.100.11').signIn(ada.email, colleaguePassword)).status, 204);
      await guessUntilSlowed(ada.email, '198.51.100.11', await knownBrowser(ada.email, '198.51.100.11'));
    } finally {
      await room.services.unpause('redis');
    }
  }).timeout(60_000);
});

describe('Too many requests', () => {
  const room = useRoom();
  const untilRefused = async (ask: () => PromiseLike<Response>) => {
    let answer = await ask();
    for (let left = 4; left > 0 && answer.status !== 429; left -= 1) answer = await ask();
    return answer;
  };

  it('from an address are refused for a minute, and those who are signed in there work on', async () => {
    const ada = await createColleague(room, 'ada');
    const server = createServer(room.app('server')).listen(0);
    try {
      const ask = () => supertest(server).get('/api/session').set('X-Forwarded-For', '2001:db8::1');
      const first = await ask();
      assert.equal(first.status, 401);
      const limit = Number(first.headers['ratelimit-limit']);
      assert.equal(first.headers['ratelimit-policy'], `${limit};w=60`);
      assert.equal(Number(first.headers['ratelimit-remaining']), limit - 1);
      assert.ok(Number(first.headers['ratelimit-reset']) <= 60);
      const { rateLimits: limits } = room.app('server');
      // A request that Redis answers late is counted by this process alone, and is missing there.
      for (let count = 0; count < limit;)
        ({ count } = await limits.countRequest('address:2001:db8:0:0::/64'));
      const beyond = await untilRefused(ask);
      assert.equal(beyond.status, 429);
      assert.equal(beyond.body.type, 'urn:strongroom:problem:too-many-requests');
      assert.ok(Number(beyond.headers['retry-after']) > 0);
      const neighbour = await untilRefused(() =>
        supertest(server).get('/api/session').set('X-Forwarded-For', '2001:db8:0:0:ffff::2'),
      );
      assert.equal(neighbour.status, 429, 'the same household');
      const working = await ada.request.get('/api/session').set('X-Forwarded-For', '2001:db8::1');
      assert.equal(working.status, 200);
      assert.ok(Number(working.headers['ratelimit-remaining']) > 10 * 500, 'a burst of uploads is work');
    } finally {
      server.close();
    }
  });
});
