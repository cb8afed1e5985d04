import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import {
  createColleague,
  createTestMatter,
  openForm,
  signInAgain,
  type Colleague,
} from '../support/test-firm.ts';
import { actAroundWalls } from '../support/act-around-walls.ts';
import { approveAs, useSingleSignOn } from '../support/single-sign-on.ts';
import { useRoom } from '../support/room.ts';

const needed = 'urn:strongroom:problem:approval-needed';

describe('Whoever comes in behind a wall without a group', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  let admin: Colleague;
  let bob: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
    bob = await createColleague(room, 'bob', 'administrator');
  });
  const { told, kinds, raise, makeGroup, join, setRole } = actAroundWalls(room, () => admin);
  const put = (whom: Colleague, change: object, status = 200) =>
    admin.request.put(`/api/people/${whom.id}`).send(change).expect(status);
  const linkFor = (by: Colleague, whom: Colleague) => by.request.post(`/api/people/${whom.id}/password-link`);

  it('as a leaver who is let in again: the owners of each walled matter in which they have a role are told', async () => {
    const [vera, leaver] = [await createColleague(room, 'vera'), await createColleague(room, 'leaver')];
    const other = await createColleague(room, 'other');
    for (const number of ['B-1', 'B-2', 'B-3']) {
      const matterId = await createTestMatter(vera, 'members', number);
      await setRole(vera, matterId, leaver, 'viewer');
      if (number !== 'B-3') await raise(vera, matterId, { personId: other.id });
    }
    await put(leaver, { disabled: true });
    assert.deepEqual(await told(vera), []);
    await put(leaver, { disabled: false });
    assert.deepEqual(await told(vera), [
      'came-in-behind-wall: let “leaver” in again; they have or had a role in 2 of your matters (B-1, B-2)',
    ]);
    await put(leaver, { disabled: false });
    await put(leaver, { role: 'administrator' });
    assert.equal((await told(vera)).length, 1, 'they were in already');
  });

  it('as an auditor who becomes a member: the owners are told', async () => {
    const [vera, audra] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'audra', 'auditor'),
    ];
    const matterId = await createTestMatter(vera, 'members', 'B-4');
    const deal = await makeGroup('Deal');
    await vera.request.put(`/api/matters/${matterId}/groups/${deal}`).send({ role: 'viewer' }).expect(200);
    await join(deal, audra);
    await raise(vera, matterId, { personId: (await createColleague(room, 'other')).id });
    await put(audra, { role: 'member' });
    const member = await signInAgain(room, audra);
    await member.request.get(`/api/matters/${matterId}`).expect(200);
    assert.deepEqual(await told(vera), [
      'came-in-behind-wall: made “audra” a member instead of an auditor; they have or had a role in your matter B-4',
    ]);
  });

  it('by a link for a colleague who reads what the maker is kept from: a second administrator approves, owners are told', async () => {
    const [vera, cora, eve] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'cora'),
      await createColleague(room, 'eve', 'administrator'),
    ];
    const matterId = await createTestMatter(vera, 'firm', 'B-5');
    await linkFor(eve, cora).expect(201);
    const wall = await raise(vera, matterId, { personId: eve.id });
    assert.equal((await linkFor(eve, cora).expect(403)).body.type, needed);
    const { body } = await bob.request.get('/api/approvals').expect(200);
    assert.match(
      body.items[0].lines.join('\n'),
      /A wall keeps “eve” \(eve-.*\) from a matter that “cora” \(cora-.*\) reads/,
    );
    assert.doesNotMatch(JSON.stringify(body.items[0]), /B-5/);
    await approveAs(bob);
    await linkFor(eve, cora).expect(201);
    assert.deepEqual(await told(vera), ['link-past-wall: “cora”, who reads your matter B-5']);
    await linkFor(admin, cora).expect(201);
    assert.equal((await told(vera)).length, 1, 'no wall keeps this one from anything');
    await vera.request.post(`/api/walls/${wall}/lift`).send({ reason: 'settled' }).expect(200);
    assert.equal((await linkFor(eve, cora).expect(403)).body.type, needed, 'it stood in the last 30 days');
    await sql(`UPDATE wall SET lifted_at = now() - interval '31 days' WHERE id = '${wall}'`);
    await linkFor(eve, cora).expect(201);
  });

  it('not by a link that was made before the wall against its maker: it opens nothing', async () => {
    const [vera, cora, eve] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'cora'),
      await createColleague(room, 'eve', 'administrator'),
    ];
    const link: string = (await linkFor(eve, cora).expect(201)).body.link;
    const server = createServer(room.app('server'));
    const path = new URL(link).pathname;
    assert.equal((await supertest(server).get(path)).status, 200);
    await raise(vera, await createTestMatter(vera, 'firm', 'B-6'), { personId: eve.id });
    assert.equal((await supertest(server).get(path)).status, 404);
    const chosen = { password: 'seven quiet rooms upstairs' };
    await supertest(server)
      .post(path)
      .set(await openForm(server))
      .type('form')
      .send(chosen)
      .expect(404);
  });

  it('as an auditor against whom walls stand: the approval says so, and the auditors are told', async () => {
    const [vera, cora, audra] = [
      await createColleague(room, 'vera'),
      await createColleague(room, 'cora'),
      await createColleague(room, 'audra', 'auditor'),
    ];
    const group = await makeGroup('Other side');
    await join(group, cora);
    await raise(vera, await createTestMatter(vera, 'members', 'B-7'), { personId: cora.id });
    await raise(vera, await createTestMatter(vera, 'members', 'B-8'), { groupId: group });
    assert.deepEqual(await kinds(audra), []);
    await put(cora, { role: 'auditor' }, 403);
    const lines = async () => {
      const { body } = await bob.request.get('/api/approvals').expect(200);
      return (body.items[0].lines as string[]).join('\n');
    };
    assert.match(
      await lines(),
      /Walls keep them from 2 matters, and from the rows of the audit log about these/,
    );
    await approveAs(bob);
    await raise(vera, await createTestMatter(vera, 'members', 'B-9'), { personId: cora.id });
    await put(cora, { role: 'auditor' }, 403);
    assert.match(await lines(), /from 3 matters/, 'another wall is another approval');
    await approveAs(bob);
    await put(cora, { role: 'auditor' });
    assert.deepEqual(await told(audra), [
      'auditor-made: “cora” They sign in with a password.',
      'walled-auditor-made: “cora”, whom walls keep from 3 matters',
    ]);
    const free = await createColleague(room, 'free');
    await put(free, { role: 'auditor' }, 403);
    assert.doesNotMatch(await lines(), /Walls/);
  });
});

describe('Whom the provider makes a member who was an auditor', () => {
  const room = useRoom();
  const firm = useSingleSignOn(room);

  it('comes in behind a wall as well, and the owners are told', async () => {
    const { told, raise, setRole } = actAroundWalls(room, () => firm.admin);
    const [vera, other] = [await createColleague(room, 'vera'), await createColleague(room, 'other')];
    await firm.save({ groupRoles: [{ group: '/audit', role: 'auditor' }], createsPeople: true }).expect(200);
    const person = firm.somebody({ groups: ['/audit'] });
    firm.provider.state.person = person;
    const { id } = await firm.getSignedInPerson((await firm.signOn()).answer);
    const matterId = await createTestMatter(vera, 'members', 'P-1');
    await setRole(vera, matterId, { ...other, id }, 'viewer');
    await raise(vera, matterId, { personId: other.id });
    firm.provider.state.person = { ...person, groups: [] };
    assert.equal((await firm.getSignedInPerson((await firm.signOn()).answer)).role, 'member');
    const texts = (await told(vera)).filter((text) => !text.startsWith('sign-on-changed: '));
    assert.equal(texts.length, 1, texts.join());
    assert.match(
      texts.join(),
      /^came-in-behind-wall: made .* a member instead of an auditor, by a group of theirs .*; they have or had a role in your matter P-1$/,
    );
  });
});
