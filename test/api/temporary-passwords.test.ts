import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createAdministratorCommand, resetPasswordCommand } from '../../ops/people/commands.ts';
import { createServer } from '../../server/create-server.ts';
import { useRoom } from '../support/room.ts';
import { createColleague, type Colleague } from '../support/test-firm.ts';

const chosen = 'seven quiet rooms upstairs';

describe('A password that somebody made for somebody else', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  let admin: Colleague;
  let count = 0;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
  });

  const nextEmail = () => `new-${(count += 1)}@firm.example`;
  const signIn = (email: string, password: string) =>
    supertest(server()).post('/api/session').send({ email, password });
  const cookieOf = (answer: { headers: Record<string, unknown> }) =>
    String((answer.headers['set-cookie'] as string[])[0]).split(';', 1)[0] ?? '';
  const letAWeekPass = (email: string) =>
    sql(
      `UPDATE person SET password_temporary_until = password_temporary_until - interval '7 days' WHERE email = '${email}'`,
    );
  const refuses = async (email: string, password: string) => {
    const { body } = await signIn(email, password).expect(401);
    assert.match(body.detail, /made for you by somebody else, and worked for 7 days.*a link/);
    const other = await signIn(email, `${password}x`).expect(401);
    assert.match(other.body.detail, /or the password is wrong/, 'whoever guesses learns nothing');
  };

  const create = async (input: object): Promise<{ email: string; password: string }> => {
    const email = nextEmail();
    const { body } = await admin.request
      .post('/api/people')
      .send({ email, ...input })
      .expect(201);
    return { email, password: body.temporaryPassword };
  };
  const host = { app: () => room.app('ops') };
  const ways: [string, () => Promise<{ email: string; password: string }>][] = [
    ['one that was made', () => create({})],
    [
      'one that an administrator thought of',
      async () => ({ ...(await create({ password: chosen })), password: chosen }),
    ],
    [
      'that of an administrator made on the host',
      async () =>
        (await createAdministratorCommand.run({ ...host, words: [], flags: { email: nextEmail() } } as never))
          .json as never,
    ],
    [
      'a new one from the host',
      async () => {
        const { email } = await create({});
        return (await resetPasswordCommand.run({ ...host, words: [email], flags: {} } as never))
          .json as never;
      },
    ],
  ];

  for (const [way, make] of ways)
    it(`signs in and works for a week, and then no more: ${way}`, async () => {
      const { email, password } = await make();
      const cookie = cookieOf(await signIn(email, password).expect(204));
      await supertest(server()).get('/api/matters').set('Cookie', cookie).expect(200);
      const page = await supertest(server()).get('/matters').set('Cookie', cookie).expect(200);
      assert.match(page.text, /made by somebody else, and works until .*\/account\/password/);
      await signIn(email, password).expect(204);
      await letAWeekPass(email);
      await refuses(email, password);
    });

  it('is no longer one once its owner chose their own, in person or by a link', async () => {
    const [one, other] = [await create({}), await create({})];
    const cookie = cookieOf(await signIn(one.email, one.password).expect(204));
    const change = { current: one.password, next: chosen };
    const changed = supertest(server()).put('/api/password').set('Cookie', cookie).send(change);
    const renewed = cookieOf(await changed.expect(204));
    const page = await supertest(server()).get('/matters').set('Cookie', renewed).expect(200);
    assert.doesNotMatch(page.text, /made by somebody else/);
    const { id } = (await sql(
      `SELECT json_build_object('id', id) FROM person WHERE email = '${other.email}'`,
    ).then(JSON.parse)) as { id: string };
    const { link } = (await admin.request.post(`/api/people/${id}/password-link`).expect(201)).body;
    const path = new URL(link).pathname;
    await admin.request.post(path).type('form').send({ password: chosen }).expect(303);
    for (const { email } of [one, other]) {
      await letAWeekPass(email);
      await signIn(email, chosen).expect(204);
    }
  });
});
