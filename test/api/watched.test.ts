import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { updateSecurityMetrics } from '../../ops/scheduler/update-security-metrics.ts';
import { checkIntegrations } from '../../server/status/check-integrations.ts';
import { useRoom } from '../support/room.ts';
import { useSingleSignOn } from '../support/single-sign-on.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';

type Gauge = { get: () => Promise<{ values: { labels: object; value: number }[] }> };
const valueOf = async (gauge: Gauge) => (await gauge.get()).values[0]?.value;

describe('What people and programs do is counted for the watchers, and nobody is named', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let ada: Colleague;
  let bob: Colleague;
  let seq = 900_000;
  before(async () => {
    ada = await createColleague(room, 'ada');
    bob = await createColleague(room, 'bob');
  });

  /** Writes rows as they were some time ago; the chain is not what is tried here. */
  const record = (event: string, who: string, ages: readonly string[], detail = '{}') =>
    sql(
      `SET session_replication_role = replica; ${ages
        .map((age) => {
          const values = `${(seq += 1)}, now() - interval '${age}', '${event}', '${who}', 'r', '${detail}', '', '${seq}'`;
          return `INSERT INTO audit_event (seq, at, event, person_id, request_id, detail, previous_hash, hash) VALUES (${values});`;
        })
        .join(' ')}`,
    );
  const ops = async () => {
    const app = room.app('ops');
    await updateSecurityMetrics(app);
    const { mostDenials, mostDownloads, silentIntakes } = app.metrics;
    return {
      denials: await valueOf(mostDenials),
      downloads: await valueOf(mostDownloads),
      silent: await valueOf(silentIntakes),
    };
  };

  it('who was denied most, as the product records it', async () => {
    const before = await ops();
    assert.deepEqual(before, { denials: 0, downloads: 0, silent: 0 });
    const matter = await createTestMatter(ada);
    for (let n = 0; n < 3; n += 1) await bob.request.get(`/api/matters/${matter}/members`).expect(404);
    await bob.request.get('/api/people/nobody').expect(404);
    assert.equal(
      (await ops()).denials,
      Number(await sql(`SELECT count(*) FROM audit_event WHERE event = 'access.denied'`)),
    );
    assert.ok(((await ops()).denials ?? 0) >= 3);
  });

  it('who fetched most originals: in an hour, and by one person, not by all', async () => {
    await record('document.downloaded', ada.id, [
      '10 minutes',
      '20 minutes',
      '50 minutes',
      '61 minutes',
      '3 days',
    ]);
    await record('document.downloaded', bob.id, ['5 minutes', '6 minutes']);
    assert.equal((await ops()).downloads, 3);
  });

  it('a program that filed day by day and has stopped, until it files again or its key is revoked', async () => {
    const file = (key: string, ages: string[]) =>
      record('document.stored', ada.id, ages, `{"sha256":"x","key":"${key}"}`);
    const makeKey = async () => {
      const id = randomUUID();
      await sql(
        `INSERT INTO api_key (id, key_hash, person_id, name) VALUES ('${id}', '${id}', '${ada.id}', 'scanner')`,
      );
      return id;
    };
    const [stopped, busy, seldom] = [await makeKey(), await makeKey(), await makeKey()];
    const days = ['4 days', '5 days', '6 days', '7 days', '8 days'];
    await file(busy, ['1 hour', ...days]);
    await file(seldom, days.slice(1));
    assert.equal((await ops()).silent, 0);
    await file(stopped, days);
    assert.equal((await ops()).silent, 1);
    await sql(`UPDATE api_key SET revoked_at = now() WHERE id = '${stopped}'`);
    assert.equal((await ops()).silent, 0);
  });
});

describe('What the firm connected is watched', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const { save } = useSingleSignOn(room);
  const look = async (changed: object = {}) => {
    const app = { ...room.app('server'), ...changed };
    await checkIntegrations(app);
    const { values } = await app.metrics.integrationUp.get();
    return Object.fromEntries(
      values.map(({ labels, value }) => [(labels as { integration: string }).integration, value]),
    );
  };

  it('and nothing is said of what is not set up', async () => {
    assert.deepEqual(await look(), {});
  });

  it('mail does not arrive once a notice has waited for a quarter of an hour', async () => {
    const ada = await createColleague(room, 'ada');
    await sql(
      `INSERT INTO mail_setting (id, host, port, security, from_address) VALUES (1, 'mail.invalid', 25, 'plain', 'room@firm.example')`,
    );
    assert.deepEqual(await look(), { mail: 1 });
    const wait = (age: string) =>
      sql(`DELETE FROM outgoing_mail; INSERT INTO outgoing_mail (id, person_id, subject, body, path, made_at)
        VALUES ('${randomUUID()}', '${ada.id}', 'Hello', 'Hello', '/', now() - interval '${age}')`);
    await wait('14 minutes');
    assert.deepEqual(await look(), { mail: 1 });
    await wait('16 minutes');
    assert.deepEqual(await look(), { mail: 0 });
    await sql('DELETE FROM outgoing_mail; DELETE FROM mail_setting');
    assert.deepEqual(await look(), {});
  });

  it('the provider is asked whether it is there, and changes nothing for whoever signs in', async () => {
    await save().expect(200);
    assert.deepEqual(await look(), { 'single-sign-on': 1 });
    const away = {
      ...room.app('server').identityProvider,
      askProvider: () => Promise.reject(new Error('away')),
    };
    assert.deepEqual(await look({ identityProvider: away }), { 'single-sign-on': 0 });
    await save({ mode: 'off' }).expect(200);
    assert.deepEqual(await look(), {});
  });
});
