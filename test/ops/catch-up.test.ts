import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { listTargetStatuses } from '../../core/backups/target-status.ts';
import { loadConfig } from '../../core/platform/config.ts';
import type { Prisma } from '../../core/platform/database.ts';
import {
  isWalWithoutBase,
  isNightlyBackupMissed,
  listDueMaintenance,
  listTargetsDueForDump,
} from '../../ops/maintenance/find-due-work.ts';
import { runMissedJobs, type CatchUpJob } from '../../ops/scheduler/catch-up.ts';
import { Refused } from '../../ops/errors.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';

const at = (time: string) => new Date(`2031-03-${time}:00Z`);

describe('what the clock could not do at its hour is made up', function () {
  this.timeout(240_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  /** The same appliance, whose only place may be written to in these hours. */
  const open = (hours: string): App => {
    const targets = app.config.targets.map((target) => ({ ...target, hours }));
    return { ...app, config: { ...app.config, targets } };
  };
  const ran = (job: string, state: 'done' | 'refused' | 'failed' | 'running', startedAt: Date) =>
    app.database.asProcess((tx) =>
      tx.scheduledRun.create({ data: { id: randomUUID(), job, state, startedAt } }),
    );
  const did = (run: Omit<Prisma.TargetRunUncheckedCreateInput, 'id' | 'target'>) =>
    app.database.asProcess((tx) =>
      tx.targetRun.create({ data: { id: randomUUID(), target: 'near', ...run } }),
    );
  const empty = () => services.sql('TRUNCATE scheduled_run, target_run, backup_run;', 'strongroom');

  before(async () => {
    ({ services, app, ops } = await freshRoom());
  });
  beforeEach(empty);
  after(async () => {
    await empty();
    await app.close();
  });

  it('a night without a whole set, however good the sets of the hours are', async () => {
    await ran('daily-backup', 'done', at('09T02:00'));
    const hourly = {
      id: randomUUID(),
      kind: 'incremental',
      state: 'done',
      startedAt: at('09T19:00'),
    } as const;
    await app.database.asProcess((tx) => tx.backupRun.create({ data: hourly }));
    assert.equal(await isNightlyBackupMissed(app, at('10T01:45')), false);
    assert.equal(await isNightlyBackupMissed(app, at('10T07:01')), true, 'the machine was off all night');
    await ran('daily-backup', 'refused', at('10T02:00'));
    assert.equal(await isNightlyBackupMissed(app, at('10T02:45')), true, 'the hourly set was under way');
    assert.equal(
      await isNightlyBackupMissed(open('8-18'), at('10T02:45')),
      false,
      'no target may be written to',
    );
    assert.equal(await isNightlyBackupMissed(open('8-18'), at('10T08:45')), true);
    await ran('missed-backup', 'done', at('10T08:45'));
    assert.equal(await isNightlyBackupMissed(open('8-18'), at('10T09:45')), false);
  });

  it('a set for the log of another life, which no older one leads to', async () => {
    const log = join(services.dataDir, 'ops', 'log');
    rmSync(log, { recursive: true, force: true });
    assert.equal(await isWalWithoutBase(app), false, 'nothing is received');
    mkdirSync(log);
    writeFileSync(join(log, 'since'), '2031-03-10T10:20:00.000Z\n');
    assert.equal(await isWalWithoutBase(app), false, 'the first set is made by the installation');
    const made = (startedAt: Date) => {
      const set = { id: randomUUID(), kind: 'full', state: 'done', startedAt } as const;
      return app.database.asProcess((tx) => tx.backupRun.create({ data: set }));
    };
    await made(at('10T10:00'));
    assert.equal(await isWalWithoutBase(app), true);
    await made(at('10T10:21'));
    assert.equal(await isWalWithoutBase(app), false);
    rmSync(log, { recursive: true });
  });

  it('check, pruning and copy as plain SQL of a place that is closed at those hours', async () => {
    const due = async (hours: string, now: Date) =>
      (await listDueMaintenance(open(hours), now)).map(({ part, prune }) => ({ part, prune }));
    assert.deepEqual(await due('20-2', at('10T20:45')), [], 'it holds nothing yet');
    await did({ act: 'backup', ok: true, at: at('09T20:00') });
    await did({ act: 'check', ok: true, part: 1, at: at('08T20:45') });
    await did({ act: 'prune', ok: true, at: at('09T20:45') });
    await did({ act: 'dump', ok: true, at: at('01T20:45') });
    assert.deepEqual(await due('20-2', at('10T19:45')), [], 'it is closed');
    assert.deepEqual(await due('20-2', at('10T20:45')), [{ part: false, prune: true }]);
    await did({ act: 'prune', ok: false, reason: 'it only adds', at: at('10T20:45') });
    assert.deepEqual(await due('20-2', at('10T21:45')), [], 'once a night');
    assert.deepEqual(await due('20-2', at('16T21:45')), [{ part: true, prune: true }], 'a week is over');
    await did({ act: 'check', ok: false, reason: 'damaged', at: at('16T21:45') });
    assert.deepEqual(
      await due('20-2', at('16T22:45')),
      [],
      'nothing is pruned, and tomorrow it is looked at',
    );
    assert.deepEqual(await due('20-2', at('17T20:45')), [{ part: true, prune: true }]);
    const dumps = async (now: Date) =>
      (await listTargetsDueForDump(open('20-2'), now)).map(({ name }) => name);
    assert.deepEqual(await dumps(at('30T20:45')), []);
    const late = new Date(at('01T20:46').getTime() + 32 * 24 * 3_600_000);
    assert.deepEqual(await dumps(late), ['near']);
    await did({ act: 'dump', ok: false, at: late });
    assert.deepEqual(await dumps(late), []);
  });

  it('again after a run that was refused, later after one that failed, and never beside another', async () => {
    let times = 0;
    const look = (outcome?: Error) => {
      const run = () => ((times += 1), outcome ? Promise.reject(outcome) : Promise.resolve());
      const job = { name: 'missed-thing', minutes: 1, run };
      const rest = {
        scheduledName: 'thing',
        notBeside: ['thing', 'missed-thing', 'other'],
        isMissed: async () => true,
      };
      const catchUpJob: CatchUpJob = { job, ...rest, retryAfterHours: { failed: 6, refused: 0 } };
      return (atStart = false) => runMissedJobs(app, [catchUpJob], { atStart });
    };
    await ran('other', 'running', new Date());
    await look()();
    assert.equal(times, 0);
    await app.database.asProcess((tx) => tx.scheduledRun.updateMany({ data: { state: 'done' } }));
    await ran('thing', 'refused', new Date());
    await look(new Refused('Not now.'))();
    await look(new Error('It broke.'))();
    assert.equal(times, 2);
    await look()();
    assert.equal(times, 2, 'it failed just now');
    await look()(true);
    assert.equal(times, 3, 'at the start no try counts');
  });

  it('in truth: a place is checked and pruned, with room for what restic packs, and the clock says when', async () => {
    // Of three sets of one hour the second is kept no longer.
    for (let times = 0; times < 3; times += 1) assert.equal((await ops.ask(['backup'])).code, 0);
    await services.sql(
      `UPDATE _prisma_migrations SET finished_at = now() - interval '9 days';`,
      'strongroom',
    );
    const folder = ops.freshFolder('made-up');
    // As restic itself, and says where it was told to keep what it packs.
    const witness =
      '#!/bin/bash\n[[ " $* " != *" prune "* ]] || echo "$TMPDIR" >/into/kept-in\nexec /usr/bin/restic "$@"\n';
    writeFileSync(join(folder, 'restic'), witness, { mode: 0o755 });
    const script = `
      const { openApp } = await import('/opt/strongroom/dist/core/app.js');
      const { runDueMaintenance } = await import('/opt/strongroom/dist/ops/maintenance/check-target.js');
      const app = openApp('ops', { logLevel: 'silent' });
      await runDueMaintenance(app, console.error);
      await app.close();`;
    const made = await ops.tool(['node', '--input-type=module', '--eval', script], {
      folder,
      environment: { PATH: '/into:/opt/strongroom/bin:/usr/local/bin:/usr/bin:/bin' },
    });
    assert.equal(made.code, 0, made.stderr);
    assert.equal(readFileSync(join(folder, 'kept-in'), 'utf8').trim(), '/data/ops/temporary');
    const [near] = await listTargetStatuses(app, ['near']);
    for (const time of [near?.lastCheck, near?.lastPrune])
      assert.ok(Date.now() - (time?.getTime() ?? 0) < 240_000, String(time));
    assert.deepEqual(await listDueMaintenance(app), []);
    const status = await ops.ask(['status']);
    assert.match(status.stdout, /near target .* checked 2.* pruned 2/);
  });

  it('and a place that lets nothing be removed is no fault, but says what it needs', async () => {
    await did({ act: 'prune', ok: false, reason: 'Type: strongroom prune ...', keptByTarget: true });
    const [kept] = await listTargetStatuses(app, ['near']);
    assert.deepEqual([kept?.pruneFailure, kept?.pruneNeeds], [null, 'Type: strongroom prune ...']);
    await did({ act: 'prune', ok: false, reason: 'No space.' });
    const [failed] = await listTargetStatuses(app, ['near']);
    assert.deepEqual([failed?.pruneFailure, failed?.pruneNeeds], ['No space.', null]);
  });

  it('from one hour to the same is always open', () => {
    const hours = (text: string) =>
      loadConfig('ops', { ...process.env, STRONGROOM_REPOSITORY_HOURS: text }).targets[0]?.hours;
    assert.deepEqual(['0-0', '08-8', '20-6', ''].map(hours), ['', '', '20-6', '']);
  });
});
