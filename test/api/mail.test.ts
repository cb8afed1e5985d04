import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { openApp } from '../../core/app.ts';
import { createExportSigner } from '../../core/audit-log/export-audit-log.ts';
import { mailDayHeads } from '../../core/audit-log/mail-day-heads.ts';
import { updateMailSettings } from '../../core/mail/mail-settings.ts';
import { sendTestMail } from '../../core/mail/send-test-mail.ts';
import { sendQueuedMail } from '../../core/mail/mail-outbox.ts';
import { notifyPeople } from '../../core/platform/notify-people.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import {
  mailUser,
  createMailCertificate,
  startMailServer,
  type TestMailServer,
} from '../support/test-mail-server.ts';
import { useRoom } from '../support/room.ts';
import { freePort } from '../support/services.ts';

describe('Mail', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const started: TestMailServer[] = [];
  const start = async (options: Parameters<typeof startMailServer>[0] = {}) => {
    const server = await startMailServer(options);
    started.push(server);
    return server;
  };
  let admin: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
  });
  afterEach(() => Promise.all(started.splice(0).map((server) => server.stop())));

  const login = { user: mailUser.user, password: mailUser.pass };
  const save = (port: number, more: object = { security: 'starttls', ...login }) =>
    admin.request.put('/api/mail').send({ host: 'localhost', port, from: 'room@firm.example', ...more });
  const tryOut = () => admin.request.post('/api/mail/test');
  const refusal = async (pattern: RegExp) => {
    const { status, body } = await tryOut();
    assert.equal(status, 503, JSON.stringify(body));
    assert.equal(body.type, 'urn:strongroom:problem:mail-failed');
    assert.match(body.detail, pattern);
    assert.ok(!JSON.stringify(body).includes(mailUser.pass));
  };

  it('goes through the firm’s server with STARTTLS or TLS, and the password is kept sealed and never shown', async () => {
    for (const security of ['starttls', 'tls']) {
      const server = await start({ secure: security === 'tls' });
      const saved = await save(server.port, { security, ...login }).expect(200);
      assert.deepEqual(saved.body.server.hasPassword, true);
      assert.ok(!JSON.stringify(saved.body).includes(mailUser.pass));
      await tryOut().expect(204);
      const [{ to, from } = {}] = await server.mails();
      assert.deepEqual([to?.[0]?.address, from?.address], [admin.email, 'room@firm.example']);
    }
    const kept = await sql('SELECT mail_setting::text FROM mail_setting');
    assert.ok(!kept.includes(mailUser.pass), kept);
    const shown = await admin.request.get('/admin/mail').expect(200);
    assert.ok(!shown.text.includes(mailUser.pass));
  });

  it('keeps the password for the same server and user alone: nobody has it sent to a server of theirs', async () => {
    const [first, other] = [await start(), await start()];
    await save(first.port).expect(200);
    await save(first.port, { security: 'starttls', user: mailUser.user }).expect(200);
    await tryOut().expect(204);
    await save(other.port, { security: 'starttls', user: mailUser.user }).expect(400);
    await save(first.port, { security: 'plain', ...login }).expect(400);
    await sql(`UPDATE mail_setting SET host = '127.0.0.1'`);
    await refusal(/does not take this user|certificate/);
    await assert.rejects(sql(`UPDATE mail_setting SET security = 'plain'`), /no_plain_password/);
  });

  it('has no server in the networks of the appliance: none is asked, however it is named', async () => {
    const server = await start();
    await save(server.port).expect(200);
    const production = openApp('server');
    try {
      const actor = {
        person: { id: admin.id, email: admin.email, name: 'a', role: 'administrator' },
        sessionId: 's',
        confirmedAt: new Date(),
      } as const;
      await assert.rejects(sendTestMail(production, actor), /leads to this appliance itself/);
      const input = { port: server.port, security: 'plain', from: 'room@firm.example' } as const;
      for (const host of ['localhost', '127.0.0.1', '0x7f.1', '::ffff:127.0.0.1'])
        await assert.rejects(
          updateMailSettings(production, actor, { ...input, host }),
          /leads to this appliance itself/,
        );
    } finally {
      await production.close();
    }
    assert.deepEqual(await server.mails(), []);
  });

  it('says in one sentence what is wrong with the server that was named', async () => {
    const server = await start();
    await save(server.port, { security: 'starttls', user: mailUser.user, password: 'not it' }).expect(200);
    await refusal(/does not take this user and password/);
    await save(server.port, { security: 'tls', ...login }).expect(200);
    await refusal(/does not speak TLS as it is set here/);
    const bare = await start({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], authOptional: true });
    await save(bare.port).expect(200);
    await refusal(/does not speak TLS as it is set here/);
    assert.equal((await bare.mails()).length, 0, 'nothing goes in the clear unless somebody said so');
    await save(await freePort()).expect(200);
    await refusal(/does not answer/);
    await save(25, { host: 'no-such-host.invalid', security: 'starttls', ...login }).expect(200);
    await refusal(/could be found/);
    const untrusted = await start(await createMailCertificate());
    await save(untrusted.port).expect(200);
    await refusal(/certificate that is not trusted/);
    await save(bare.port, { security: 'plain' }).expect(200);
    await tryOut().expect(204);
    assert.equal((await bare.mails()).length, 1, 'in the clear, because somebody said so');
  });

  it('does not keep anybody waiting for a server that takes the call and says nothing', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1');
    await wait(20);
    await save((silent.address() as { port: number }).port).expect(200);
    const began = Date.now();
    await refusal(/does not answer/);
    assert.ok(Date.now() - began < 15_500);
    silent.close();
  }).timeout(25_000);

  it('is for administrators, who confirm that it is they', async () => {
    const member = await createColleague(room, 'member');
    for (const path of ['/api/mail', '/admin/mail']) await member.request.get(path).expect(403);
    for (const path of ['/api/mail/test', '/admin/mail/test', '/admin/mail/clear', '/admin/mail'])
      await member.request.post(path).expect(403);
    await sql(`UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${admin.id}'`);
    assert.equal((await save(25)).body.type, 'urn:strongroom:problem:confirm-first');
    await admin.request.delete('/api/mail').expect(403);
    await sql('UPDATE session SET confirmed_at = now()');
  });

  describe('that tells people something', () => {
    const app = () => room.app('server');
    const notify = (personId: string, commit = true) =>
      app()
        .database.asProcess(async (tx) => {
          const personIds = [personId, personId];
          await notifyPeople(tx, {
            personIds,
            subject: 'Somebody looked',
            lines: ['At a matter.'],
            path: '/matters',
          });
          if (!commit) throw new Error('the act failed');
        })
        .catch((error: Error) => assert.equal(error.message, 'the act failed'));
    const waiting = async () => Number(await sql('SELECT count(*) FROM outgoing_mail'));
    const due = () => sql('UPDATE outgoing_mail SET next_try_at = now()');

    it('goes if and only if the act is done, once to each, and nothing is kept of it', async () => {
      const [server, ada] = [await start(), await createColleague(room, 'ada')];
      await save(server.port).expect(200);
      await notify(ada.id, false);
      await notify(ada.id);
      assert.deepEqual([await sendQueuedMail(app()), await sendQueuedMail(app())], [1, 0]);
      assert.deepEqual(
        (await server.mails()).map(({ to, subject }) => [to?.[0]?.address, subject]),
        [[ada.email, 'Somebody looked']],
      );
      assert.match((await server.mails())[0]?.text ?? '', /At a matter\.\s+https:\/\/localhost\/matters/);
      assert.equal(await waiting(), 0);
    });

    it('waits while the mail server is away, is sent under the same name if it is sent twice, and is given up after a day', async () => {
      const [server, ada] = [await start(), await createColleague(room, 'ada')];
      await save(server.port).expect(200);
      await notify(ada.id);
      server.accepts.mail = false;
      assert.equal(await sendQueuedMail(app()), 0);
      server.accepts.mail = true;
      assert.equal(await sendQueuedMail(app()), 0, 'claimed: another process does not send it as well');
      await due();
      const [row] = (await sql('SELECT * FROM outgoing_mail')).trim().split('\n');
      assert.equal(await sendQueuedMail(app()), 1);
      // As if the process had been killed between the server's answer and the row's end.
      await sql(
        `INSERT INTO outgoing_mail VALUES (${(row ?? '')
          .split('|')
          .map((value) => `'${value}'`)
          .join()})`,
      );
      await due();
      assert.equal(await sendQueuedMail(app()), 1);
      const ids = (await server.mails()).map(({ messageId }) => messageId);
      assert.equal(ids.length, 2);
      assert.equal(ids[0], ids[1]);
      server.accepts.mail = false;
      await notify(ada.id);
      await sql(`UPDATE outgoing_mail SET made_at = now() - interval '25 hours'`);
      assert.equal(await sendQueuedMail(app()), 0);
      assert.equal(await waiting(), 0);
    });

    it('tells the owners of a matter that its glass was broken, and nobody else; the reason stands on the page alone', async () => {
      const [server, ada, eve] = [
        await start(),
        await createColleague(room, 'ada'),
        await createColleague(room, 'eve'),
      ];
      await save(server.port).expect(200);
      const matter = await createTestMatter(ada);
      await ada.request.put(`/api/matters/${matter}/members/${eve.id}`).send({ role: 'editor' }).expect(200);
      await sql(`UPDATE matter SET number = 'G-1' WHERE id = '${matter}'`);
      const input = { number: 'G-1', hours: 1, reason: 'the hearing was moved to this afternoon' };
      const [ben, walled] = [await createColleague(room, 'ben'), await createColleague(room, 'walled')];
      const member = (id: string) => ada.request.put(`/api/matters/${matter}/members/${id}`);
      const wall = { matterId: matter, personId: walled.id, reason: 'acted for the other side' };
      await ada.request.post('/api/walls').send(wall).expect(201);
      await member(walled.id).send({ role: 'owner' }).expect(200);
      const { body: group } = await admin.request.post('/api/groups').send({ name: 'Partners' }).expect(201);
      await admin.request.put(`/api/groups/${group.id}/members/${ben.id}`).expect(204);
      await ada.request.put(`/api/matters/${matter}/groups/${group.id}`).send({ role: 'owner' }).expect(200);
      await admin.request.post('/api/break-glass').send(input).expect(201);
      assert.equal(await sendQueuedMail(app()), 2);
      const mails = await server.mails();
      const to = mails.map((each) => each.to?.[0]?.address ?? '').toSorted();
      assert.deepEqual(to, [ada.email, ben.email], 'owners by name and by group; nobody behind a wall');
      const [mail] = mails;
      assert.match(mail?.subject ?? '', /Emergency access to your matter G-1/);
      assert.match(mail?.text ?? '', /^“admin” .* until \d{4}-\d\d-\d\d \d\d:\d\d UTC, /);
      assert.match(mail?.text ?? '', new RegExp(`https://localhost/matters/${matter}`));
      assert.ok(!(mail?.text ?? '').includes(input.reason));
    });

    it('goes to nobody who left, and waits nowhere without a mail server', async () => {
      const [server, ada] = [await start(), await createColleague(room, 'ada')];
      await save(server.port).expect(200);
      await notify(ada.id);
      await admin.request.put(`/api/people/${ada.id}`).send({ disabled: true }).expect(200);
      assert.equal(await sendQueuedMail(app()), 0);
      assert.equal((await server.mails()).length, 0);
      await admin.request.delete('/api/mail').expect(204);
      await notify(admin.id);
      assert.equal(await waiting(), 0);
    });

    it('mails every auditor the head of a day once, signed, and names nothing of a matter', async () => {
      const [server, auditor] = [await start(), await createColleague(room, 'audit', 'auditor')];
      await createTestMatter(await createColleague(room, 'ada'));
      const today = new Date().toISOString().slice(0, 10);
      await admin.request.delete('/api/mail').expect(204);
      assert.equal(await mailDayHeads(app(), today), undefined, 'without a mail server nothing is promised');
      await save(server.port).expect(200);
      assert.deepEqual([await mailDayHeads(app(), '2001-01-01'), await mailDayHeads(app(), today)], [0, 1]);
      assert.equal(await mailDayHeads(app(), today), 0);
      await sendQueuedMail(app());
      const heads = (await server.mails()).filter((mail) => mail.text?.includes('{"kind"'));
      const [{ to, text = '' } = {}, ...more] = heads;
      assert.deepEqual([to?.[0]?.address, more.length], [auditor.email, 0]);
      assert.doesNotMatch(text, /Harbour/);
      const [, seq = '', hash = ''] = /^(\d+):([0-9a-f]{64})$/m.exec(text) ?? [];
      assert.equal((await sql(`SELECT hash FROM audit_event WHERE seq = ${seq}`)).trim(), hash);
      const [statement = '', signature = ''] = text.slice(text.indexOf('{"kind"')).split('\n');
      assert.deepEqual((JSON.parse(statement) as { hash: string }).hash, hash);
      const { publicKey } = createExportSigner(app());
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      assert.ok(verify(null, Buffer.from(statement.trim()), key, Buffer.from(signature, 'base64')));
    });
  });
});
