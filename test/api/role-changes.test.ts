import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { approveAs } from '../support/single-sign-on.ts';

describe('Whoever gets another role', () => {
  const room = useRoom();
  let eve: Colleague;
  let bob: Colleague;
  before(async () => {
    [eve, bob] = [
      await createColleague(room, 'eve', 'administrator'),
      await createColleague(room, 'bob', 'administrator'),
    ];
  });

  const sql = async (statements: string) => (await room.services.sql(statements, 'strongroom')).trim();
  const byKey = (key: string) => {
    const agent = supertest.agent(createServer(room.app('server')));
    return agent.set('Authorization', `Bearer ${key}`);
  };
  const newKey = async (who: Colleague, input: object) =>
    (await who.request.post('/api/keys').send(input).expect(201)).body as { id: string; key: string };
  const change = (who: Colleague, role: string) => eve.request.put(`/api/people/${who.id}`).send({ role });
  const told = (who: Colleague) =>
    sql(
      `SELECT about FROM account_notice WHERE person_id = '${who.id}' AND kind = 'keys-ended' ORDER BY made_at`,
    );

  it('leaves their keys and sessions behind, each key with a row, and is told how many', async () => {
    for (const [before, after] of [
      ['member', 'administrator'],
      ['administrator', 'member'],
      ['auditor', 'member'],
    ] as const) {
      const kim = await createColleague(room, 'kim', before);
      const keys = [
        await newKey(kim, { name: 'docs reader', readOnly: true }),
        await newKey(kim, { name: 'b' }),
      ];
      await change(kim, after).expect(200);
      for (const { id, key } of keys) {
        await byKey(key).get('/api/session').expect(401);
        const rows = await sql(
          `SELECT person_id FROM audit_event WHERE event = 'api-key.revoked' AND detail::jsonb->>'id' = '${id}'`,
        );
        assert.equal(rows, eve.id, `${before} to ${after}`);
      }
      await kim.request.get('/api/session').expect(401);
      assert.match(await told(kim), new RegExp(`an? ${after}.*2 API keys`));
    }
  });

  it('keeps both where the role stays', async () => {
    const kim = await createColleague(room, 'kim');
    const { key } = await newKey(kim, { name: 'docs reader' });
    await change(kim, 'member').expect(200);
    await byKey(key).get('/api/session').expect(200);
    await kim.request.get('/api/session').expect(200);
    assert.equal(await told(kim), '');
  });

  it('is approved as an auditor by somebody who reads which keys end with it', async () => {
    const kim = await createColleague(room, 'kim');
    const { key } = await newKey(kim, { name: 'docs reader', readOnly: true });
    await change(kim, 'auditor').expect(403);
    const lines = async () => {
      const { items } = (await bob.request.get('/api/approvals').expect(200)).body;
      const about = (items as { about: { id: string } | null; lines: string[] }[]).filter(
        (one) => one.about?.id === kim.id,
      );
      return about.map((one) => one.lines.join(' '));
    };
    assert.match((await lines()).join(), /“docs reader” \(reads only\)/);
    await approveAs(bob);
    await newKey(kim, { name: 'made since' });
    await change(kim, 'auditor').expect(403);
    assert.match((await lines()).join('\n'), /“made since”/, 'what was approved is done, and nothing else');
    await approveAs(bob);
    await change(kim, 'auditor').expect(200);
    await byKey(key).get('/api/audit').expect(401);
    await kim.request.get('/api/audit').expect(401);
  });
});
