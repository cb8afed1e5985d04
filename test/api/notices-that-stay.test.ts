import assert from 'node:assert/strict';
import supertest from 'supertest';
import { sendQueuedMail } from '../../core/mail/mail-outbox.ts';
import { createServer } from '../../server/create-server.ts';
import { PasskeyDevice } from '../support/passkey-device.ts';
import { useRoom } from '../support/room.ts';
import { createColleague, openForm, type Colleague } from '../support/test-firm.ts';
import { mailUser, startMailServer } from '../support/test-mail-server.ts';

const chosen = 'seven quiet rooms upstairs';
const another = 'nine loud cellars below stairs';

describe('A notice about somebody’s own way in', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  let eve: Colleague;
  before(async () => {
    eve = await createColleague(room, 'eve', 'administrator');
  });

  type Person = { id: string; email: string };
  type Notice = { id: string; kind: string; acknowledgedAt: string | null; staysUntil: string | null };
  const enter = async ({ email }: Person, password: string) => {
    const answer = await supertest(server()).post('/api/session').send({ email, password }).expect(204);
    const cookie = String(answer.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
    return supertest.agent(server()).set(await openForm(server(), cookie));
  };
  type Entered = Awaited<ReturnType<typeof enter>>;
  const list = async (who: Pick<Entered, 'get'>): Promise<Notice[]> =>
    (await who.get('/api/account-notices').expect(200)).body.items;
  const page = async (who: Pick<Entered, 'get'>, path = '/matters') =>
    (await who.get(path).set('Accept', 'text/html').expect(200)).text;
  const acknowledgeAll = async (who: Pick<Entered, 'get' | 'post'>) => {
    for (const { id } of await list(who))
      await who.post(`/api/account-notices/${id}/acknowledge`).expect(204);
  };
  /** Eve makes a link, which is shown to her where no mail is sent, and uses it. */
  const chooseByLink = async (person: Person, password: string, between = async () => {}) => {
    const { link } = (await eve.request.post(`/api/people/${person.id}/password-link`).expect(201)).body;
    await between();
    const path = new URL(link).pathname;
    const form = await openForm(server());
    const { status } = await supertest(server()).post(path).set(form).type('form').send({ password });
    assert.ok(status < 400, String(status));
  };
  const letDaysPass = (person: Person, days: number) =>
    sql(
      `UPDATE account_notice SET made_at = made_at - interval '${days} days', acknowledged_at = acknowledged_at - interval '${days} days'
       WHERE person_id = '${person.id}'`,
    );

  it('stays for a week although whoever came in by it acknowledged it, and is mailed', async () => {
    const mail = await startMailServer();
    try {
      const vera = await createColleague(room, 'vera');
      const settings = {
        host: 'localhost',
        port: mail.port,
        security: 'starttls',
        from: 'room@firm.example',
      };
      const login = { user: mailUser.user, password: mailUser.pass };
      // Before that, a link is shown and not mailed.
      await chooseByLink(vera, chosen, async () => {
        await eve.request
          .put('/api/mail')
          .send({ ...settings, ...login })
          .expect(200);
      });
      const sitting = await enter(vera, chosen);
      await acknowledgeAll(sitting);
      const told = await list(sitting);
      assert.deepEqual(told.map(({ kind }) => kind).toSorted(), [
        'password-link-made',
        'password-link-used',
        'signed-in',
      ]);
      for (const { acknowledgedAt, staysUntil } of told)
        assert.ok(acknowledgedAt !== null && staysUntil !== null);
      const own = await page(sitting);
      assert.match(own, /Your password was changed with a link/);
      assert.match(own, /Somebody in your account acknowledged this/);
      assert.doesNotMatch(own, /I know of this/);
      await sendQueuedMail(room.app('server'));
      const subjects = (await mail.mails())
        .filter(({ to }) => to?.[0]?.address === vera.email)
        .map(({ subject }) => String(subject));
      assert.deepEqual(
        new Set(subjects),
        new Set(['Somebody signed in to your account', 'Your password for Strongroom was changed']),
      );
      await letDaysPass(vera, 8);
      assert.doesNotMatch(await page(sitting), /Your password was changed with a link/);
      assert.match(await page(sitting, '/account'), /Your password was changed with a link/);
    } finally {
      await eve.request.delete('/api/mail').expect(204);
      await mail.stop();
    }
  });

  it('comes back when another password is chosen by a link: whoever had the one before acknowledged it', async () => {
    const vera = await createColleague(room, 'vera');
    await chooseByLink(vera, chosen);
    await acknowledgeAll(await enter(vera, chosen));
    await letDaysPass(vera, 8);
    await chooseByLink(vera, another);
    const owner = await enter(vera, another);
    const open = (await list(owner)).filter(({ acknowledgedAt }) => acknowledgedAt === null);
    assert.equal(open.filter(({ kind }) => kind === 'password-link-used').length, 2);
    await acknowledgeAll(owner);
    const after = await list(owner);
    assert.ok(after.every(({ acknowledgedAt }) => acknowledgedAt !== null));
    assert.equal(after.filter(({ staysUntil }) => staysUntil !== null).length, 3, 'those of this week');
    await letDaysPass(vera, 91);
    await chooseByLink(vera, chosen);
    const later = await list(await enter(vera, chosen));
    assert.equal(later.filter(({ acknowledgedAt }) => acknowledgedAt === null).length, 3, 'not for ever');
  });

  it('goes at once where a second factor was proved that was theirs before, and not with one added since', async () => {
    const [vera, nils] = [await createColleague(room, 'vera'), await createColleague(room, 'nils')];
    const addPasskey = async ({ post }: Pick<Entered, 'post'>, device: PasskeyDevice) => {
      const question = (await post('/api/passkeys/question').expect(200)).body;
      const passkey = device.register(question);
      await post('/api/passkeys').send({ name: 'a key', passkey }).expect(201);
    };
    const enterBy = async (device: PasskeyDevice) => {
      const question = (await supertest(server()).post('/api/session/passkey/question').send({})).body;
      const answer = await supertest(server())
        .post('/api/session/passkey')
        .send({ passkey: device.sign(question) })
        .expect(204);
      const cookie = String(answer.headers['set-cookie']?.[0]).split(';', 1)[0] ?? '';
      return supertest.agent(server()).set(await openForm(server(), cookie));
    };
    const [old, added] = [new PasskeyDevice(), new PasskeyDevice()];
    await addPasskey({ post: (url) => vera.request.post(url) }, old);
    await chooseByLink(vera, chosen);
    const owner = await enterBy(old);
    assert.match(JSON.stringify(await list(owner)), /opened with a password; 1 passkey: “a key”, added on/);
    await acknowledgeAll(owner);
    assert.doesNotMatch(await page(owner), /Your password was changed with a link/);

    await chooseByLink(nils, chosen);
    const sitting = await enter(nils, chosen);
    await addPasskey({ post: (url) => sitting.post(url) }, added);
    const again = await enterBy(added);
    await acknowledgeAll(again);
    assert.match(await page(again), /Your password was changed with a link/);
  });

  it('of others, around matters, goes when it is acknowledged, as before', async () => {
    const vera = await createColleague(room, 'vera');
    await sql(
      `INSERT INTO account_notice (id, person_id, kind, made_by, about) VALUES (gen_random_uuid(), '${vera.id}', 'mail-turned-off', '${eve.id}', '')`,
    );
    assert.match(await page(vera.request as never), /turned mail off/);
    await acknowledgeAll(vera.request as never);
    assert.doesNotMatch(await page(vera.request as never), /turned mail off/);
  });
});

describe('Notices on a page', () => {
  const room = useRoom();
  const page = async (who: Colleague) =>
    (await who.request.get('/matters').set('Accept', 'text/html').expect(200)).text;

  it('say how many more there are, and those that nobody acknowledged come first', async () => {
    const vera = await createColleague(room, 'vera');
    const add = (count: number, columns = '', values = '') =>
      room.services.sql(
        `INSERT INTO account_notice (id, person_id, kind, about${columns}) SELECT gen_random_uuid(), '${vera.id}', 'signed-in', 'by way ' || n${values}
         FROM generate_series(1, ${count}) AS n`,
        'strongroom',
      );
    await add(5);
    assert.doesNotMatch(await page(vera), /more notice/);
    await add(1);
    assert.match(
      await page(vera),
      /There is 1 more notice, which comes once[^<]*<a href="\/account#notices-title">/,
    );
    await add(7, ', made_at, acknowledged_at', `, now() + interval '1 minute', now()`);
    const text = await page(vera);
    assert.match(text, /There are 8 more notices/);
    assert.equal(text.match(/I know of this/g)?.length, 5);
    assert.equal(
      (await vera.request.get('/account').set('Accept', 'text/html')).text.match(/by way \d/g)?.length,
      18,
    );
  });
});
