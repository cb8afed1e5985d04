import assert from 'node:assert/strict';
import { createColleague, createTestMatter, uploadAs, type Colleague } from '../support/test-firm.ts';
import { actAroundWalls } from '../support/act-around-walls.ts';
import { useRoom } from '../support/room.ts';

const secret = /Quicksand/;
const marsh = /Marsh/;

describe('The name of a hold over several matters', () => {
  const room = useRoom();
  let ada: Colleague;
  let root: Colleague;
  before(async () => {
    ada = await createColleague(room, 'ada');
    root = await createColleague(room, 'root', 'administrator');
  });
  const { raise, setRole } = actAroundWalls(room, () => root);
  const hold = (by: Colleague, name: string, ...covers: { matterId: string }[]) =>
    by.request
      .post('/api/holds')
      .send({ name: `${name} v. Lind`, reason: `${name} sues`, covers })
      .expect(201);
  const html = (who: Colleague, path: string) => who.request.get(path).set('Accept', 'text/html').expect(200);

  it('and its reason are shown to those alone whom no wall keeps from any of them', async () => {
    const [walled, other] = [
      await createColleague(room, 'walled', 'administrator'),
      await createColleague(room, 'other', 'administrator'),
    ];
    const [first, second] = [await createTestMatter(ada), await createTestMatter(ada)];
    const { id } = await uploadAs(ada, first, { name: 'a.txt', content: `words ${first}` });
    await setRole(ada, first, walled, 'owner');
    const { body: held } = await hold(ada, 'Quicksand', { matterId: first }, { matterId: second });
    await raise(ada, second, { personId: walled.id });
    const find = async (who: Colleague, query = '') => {
      const { items } = (await who.request.get(`/api/holds${query}`).expect(200)).body;
      return (items as { id: string }[]).find((one) => one.id === held.id) as unknown as {
        name: string;
        reason: string;
        covers: object[];
      };
    };
    for (const who of [ada, other]) {
      const seen = await find(who, `?matter=${first}`);
      assert.deepEqual([seen.name, seen.reason], ['Quicksand v. Lind', 'Quicksand sues']);
    }
    for (const query of ['', `?matter=${first}`]) {
      const seen = await find(walled, query);
      assert.deepEqual(
        [seen.name, seen.reason],
        ['A legal hold', 'Its name and reason are shown to those who see all that it covers.'],
      );
      assert.equal(seen.covers.length, 1);
    }
    for (const path of ['/admin/holds', `/matters/${first}/holds`, `/matters/${first}`, `/documents/${id}`])
      assert.doesNotMatch((await html(walled, path)).text, secret, path);
    assert.match((await html(other, '/admin/holds')).text, secret);
    const refused = await walled.request.delete(`/api/documents/${id}`).expect(409);
    assert.doesNotMatch(refused.body.detail, secret);
    assert.match(refused.body.detail, /must be kept as it is for now/);
    const { body: others } = await ada.request.delete(`/api/documents/${id}`).expect(409);
    assert.match(others.detail, secret);
    const released = await ada.request
      .post(`/api/holds/${held.id}/release`)
      .send({ reason: 'Quicksand paid' });
    assert.equal(released.status, 200);
    assert.doesNotMatch(JSON.stringify(await find(walled)), secret, 'nor why it was released');
  });

  it('is not in the audit log for an auditor whom a wall keeps from one of them', async () => {
    const [walled, free] = [
      await createColleague(room, 'audra', 'auditor'),
      await createColleague(room, 'august', 'auditor'),
    ];
    const [first, second] = [await createTestMatter(ada), await createTestMatter(ada)];
    await hold(ada, 'Marsh', { matterId: first }, { matterId: second });
    await raise(ada, second, { personId: walled.id });
    const rows = async (who: Colleague) =>
      (await who.request.get('/api/audit').query({ event: 'hold.placed' }).expect(200)).text;
    assert.doesNotMatch(await rows(walled), marsh);
    const exported = await walled.request.get('/api/audit/export').buffer(true);
    assert.doesNotMatch(exported.text, marsh);
    const { body: alone } = await hold(ada, 'Lone', { matterId: first });
    assert.match(await rows(free), new RegExp(alone.id));
    assert.match(await rows(free), marsh);
    assert.match(await rows(walled), /Lone v\. Lind/, 'of what no wall keeps the name is told');
  });
});
