import assert from 'node:assert/strict';
import { verifyAuditLog, type AuditLogReport } from '../../core/audit/verify-chain.ts';
import { acceptAuditFault } from '../../ops/audit/accept-audit-fault.ts';
import { recordAuditCheck } from '../../ops/audit/audit-checks.ts';
import { createColleague, createTestMatter } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';

describe('The audit log says whom and which matter an id means', function () {
  this.timeout(60_000);
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  /** As nobody but the owner of the database can. */
  const tamper = (statement: string) => sql(`SET session_replication_role = replica; ${statement};`);
  /** Of the API; whoever the test itself put into the database is in no row. */
  type Person = { id: string; email: string; name: string };
  let olga: Person;
  let edgar: Person;
  let matter: string;
  const putIn = new Set<string>();
  const number = 'N-2026-100';
  const report = (): Promise<AuditLogReport> => verifyAuditLog(room.app('ops'));
  const altered = async () =>
    (await report()).altered
      .filter(({ id }) => !putIn.has(id))
      .map(({ kind, id }) => `${kind} ${id}`)
      .toSorted();
  const readdress = ({ id }: Person, email: string) =>
    tamper(`UPDATE person SET email = '${email}' WHERE id = '${id}'`);

  before(async () => {
    const admin = await createColleague(room, 'admin', 'administrator');
    const owner = await createColleague(room, 'owner');
    for (const { id } of [admin, owner]) putIn.add(id);
    const add = async (name: string) => {
      const answer = await admin.request.post('/api/people').send({ email: `${name}@firm.example`, name });
      assert.equal(answer.status, 201);
      return answer.body as Person;
    };
    [olga, edgar] = [await add('olga'), await add('edgar')];
    matter = await createTestMatter(owner, 'members', number);
  });

  it('with name and e-mail address when somebody is added, and the number when a matter is opened', async () => {
    const person = await sql(
      `SELECT detail FROM audit_event WHERE event = 'person.created' AND detail LIKE '%${olga.id}%'`,
    );
    const said = JSON.parse(person) as Record<string, unknown>;
    assert.deepEqual([said['name'], said['email']], ['olga', 'olga@firm.example']);
    const opened = await sql(
      `SELECT detail FROM audit_event WHERE event = 'matter.created' AND matter_id = '${matter}'`,
    );
    assert.deepEqual(JSON.parse(opened), { access: 'members', number });
    assert.deepEqual(await altered(), []);
  });

  it('so that two people who were swapped in the database show, and who is right again does not', async () => {
    await readdress(olga, 'for-now');
    await readdress(edgar, olga.email);
    await readdress(olga, edgar.email);
    assert.deepEqual(await altered(), [`person ${olga.id}`, `person ${edgar.id}`].toSorted());
    assert.deepEqual((await report()).faults, []);
    await readdress(olga, 'for-now');
    await readdress(edgar, edgar.email);
    await readdress(olga, olga.email);
    assert.deepEqual(await altered(), []);
  });

  it('and so do another name, another number, and whoever was put in', async () => {
    await tamper(`UPDATE person SET name = name || ' the other' WHERE id = '${edgar.id}'`);
    await tamper(`UPDATE matter SET number = '2026-100-FAKE' WHERE id = '${matter}'`);
    const stranger = '00000000-0000-4000-8000-000000000001';
    await tamper(`INSERT INTO person (id, email, name) VALUES ('${stranger}', 'x@firm.example', 'X')`);
    const wanted = [`matter ${matter}`, `person ${edgar.id}`, `person ${stranger}`];
    assert.deepEqual(await altered(), wanted.toSorted());
  });

  it('until somebody has looked: from then on the log says what they are called', async () => {
    const app = room.app('ops');
    await recordAuditCheck(app, 'chain', 'somebody was altered');
    assert.equal(await acceptAuditFault(app), 'somebody was altered');
    assert.deepEqual(await altered(), []);
    const named = await sql(
      `SELECT detail FROM audit_event WHERE event = 'person.named' AND detail LIKE '%${edgar.id}%'`,
    );
    assert.match(named, /the other.*"why":"accepted"/);
  });

  it('and neither server nor ops gives anybody another name or address without a row', async () => {
    for (const role of ['strongroom_server', 'strongroom_ops'])
      for (const change of [`name = name || '!'`, `email = 'new-' || email`])
        await assert.rejects(
          sql(`SET ROLE ${role}; UPDATE person SET ${change} WHERE id = '${olga.id}'`),
          /without a row of the audit log/,
        );
  });
});
