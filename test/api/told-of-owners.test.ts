import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, createTestMatter, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('Nobody gets a matter into their hands untold', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let admin: Colleague;
  let audra: Colleague;
  let walter: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
    audra = await createColleague(room, 'audra', 'auditor');
    walter = await createColleague(room, 'walter', 'auditor');
  });
  /** What somebody was told, oldest first, as "kind: about", without addresses. */
  const told = async (who: Colleague) => {
    const rows = await sql(
      `SELECT kind || ': ' || about FROM account_notice WHERE person_id = '${who.id}' ORDER BY made_at, id`,
    );
    return rows
      .replaceAll(/(?<=”) \([\w-]+@firm\.example\)/g, '')
      .trim()
      .split('\n')
      .filter(Boolean);
  };
  const member = (by: Colleague, matterId: string, whom: Colleague, role: string) =>
    by.request.put(`/api/matters/${matterId}/members/${whom.id}`).send({ role }).expect(200);
  const remove = (by: Colleague, matterId: string, whom: Colleague) =>
    by.request.delete(`/api/matters/${matterId}/members/${whom.id}`).expect(204);
  const grant = (by: Colleague, matterId: string, groupId: string, role: string) =>
    by.request.put(`/api/matters/${matterId}/groups/${groupId}`).send({ role }).expect(200);
  const makeGroup = async (name: string): Promise<string> =>
    (await admin.request.post('/api/groups').send({ name }).expect(201)).body.id;
  const join = (groupId: string, whom: Colleague) =>
    admin.request.put(`/api/groups/${groupId}/members/${whom.id}`).expect(204);

  it('an owner is told who came in by a group that owns their matter, who became owner, and that they were removed', async () => {
    const [stella, puppet] = [await createColleague(room, 'stella'), await createColleague(room, 'puppet')];
    const matterId = await createTestMatter(stella, 'members', 'T-1');
    const group = await makeGroup('Partners');
    await grant(stella, matterId, group, 'owner');
    assert.deepEqual(await told(stella), [], 'their own is no news');
    await join(group, puppet);
    await member(puppet, matterId, puppet, 'owner');
    await remove(puppet, matterId, stella);
    await stella.request.get(`/api/matters/${matterId}`).expect(404);
    assert.deepEqual(await told(stella), [
      'owner-group-changed: put “puppet” into a group that owns your matter T-1',
      'owners-changed: made “puppet” an owner of your matter T-1',
      'role-ended: removed you, an owner, from the matter T-1',
    ]);
    assert.deepEqual(await told(puppet), []);
  });

  it('the other owners, and whoever was one in the last 30 days, are told of each change', async () => {
    const [vera, paul] = [await createColleague(room, 'vera'), await createColleague(room, 'paul')];
    const [otto, gerd] = [await createColleague(room, 'otto'), await createColleague(room, 'gerd')];
    const matterId = await createTestMatter(vera, 'members', 'T-2');
    await member(vera, matterId, paul, 'owner');
    await member(vera, matterId, paul, 'owner');
    await member(vera, matterId, otto, 'editor');
    await member(paul, matterId, vera, 'viewer');
    await member(paul, matterId, otto, 'owner');
    await remove(paul, matterId, otto);
    const group = await makeGroup('Seniors');
    await join(group, gerd);
    await grant(paul, matterId, group, 'viewer');
    await grant(paul, matterId, group, 'owner');
    await grant(paul, matterId, group, 'editor');
    await grant(paul, matterId, group, 'owner');
    await admin.request.delete(`/api/groups/${group}/members/${gerd.id}`).expect(204);
    await paul.request.delete(`/api/matters/${matterId}/groups/${group}`).expect(204);
    assert.deepEqual(await told(vera), [
      'role-ended: made you, an owner until then, a viewer in the matter T-2',
      'owners-changed: made “otto” an owner of your matter T-2',
      'owners-changed: removed “otto”, an owner, from your matter T-2',
      'owners-changed: made a group an owner of your matter T-2',
      'owners-changed: made a group that owned it an editor in your matter T-2',
      'owners-changed: made a group an owner of your matter T-2',
      'owner-group-changed: took “gerd” out of a group that owns your matter T-2',
      'owners-changed: removed a group that owned it from your matter T-2',
    ]);
    assert.deepEqual(await told(paul), [
      'owner-group-changed: took “gerd” out of a group that owns your matter T-2',
    ]);
    assert.deepEqual((await told(gerd)).slice(0, 1), [
      'owners-changed: made a group that owned it an editor in your matter T-2',
    ]);
    assert.deepEqual(await told(otto), [
      'role-ended: removed you, an owner, from the matter T-2',
      ...(await told(vera)).slice(3),
    ]);
  });

  it('whoever is removed is told by whom, without the number where a wall keeps it from them', async () => {
    const [vera, paul] = [await createColleague(room, 'vera'), await createColleague(room, 'paul')];
    const otto = await createColleague(room, 'otto');
    const matterId = await createTestMatter(vera, 'members', 'T-3');
    await member(vera, matterId, paul, 'viewer');
    await member(vera, matterId, otto, 'editor');
    await member(vera, matterId, otto, 'viewer');
    await remove(vera, matterId, paul);
    const wall = { matterId, personId: otto.id, reason: 'Other side' };
    await vera.request.post('/api/walls').send(wall).expect(201);
    await remove(vera, matterId, otto);
    await remove(vera, matterId, otto);
    assert.deepEqual(await told(paul), ['role-ended: removed you from the matter T-3']);
    assert.deepEqual(await told(otto), ['role-ended: removed you from a matter']);
    assert.deepEqual(await told(vera), []);
  });

  it('where nobody else who works here owns the matter, administrators and auditors are told who came in', async () => {
    const [stella, puppet] = [await createColleague(room, 'stella'), await createColleague(room, 'puppet')];
    const matterId = await createTestMatter(stella, 'members', 'T-4');
    const group = await makeGroup('Left');
    await grant(stella, matterId, group, 'owner');
    await admin.request.put(`/api/people/${stella.id}`).send({ disabled: true }).expect(200);
    await join(group, puppet);
    assert.match(
      (await told(audra)).at(-1) ?? '',
      /^owners-have-left: .*“puppet” into a group that owns the matter T-4/,
    );
  });

  it('a filter by matter finds who came in by which group, and not behind a wall', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const open = await createTestMatter(vera, 'members', 'T-5');
    const walled = await createTestMatter(vera, 'members', 'T-6');
    const group = await makeGroup('Readers');
    for (const matterId of [open, walled]) await grant(vera, matterId, group, 'viewer');
    const wall = { matterId: walled, personId: walter.id, reason: 'Other side' };
    await vera.request.post('/api/walls').send(wall).expect(201);
    await join(group, otto);
    await admin.request.delete(`/api/groups/${group}/members/${otto.id}`).expect(204);
    const rows = async (reader: Colleague, matter: string) => {
      const { items } = (await reader.request.get('/api/audit').query({ matter, limit: 100 }).expect(200))
        .body;
      return (items as { event: string; detail: object }[])
        .filter(({ event }) => event.startsWith('group-part.') && event !== 'group-part.changed')
        .map(({ event, detail }) => ({ event, ...detail }));
    };
    const both = ['group-part.left', 'group-part.joined'].map((event) => ({ event, group, member: otto.id }));
    assert.deepEqual(await rows(audra, 'T-5'), both);
    assert.deepEqual(await rows(audra, 'T-6'), both);
    assert.deepEqual(await rows(walter, 'T-5'), both);
    assert.deepEqual(await rows(walter, 'T-6'), []);
    const { items } = (await walter.request.get('/api/audit').query({ event: 'group.joined' }).expect(200))
      .body;
    assert.deepEqual(items[0].detail, { group, member: otto.id }, 'that somebody joined, all auditors read');
  });

  it('a key for groups puts nobody into a group that owns a matter', async () => {
    const [vera, otto] = [await createColleague(room, 'vera'), await createColleague(room, 'otto')];
    const matterId = await createTestMatter(vera, 'members', 'T-7');
    const { body } = await admin.request
      .post('/api/keys')
      .send({ name: 'sync', scope: 'groups' })
      .expect(201);
    const group = await makeGroup('Kept in step');
    const server = createServer(room.app('server'));
    const byKey = () =>
      supertest(server)
        .put(`/api/groups/${group}/members/${otto.id}`)
        .set('Authorization', `Bearer ${body.key}`);
    await grant(vera, matterId, group, 'editor');
    await byKey().expect(204);
    await admin.request.delete(`/api/groups/${group}/members/${otto.id}`).expect(204);
    await grant(vera, matterId, group, 'owner');
    const { body: refused } = await byKey().expect(403);
    assert.match(refused.detail, /Sign in and do it yourself, under Groups\.$/);
    await join(group, otto);
    await byKey().expect(403);
  });
});
