import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApp, type App } from '../../core/app.ts';
import { withRehearsalLock } from '../../ops/targets/repository-lock.ts';
import { ResticFailed } from '../../ops/targets/restic.ts';
import { runProgram } from '../../ops/run-program.ts';
import { Refused } from '../../ops/errors.ts';
import { runScheduledJob } from '../../ops/scheduler/run-job.ts';
import { restartForMount } from '../../ops/scheduler/restart-for-mount.ts';
import { listTargets } from '../../ops/targets/list-targets.ts';
import { startSchedule } from '../../ops/scheduler/schedule.ts';
import { run, tryRun } from '../support/run-program.ts';
import { sharedServices, type Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { emptyRepository } from './prepared-repository.ts';
import { opsContainer, type OpsContainer } from './ops-container.ts';
import { lookForMissed, stillClock } from './still-clock.ts';

const day = 86_400;
const readMetrics = `
  const answer = await fetch('http://127.0.0.1:9464/metrics');
  process.stdout.write(await answer.text());`;

describe('the night is not forgotten', function () {
  this.timeout(240_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  const name = `strongroom-test-${process.pid}-clock`;
  const figure = (text: string, metric: string) =>
    Number(new RegExp(`^${metric}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1]);
  const figures = () => run('docker', ['exec', name, 'node', '--input-type=module', '--eval', readMetrics]);

  before(async () => {
    services = await sharedServices();
    await services.freshDatabase();
    emptyRepository(services);
    app = openApp('ops');
    await app.storage.prepare();
    ops = opsContainer(services);
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
  });
  after(() => app.close());

  const request = async (state: 'asked' | 'running', attempts: number) => {
    const [id, askedBy] = [randomUUID(), randomUUID()];
    const person = { id: askedBy, email: `${askedBy}@firm.example`, name: 'Boss', passwordHash: 'none' };
    await app.database.asProcess((tx) => tx.person.create({ data: person }));
    const values = `'${id}', 'backup', '{"n": "${id}"}', '${state}', '${askedBy}', ${attempts}`;
    const columns = 'id, kind, what, state, asked_by, attempts';
    await services.sql(`INSERT INTO ops_request (${columns}) VALUES (${values});`, 'strongroom');
    return () => app.database.asProcess((tx) => tx.opsRequest.findUniqueOrThrow({ where: { id } }));
  };

  it('ends what a killed process left, makes up a backup that was missed and one that is asked for, reports it in the figures, and ends when it is told to', async () => {
    const doomed = await request('running', 3);
    await services.sql(
      `UPDATE _prisma_migrations SET finished_at = now() - interval '2 days';`,
      'strongroom',
    );
    await services.sql(
      "INSERT INTO backup_run (id, state, started_at) VALUES (gen_random_uuid(), 'running', now() - interval '3 days');",
      'strongroom',
    );
    // Killed when its matter was filed already: no order is open that would come here again.
    const scratch = join(app.config.dataDir, 'ops', 'rehearsal');
    mkdirSync(join(scratch, 'set'), { recursive: true });
    writeFileSync(join(scratch, 'set', 'file'), 'of the firm');
    chownSync(join(scratch, 'set'), 10_004, 10_000);
    chownSync(scratch, 10_004, 10_000);
    const rehearsal = { id: randomUUID(), state: 'running' as const, startedAt: new Date() };
    await app.database.asProcess((tx) => tx.rehearsal.create({ data: rehearsal }));
    // The hourly backup beside the two that are counted would be a third.
    const daemon = ops.start(name, [], { environment: stillClock });
    try {
      await waitFor('the figures', 30, async () =>
        (await figures()).includes('strongroom_') ? true : undefined,
      );
      const before = await figures();
      assert.equal(figure(before, 'strongroom_last_backup_success_timestamp_seconds'), 0);
      const installed = figure(before, 'strongroom_installed_timestamp_seconds');
      assert.ok(Math.abs(Date.now() / 1000 - 2 * day - installed) < 600, String(installed));
      const left = await waitFor('the interrupted backup to be ended', 60, async () => {
        const runs = await app.database.asProcess((tx) =>
          tx.backupRun.findMany({ where: { startedAt: { lt: new Date(Date.now() - day * 1000) } } }),
        );
        return runs.every((each) => each.state !== 'running') ? runs : undefined;
      });
      assert.deepEqual(
        left.map(({ state, reason }) => [state, /interrupted/.test(reason ?? '')]),
        [['failed', true]],
      );
      await waitFor('the scratch space to go', 30, async () => !existsSync(scratch) || undefined);
      const { id } = rehearsal;
      const ended = await app.database.asProcess((tx) => tx.rehearsal.findUniqueOrThrow({ where: { id } }));
      assert.deepEqual([ended.state, /interrupted/.test(ended.reason ?? '')], ['failed', true]);
      await lookForMissed(name);
      const done = await waitFor('the missed backup', 180, async () => {
        const last = await app.database.asProcess((tx) =>
          tx.backupRun.findFirst({ orderBy: { startedAt: 'desc' } }),
        );
        return last !== null && last.state !== 'running' && last.startedAt.getTime() > Date.now() - day * 1000
          ? last
          : undefined;
      });
      assert.equal(done.state, 'done', done.reason ?? '');
      const { state, reason } = await doomed();
      assert.deepEqual([state, /interrupted three times/.test(reason ?? '')], ['failed', true]);
      const after = await figures();
      assert.equal(
        Math.round(figure(after, 'strongroom_last_backup_success_timestamp_seconds')),
        Math.round((done.endedAt?.getTime() ?? 0) / 1000),
      );
      assert.equal(figure(after, 'strongroom_backup_bytes'), Number(done.bytes));
      const asked = await request('asked', 0);
      const answer = await waitFor('the backup that was asked for', 60, async () => {
        const found = await asked();
        return found.endedAt ? found : undefined;
      });
      assert.deepEqual([answer.state, answer.reason], ['done', null]);
      assert.equal(await app.database.asProcess((tx) => tx.backupRun.count({ where: { state: 'done' } })), 2);
      await run('docker', ['exec', name, 'http-ok', '9464', '/health/live']);
    } finally {
      await run('docker', ['stop', '--time', '20', name]);
    }
    assert.equal((await daemon.ended).code, 0);
  }).timeout(600_000);

  it('ends a job that takes too long, with the programs it runs, says so in its row, and the next one goes on', async () => {
    // A program that does not listen either.
    const deaf = ['-c', 'trap "" TERM; while :; do sleep 0.2; done'];
    const wedged = { name: 'wedged', minutes: 0.005, run: () => runProgram('bash', deaf) };
    await runScheduledJob(app, wedged);
    await runScheduledJob(app, { ...wedged, minutes: 1, run: () => runProgram('true', []) });
    const refused = () => Promise.reject(new Refused('Not now.'));
    await runScheduledJob(app, { ...wedged, minutes: 1, run: refused });
    const rows = await app.database.asProcess((tx) =>
      tx.scheduledRun.findMany({ where: { job: 'wedged' }, orderBy: { startedAt: 'asc' } }),
    );
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['failed', 'done', 'refused'],
    );
    assert.match(rows[0]?.reason ?? '', /took longer than .* and was ended/);
    const left = await tryRun('pgrep', ['--full', 'while :; do sleep 0.2; done']);
    assert.equal(left.stdout.trim(), '');
  });

  it('starts anew when the folder of a place is empty that had backups, once nothing is under way, and not again and again', async () => {
    const [near] = listTargets(app.config);
    assert.ok(near?.keyHint, 'the place was opened before');
    const target = { ...near, location: '/repository' };
    const gone = new ResticFailed('cat', 10, '');
    let ends = 0;
    const after = (minutes: number) => ({ minutes, end: () => void (ends += 1) });
    await restartForMount(app, { target, error: gone }, after(14));
    await restartForMount(app, { target, error: new ResticFailed('cat', 1, 'timed out') }, after(16));
    await restartForMount(
      app,
      { target: { ...target, location: 's3:https://storage.example/backups' }, error: gone },
      after(16),
    );
    const { keyHint: _never, ...unopened } = target;
    await restartForMount(app, { target: unopened, error: gone }, after(16));
    const underWay = () => restartForMount(app, { target, error: gone }, after(16));
    await withRehearsalLock(app.config, underWay);
    assert.equal(ends, 0);
    await restartForMount(app, { target, error: gone }, after(16));
    assert.equal(ends, 1);
  });

  it('lets no job begin while a restore may yet be put back', async () => {
    const restoring = join(app.config.dataDir, 'ops', 'restoring');
    let begun = 0;
    const job = { name: 'early', minutes: 1, run: async () => (begun += 1) };
    writeFileSync(restoring, '');
    try {
      await runScheduledJob(app, job);
    } finally {
      rmSync(restoring);
    }
    assert.equal(begun, 0);
    assert.equal(await app.database.asProcess((tx) => tx.scheduledRun.count({ where: { job: 'early' } })), 0);
    await runScheduledJob(app, job);
    assert.equal(begun, 1);
  });

  it('checks before it rehearses, and sends the log to each place by itself', () => {
    const schedule = startSchedule(app);
    try {
      const next = schedule.next();
      // Of each the next one: between the two of a Sunday the rehearsal comes before the check of the week after.
      const apart = Date.parse(next['rehearsal'] ?? '') - Date.parse(next['weekly-check'] ?? '');
      const week = 7 * day * 1000;
      assert.equal((apart + week) % week, 3_600_000);
      assert.ok('ship-log-near' in next);
    } finally {
      void schedule.stop();
    }
  });

  it('makes a whole backup every night at 02:00 UTC, and one of what changed in every other hour', () => {
    const now = new Date();
    const expected = new Date(now);
    expected.setUTCHours(2, 0, 0, 0);
    if (expected <= now) expected.setUTCDate(expected.getUTCDate() + 1);
    const schedule = startSchedule(app);
    try {
      assert.equal(schedule.next()['daily-backup'], expected.toISOString());
      const hourly = new Date(schedule.next()['hourly-backup'] ?? '');
      assert.ok(hourly.getTime() - now.getTime() <= 2 * 3_600_000);
      assert.notEqual(hourly.getUTCHours(), 2);
    } finally {
      void schedule.stop();
    }
  });
});
