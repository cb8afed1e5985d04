import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { holdAuditHead } from '../support/hold-audit-head.ts';
import { useRoom } from '../support/room.ts';
import { colleaguePassword, createColleague, type Colleague } from '../support/test-firm.ts';

describe('Somebody who signs in while how they do so is changed', () => {
  const room = useRoom();
  let boss: Colleague;
  before(async () => {
    boss = await createColleague(room, 'boss', 'administrator');
  });

  const signIn = ({ email }: Colleague) =>
    supertest(createServer(room.app('server')))
      .post('/api/session')
      .send({ email, password: colleaguePassword });
  const sessionsOf = async ({ id }: Colleague) =>
    Number(await room.services.sql(`SELECT count(*) FROM session WHERE person_id = '${id}'`, 'strongroom'));

  const changePassword = (who: Colleague) =>
    who.request
      .put('/api/password')
      .send({ current: colleaguePassword, next: 'seven other horses and a lamp' });
  async function prepareFactor(who: Colleague) {
    const { body } = await who.request.post('/api/second-factor/setup').expect(200);
    const { seed, setup } = body as { seed: string; setup: string };
    const code = new TOTP({ secret: Secret.fromBase32(seed) }).generate();
    return () => who.request.put('/api/second-factor').send({ setup, code });
  }
  const changes: {
    what: string;
    prepare: (who: Colleague) => Promise<() => supertest.Test>;
    left: number;
  }[] = [
    { what: 'a changed password', prepare: async (who) => () => changePassword(who), left: 1 },
    { what: 'a new second factor', prepare: prepareFactor, left: 1 },
    {
      what: 'disabling',
      prepare: async (who) => () => boss.request.put(`/api/people/${who.id}`).send({ disabled: true }),
      left: 0,
    },
  ];

  for (const { what, prepare, left } of changes) {
    it(`has no session of before after ${what}, when they come second`, async () => {
      const who = await createColleague(room, 'ada');
      const change = await prepare(who);
      let answers: Promise<number[]> | undefined;
      await holdAuditHead(room, async (untilBlocked) => {
        const changing = change().then(({ status }) => status);
        await untilBlocked(1);
        const signingIn = Array.from({ length: 6 }, () => signIn(who).then(({ status }) => status));
        answers = Promise.all([changing, ...signingIn]);
        await untilBlocked(7);
      });
      const [changed = 0, ...signedIn] = (await answers) ?? [];
      assert.ok(changed === 200 || changed === 204, `${changed}`);
      assert.deepEqual(signedIn, Array<number>(6).fill(401));
      assert.equal(await sessionsOf(who), left);
    });

    it(`has none of before after ${what}, when they come first`, async () => {
      const who = await createColleague(room, 'ada');
      const change = await prepare(who);
      let answers: Promise<number[]> | undefined;
      await holdAuditHead(room, async (untilBlocked) => {
        const signingIn = signIn(who).then(({ status }) => status);
        await untilBlocked(1);
        answers = Promise.all([signingIn, change().then(({ status }) => status)]);
        await untilBlocked(2);
      });
      const [signedIn, changed = 0] = (await answers) ?? [];
      assert.equal(signedIn, 204);
      assert.ok(changed === 200 || changed === 204, `${changed}`);
      assert.equal(await sessionsOf(who), left);
    });

    it(`has none of before after ${what}, in whatever order they come`, async () => {
      for (let round = 0; round < 3; round += 1) {
        const who = await createColleague(room, 'ada');
        const change = await prepare(who);
        const signingIn = Array.from({ length: 6 }, () => signIn(who).then(({ status }) => status));
        await Promise.all([change(), ...signingIn]);
        assert.equal(await sessionsOf(who), left);
      }
    });
  }
});
