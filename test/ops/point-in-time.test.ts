import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { freshRoomWithoutWal } from './prepared-repository.ts';
import { shipWalNow, type OpsContainer, untilWalIsReceived } from './ops-container.ts';
import { askRestored } from './restored-database.ts';
import { stillClock } from './still-clock.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

describe('any moment between two backups can be brought back', function () {
  this.timeout(500_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let between: Date;
  let first: StoredDocument[];
  const name = `strongroom-test-${process.pid}-receiver`;

  const restore = (folder: string, at: string) =>
    ops.ask(
      [
        'restore-backup',
        '--at',
        at,
        '--into',
        '/into/set',
        '--password-file',
        '/run/secrets/repository_key',
        '--json',
      ],
      { folder },
    );
  const ship = async () => {
    const ran = await shipWalNow(ops.ask);
    assert.equal(ran.code, 0, ran.stderr);
    return (JSON.parse(ran.stdout) as { targets: { target: string; objects: number }[] }).targets[0];
  };
  const receiving = () => untilWalIsReceived(services);
  const snapshots = async () => {
    const key = ['--password-file', '/run/secrets/repository_key', '--no-cache', '--no-lock'];
    const found = await ops.tool(['restic', '--repo', '/repository', ...key, 'snapshots', '--json']);
    return JSON.parse(found.stdout) as { id: string; tags: string[]; parent?: string; paths: string[] }[];
  };

  before(async () => {
    ({ services, app, ops } = await freshRoomWithoutWal());
  });
  after(() => app.close());

  it('says so when the log is not being received, rather than send half of it', async () => {
    const ran = await ops.ask(['ship-wal', '--json']);
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(ran.stdout, /not being received/);
  });

  it('sends the log and the documents that came with it, receiving goes on across a restart', async () => {
    const daemon = ops.start(name, [], { environment: stillClock });
    try {
      await storeDocuments(app, services, [1]);
      await receiving();
      assert.equal((await ship())?.target, 'near', 'a fresh appliance sends its log before its first set');
      const told = await ops.ask(['status', '--json']);
      assert.match(told.stdout, /"recoverableUntil":null/, 'no log brings anything back without a set');
      const backup = await ops.ask(['backup']);
      assert.equal(backup.code, 0, backup.stderr);
      first = await storeDocuments(app, services, [2, 300_000]);
      await setTimeout(1_500);
      between = new Date();
      await setTimeout(1_500);
      await services.kill('postgres');
      await services.start('postgres');
      await storeDocuments(app, services, [400_000]);
      assert.equal((await ship())?.objects, 4);
      const backingUp = ops.start(`${name}-beside`, ['backup', '--json']);
      await waitFor('a backup to be under way', 60, () =>
        Promise.resolve(/copying the database/.test(backingUp.said()) || undefined),
      );
      await backingUp.hold();
      const beside = await ops.ask(['ship-wal', '--json']);
      await backingUp.letGo();
      assert.equal(beside.code, 0, `nothing waits for the backup at night: ${beside.stdout}`);
      const made = await backingUp.ended;
      assert.equal(made.code, 0, made.said);
    } finally {
      await daemon.kill();
      await daemon.ended;
    }
  });

  it('between two uploads: the first is there with its bytes, the second is not', async () => {
    const folder = ops.freshFolder('point-in-time');
    const ran = await restore(folder, between.toISOString().replace('T', ' '));
    assert.equal(ran.code, 0, ran.stderr);
    const found = await askRestored(
      ops,
      folder,
      "SELECT count(*), count(*) FILTER (WHERE sha256 IN ('" +
        first.map(({ sha256 }) => sha256).join("','") +
        "')) FROM document",
    );
    assert.equal(found, '3|2');
    const listed = await ops.tool(['find', '/into/set/minio/documents/sha256', '-name', 'xl.meta'], {
      folder,
    });
    for (const { sha256 } of first) assert.ok(listed.stdout.includes(`/${sha256}/xl.meta`));
  });

  it('refuses a moment before the first set, one that is still to come, and one that is none', async () => {
    const refuses = async (at: string, code: number, words: RegExp) => {
      const ran = await restore(ops.freshFolder('point-in-time-refused'), at);
      assert.equal(ran.code, code, ran.stderr);
      assert.match(ran.stdout, words);
    };
    await refuses('2001-01-01 10:15', 3, /oldest backup is of/);
    await refuses('2999-01-01 10:15', 3, /reaches to \d{4}-\d\d-\d\d/);
    await refuses('yesterday', 2, /is no recovery point/);
  });

  it('is not what the next set goes on from: that is the set before, so that no old document is read again', async () => {
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    const all = await snapshots();
    const set = all.find(({ id }) => id === (JSON.parse(ran.stdout) as { snapshot: string }).snapshot);
    const before = all.find(({ id }) => id === set?.parent);
    assert.ok(before?.tags.includes('strongroom'), `it went on from ${before?.tags.join() ?? 'nothing'}`);
  });

  it('comes back, too, when so much was new that the log does not name each object', async () => {
    await services.sql(
      `INSERT INTO stored_object (sha256, bytes)
       SELECT encode(sha256(convert_to('not there ' || number, 'UTF8')), 'hex'), 1 FROM generate_series(1, 2100) AS number`,
      'strongroom',
    );
    const daemon = ops.start(`${name}-many`, [], { environment: stillClock });
    let moment: Date;
    let last: StoredDocument[];
    try {
      await receiving();
      last = await storeDocuments(app, services, [77_000]);
      await setTimeout(1_500);
      moment = new Date();
      await setTimeout(1_500);
      assert.ok(((await ship())?.objects ?? 0) > 2_100);
    } finally {
      await daemon.kill();
      await daemon.ended;
    }
    const log = (await snapshots()).findLast(({ tags }) => tags.includes('strongroom-log'));
    assert.deepEqual(
      log?.paths.map((path) => path.replace(/.*\/(?=ops|minio)/, '')),
      ['minio/documents/sha256', 'ops/log'],
    );
    const folder = ops.freshFolder('point-in-time-many');
    const ran = await restore(folder, moment.toISOString().replace('T', ' '));
    assert.equal(ran.code, 0, ran.stderr);
    const found = await ops.tool(['find', '/into/set/minio/documents/sha256', '-name', 'xl.meta'], {
      folder,
    });
    for (const { sha256 } of [...first, ...last]) assert.ok(found.stdout.includes(`/${sha256}/xl.meta`));
  });

  it('is told to whoever brings back a set, which is up to an hour older', async () => {
    const key = ['--password-file', '/run/secrets/repository_key', '--dry-run', 'yes', '--json'];
    const folder = ops.freshFolder('point-in-time-told');
    const ran = await ops.ask(['restore-backup', 'latest', '--into', '/into/set', ...key], { folder });
    assert.equal(ran.code, 0, ran.stderr);
    const { logUntil, time } = JSON.parse(ran.stdout) as { logUntil: string; time: string };
    assert.ok(logUntil > time, `${logUntil} after ${time}`);
  });
});
