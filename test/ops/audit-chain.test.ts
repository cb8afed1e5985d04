import assert from 'node:assert/strict';
import { openApp, type App } from '../../core/app.ts';
import { recordEvent } from '../../core/audit/record-event.ts';
import { verifyAuditLog } from '../../core/audit/verify-chain.ts';
import { sharedServices, type Services } from '../support/services.ts';

const events = 7;

describe('the audit log cannot be altered without it showing', () => {
  let services: Services;
  let app: App;
  /** As nobody but the superuser in the database's own container can. */
  const tamper = (statement: string) =>
    services.sql(`SET session_replication_role = replica; ${statement};`, 'strongroom');
  const faults = async () => (await verifyAuditLog(app)).faults;

  before(async () => {
    services = await sharedServices();
  });
  beforeEach(async () => {
    await services.freshDatabase();
    app = openApp('ops');
    for (let number = 1; number <= events; number += 1) {
      const detail = { reason: `ünïcode “${number}”\nand a second line` };
      await app.database.asProcess((tx) => recordEvent(tx, { event: 'backup.failed', detail }));
    }
  });
  afterEach(() => app.close());

  it('proves a log whole that nobody touched', async () => {
    const report = await verifyAuditLog(app);
    assert.deepEqual(
      { events: report.events, faults: report.faults, head: report.head.seq },
      { events, faults: [], head: events },
    );
  });

  it('finds a changed row', async () => {
    await tamper("UPDATE audit_event SET detail = '{}' WHERE seq = 4");
    assert.deepEqual(await faults(), [{ seq: 4, what: 'changed' }]);
  });

  it('finds a changed row whose own hash was made to fit', async () => {
    await tamper(
      "UPDATE audit_event SET detail = '{}' WHERE seq = 4; UPDATE audit_event e SET hash = audit_hash(e) WHERE seq = 4",
    );
    assert.deepEqual(await faults(), [{ seq: 5, what: 'moved' }]);
  });

  it('finds a deleted row', async () => {
    await tamper('DELETE FROM audit_event WHERE seq = 3');
    assert.deepEqual(await faults(), [{ seq: 3, what: 'missing' }]);
  });

  it('finds the newest rows cut off', async () => {
    await tamper(`DELETE FROM audit_event WHERE seq > ${events - 2}`);
    assert.deepEqual(await faults(), [{ seq: events - 1, what: 'cut off' }]);
  });

  it('finds two rows that changed places', async () => {
    await tamper('UPDATE audit_event SET seq = CASE seq WHEN 2 THEN 1002 ELSE 1003 END WHERE seq IN (2, 3)');
    await tamper('UPDATE audit_event SET seq = CASE seq WHEN 1002 THEN 3 ELSE 2 END WHERE seq > 1000');
    assert.ok((await faults()).length > 0);
  });

  it('finds a head that was set back', async () => {
    await tamper(
      `UPDATE audit_head SET seq = ${events - 1}, hash = (SELECT hash FROM audit_event WHERE seq = ${events - 1})`,
    );
    assert.deepEqual(await faults(), [{ seq: events, what: 'cut off' }]);
  });

  for (const role of ['server', 'worker', 'ops'] as const) {
    it(`lets ${role} neither change nor delete a row`, async () => {
      for (const statement of [
        "UPDATE audit_event SET detail = ''",
        'DELETE FROM audit_event',
        'TRUNCATE audit_event',
        'UPDATE audit_head SET seq = 0',
      ]) {
        await assert.rejects(
          services.sql(`SET ROLE strongroom_${role}; ${statement};`, 'strongroom'),
          /permission denied/,
        );
      }
      assert.deepEqual(await faults(), []);
    });
  }

  it('stops even the owner of the tables', async () => {
    await assert.rejects(
      services.sql('SET ROLE strongroom_owner; DELETE FROM audit_event;', 'strongroom'),
      /append-only/,
    );
  });
});
