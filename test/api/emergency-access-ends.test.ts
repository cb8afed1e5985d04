import assert from 'node:assert/strict';
import supertest from 'supertest';
import { listStillVisible } from '../../core/access/list-still-visible.ts';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  signInAgain,
  createTestMatter,
  uploadAs,
  type Colleague,
} from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Emergency access under way', () => {
  const room = useRoom();
  let ada: Colleague;
  let root: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    root = await createColleague(room, 'root', 'administrator');
  });
  afterEach(() => rule('administrators'));

  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  const rule = (breakGlass: string) => root.request.put('/api/firm-rules').send({ breakGlass }).expect(200);
  const change = (who: Colleague, input: object) =>
    root.request.put(`/api/people/${who.id}`).send(input).expect(200);
  const server = () => createServer(room.app('server'));

  /** Somebody with emergency access to a matter of Ada, for 8 hours. */
  async function inside(role: 'member' | 'administrator') {
    const who = await createColleague(room, 'ursula', role);
    const matterId = await createTestMatter(ada);
    const { id: documentId } = await uploadAs(ada, matterId, { name: 'a.txt', content: matterId });
    const number = await sql(`SELECT number FROM matter WHERE id = '${matterId}'`);
    const reason = 'the hearing was moved to this afternoon';
    const { body } = await who.request
      .post('/api/break-glass')
      .send({ number, hours: 8, reason })
      .expect(201);
    await who.request.get(`/api/matters/${matterId}`).expect(200);
    return { who, matterId, documentId, id: body.id as string };
  }
  /** After their sessions ended, too. */
  const statusOf = async ({ who, matterId }: { who: Colleague; matterId: string }) => {
    const { request } = await signInAgain(room, who);
    return (await request.get(`/api/matters/${matterId}`)).status;
  };
  const ended = (id: string) =>
    sql(
      `SELECT person_id || ' ' || matter_id FROM audit_event WHERE event = 'glass.ended' AND detail::jsonb->>'access' = '${id}'`,
    );

  it('ends when whoever has it is lowered, with a row, and does not come back with the role', async () => {
    const access = await inside('administrator');
    await change(access.who, { role: 'member' });
    assert.equal(await statusOf(access), 404);
    assert.equal(await ended(access.id), `${root.id} ${access.matterId}`);
    await change(access.who, { role: 'administrator' });
    assert.equal(await statusOf(access), 404);
  });

  it('ends when they become an auditor or are disabled, and does not come back when they are let in again', async () => {
    await rule('everybody');
    const access = await inside('member');
    await change(access.who, { disabled: true });
    assert.equal(await ended(access.id), `${root.id} ${access.matterId}`);
    await change(access.who, { disabled: false });
    assert.equal(await statusOf(access), 404);
    const other = await inside('member');
    await sql(`UPDATE person SET role = 'auditor' WHERE id = '${other.who.id}'`);
    await sql(`UPDATE person SET role = 'member' WHERE id = '${other.who.id}'`);
    assert.equal(await statusOf(other), 404, 'whatever changed the role');
  });

  it('goes on through a change of role that the firm’s rule admits', async () => {
    await rule('everybody');
    const access = await inside('administrator');
    await change(access.who, { role: 'member' });
    assert.equal(await statusOf(access), 200);
    assert.equal(await ended(access.id), '');
  });

  it('ends with the firm’s rule by which it was taken, for those whom the new one does not admit', async () => {
    await rule('everybody');
    const [member, administrator] = [await inside('member'), await inside('administrator')];
    await rule('administrators');
    assert.deepEqual([await statusOf(member), await statusOf(administrator)], [404, 200]);
    assert.equal(await ended(member.id), `${root.id} ${member.matterId}`);
    await rule('off');
    assert.equal(await statusOf(administrator), 404);
    assert.equal(await ended(administrator.id), `${root.id} ${administrator.matterId}`);
    await rule('everybody');
    assert.deepEqual([await statusOf(member), await statusOf(administrator)], [404, 404]);
  });

  it('is no program’s: a key of whoever has it sees nothing by it, and what their roles say all the same', async () => {
    const { who, matterId, documentId } = await inside('administrator');
    const { body: key } = await who.request.post('/api/keys').send({ name: 'program' }).expect(201);
    const byKey = supertest.agent(server());
    byKey.set('Authorization', `Bearer ${key.key}`);
    for (const path of [
      `/api/matters/${matterId}`,
      `/api/documents/${documentId}`,
      `/api/documents/${documentId}/original`,
      `/api/matters/${matterId}/events`,
    ])
      assert.equal((await byKey.get(path)).status, 404, path);
    const { body: listed } = await byKey.get('/api/matters').expect(200);
    assert.deepEqual(
      (listed.items as { id: string }[]).filter(({ id }) => id === matterId),
      [],
    );
    await who.request.get(`/api/documents/${documentId}`).expect(200);
    // A stream that a program began goes on only with what its key sees.
    const person = { id: who.id, email: who.email, name: 'ursula', role: 'administrator' as const };
    const limits = { readOnly: false, perMinute: null, scope: null };
    const inPerson = { actor: { person, sessionId: 'a session' }, matterId };
    const byProgram = { actor: { person, key: { id: key.id as string, ...limits } }, matterId };
    assert.deepEqual(await listStillVisible(room.app('server'), [inPerson, byProgram]), [inPerson]);
    await ada.request.put(`/api/matters/${matterId}/members/${who.id}`).send({ role: 'viewer' }).expect(200);
    await byKey.get(`/api/documents/${documentId}`).expect(200);
  });
});
