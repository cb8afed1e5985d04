import assert from 'node:assert/strict';
import { recordEvent } from '../../core/audit/record-event.ts';
import type { App } from '../../core/app.ts';
import { recordResumption } from '../../ops/audit/resume-audit-log.ts';
import type { Services } from '../support/services.ts';
import type { OpsContainer } from './ops-container.ts';
import { freshRoom } from './prepared-repository.ts';
import { storeDocuments } from './stored-documents.ts';

describe('an audit log that was cut at its end together with its head', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;

  const alone = (...args: string[]) => ops.ask([...args, '--json']);
  /** As nobody but the superuser in the database's own container can. */
  const asSuperuser = (statements: string) =>
    services.sql(`SET session_replication_role = replica; ${statements};`, 'strongroom');
  const readHead = async () =>
    Number((await asSuperuser('SELECT seq FROM audit_head')).trim().split('\n').at(-1));
  const addEvents = async (count: number) => {
    for (let left = count; left > 0; left -= 1)
      await app.database.asProcess((tx) =>
        recordEvent(tx, { event: 'rehearsal.failed', detail: { reason: 'x' } }),
      );
  };
  const cutTo = (seq: number) =>
    asSuperuser(
      `DELETE FROM audit_event WHERE seq > ${seq}; UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_event WHERE seq = ${seq})`,
    );
  const says = async (pattern: RegExp, code: number, ...args: string[]) => {
    const ran = await alone(...args);
    assert.match(ran.stdout + ran.stderr, pattern, args.join(' '));
    assert.equal(ran.code, code, args.join(' ') + ran.stdout + ran.stderr);
  };
  const doctorSays = async () => {
    const { findings } = JSON.parse((await alone('doctor')).stdout) as {
      findings: { check: string; ok: boolean; says: string }[];
    };
    return findings.find(({ check }) => check === 'audit log');
  };

  beforeEach(async () => {
    ({ services, app, ops } = await freshRoom());
    await storeDocuments(app, services, [1, 20]);
    await addEvents(5);
    await says(/"auditFault":null/, 0, 'backup');
  });
  afterEach(() => app.close());

  it('is found by backup, rehearsal, doctor and audit verify, and nothing that proves it is removed, until somebody looked', async () => {
    const [end] = [await readHead(), await addEvents(5)];
    await says(/"auditFault":null/, 0, 'backup');
    assert.equal((await doctorSays())?.ok, true);
    await cutTo(end - 3);
    const lost = /The audit log does not run through row \d+, which the snapshot [0-9a-f]{8} /;
    await says(lost, 1, 'audit-verify');
    assert.match((await doctorSays())?.says ?? '', lost);
    // It has grown past the row that was lost, as it does by itself.
    await addEvents(20);
    await says(lost, 1, 'backup');
    assert.match(
      (await alone('status')).stdout,
      /"lastBackupFailure":null/,
      'the documents are backed up all the same',
    );
    await says(lost, 1, 'rehearse');
    await says(/none of them was removed.*accept-changes/, 3, 'prune');
    await says(lost, 0, 'accept-changes');
    assert.equal((await doctorSays())?.ok, true);
    await says(/"auditFault":null/, 0, 'backup');
    await says(/runs through the heads of \d+ earlier backups/, 0, 'rehearse');
    await says(/"ok":true/, 0, 'prune');
  });

  it('does not ring after a restore, which signs what it left behind; what the database says unsigned does not count', async () => {
    const end = await readHead();
    await cutTo(end - 3);
    const forged = { after: end - 3, at: new Date().toISOString(), why: 'restore', signature: 'x' } as const;
    await app.database.asProcess((tx) => recordEvent(tx, { event: 'audit.resumed', detail: forged }));
    assert.equal((await doctorSays())?.ok, false);
    await app.database.asProcess((tx) => recordResumption(app, tx, { after: end - 3, why: 'restore' }));
    assert.equal((await doctorSays())?.ok, true);
    await addEvents(5);
    await says(/"auditFault":null/, 0, 'backup');
    // A second cut is not explained by the first restore.
    await cutTo((await readHead()) - 6);
    assert.equal((await doctorSays())?.ok, false);
  });

  it('says of backups without a head that they have none, and goes on', async () => {
    const restic = 'restic --repo /repository --password-file /run/secrets/repository_key --no-cache';
    const script = `set -eo pipefail; ${restic} snapshots --json | grep -o 'audit=[0-9]*:[0-9a-f]*' | xargs -I TAG ${restic} tag --remove TAG`;
    const untagged = await ops.tool(['bash', '-c', script]);
    assert.equal(untagged.code, 0, untagged.stderr);
    await says(/1 backups at the near target are of an earlier version/, 0, 'backup');
    const found = await doctorSays();
    assert.equal(found?.ok, true);
    assert.match(
      found?.says ?? '',
      /runs through all 1 heads.*1 backups at the near target are of an earlier/,
    );
    await says(/"ok":true/, 0, 'audit-verify');
  });
});
