import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { freshRoom } from './prepared-repository.ts';
import { until, type OpsContainer } from './ops-container.ts';
import { storeDocuments, type StoredDocument } from './stored-documents.ts';

/** How often each act is killed. TEST_KILLS=20 is the number of issue 5; fewer keep the whole run short. */
const kills = Number(process.env['TEST_KILLS'] ?? 2);
const withServerKey = ['--password-file', '/run/secrets/repository_key'];
/** A matter of this size is back sooner, once the process runs. */
const orderMs = 8_000;

describe('whatever is killed with its whole container, at any moment, is done by the next run', function () {
  this.timeout(60_000 + kills * 60_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let documents: StoredDocument[];
  let containers = 0;
  let folders = 0;

  const sets = async (): Promise<string[]> => {
    const ran = await ops.ask(['snapshots', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    return (JSON.parse(ran.stdout) as { snapshots: { id: string }[] }).snapshots.map(({ id }) => id);
  };
  const succeeds = async (args: readonly string[], folder?: string): Promise<string> => {
    const ran = await ops.ask([...args, '--json'], folder === undefined ? {} : { folder });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return ran.stdout;
  };

  const orderMatter = async () => {
    const id = randomUUID();
    const ask = (question: string) => services.sql(question, 'strongroom').then((rows) => rows.trim());
    await ask(`INSERT INTO membership (matter_id, person_id, role)
        SELECT id, created_by, 'owner' FROM matter WHERE id = (SELECT matter_id FROM document WHERE id = '${documents[0]?.id ?? ''}')
        ON CONFLICT DO NOTHING;
      INSERT INTO ops_request (id, kind, what, asked_by, matter_id)
        SELECT '${id}', 'restore-matter', '{}', uploaded_by, matter_id FROM document WHERE id = '${documents[0]?.id ?? ''}';`);
    const state = `SELECT CASE WHEN state IN ('asked', 'running') THEN 'open' ELSE state::text || coalesce(reason, '') END FROM ops_request`;
    return {
      state: () => ask(`${state} WHERE id = '${id}'`),
      broughtBack: async () =>
        (
          await ask(`SELECT sha256 FROM document WHERE matter_id = '${id}' ORDER BY sha256 COLLATE "C"`)
        ).split('\n'),
    };
  };
  const nextName = () => `strongroom-test-${process.pid}-killed-${(containers += 1)}`;

  /** Lets an act run once to its end, then kills it as often as told and lets it run to its end after every second kill. */
  const killAndRepeat = async (
    act: {
      args: () => { command: readonly string[]; folder?: string };
      prepare?: () => Promise<void>;
      /** Where this can tell, the first kill waits for it, so that one at least comes in the middle. */
      underWay?: () => Promise<boolean>;
    },
    holds: () => Promise<void>,
  ): Promise<void> => {
    const whole = async () => {
      const { command, folder } = act.args();
      await succeeds(command, folder);
    };
    await act.prepare?.();
    const started = performance.now();
    await whole();
    const length = performance.now() - started;
    const moments: string[] = [];
    let longest = length;
    /** @returns whether it was still under way; the next kill comes sooner where it was not. */
    const killOnce = async (first: boolean): Promise<boolean> => {
      await act.prepare?.();
      const { command, folder } = act.args();
      const mounts = folder === undefined ? {} : { folder };
      const doomed = ops.start(nextName(), command, mounts);
      await until(doomed, doomed.runs);
      const begun = performance.now();
      if (first && act.underWay !== undefined) await until(doomed, act.underWay);
      else await sleep(Math.random() * longest);
      const moment = performance.now() - begun;
      const hit = await doomed.kill().then(
        () => true,
        () => false,
      );
      await doomed.ended;
      moments.push(`${(moment / 1000).toFixed(1)} s${hit ? '' : ' (over)'}`);
      if (!hit) longest = moment;
      return hit;
    };
    for (let round = 0; round < kills; round += 1) {
      while (!(await killOnce(round === 0)));
      // Every other one is followed by another kill: what is killed twice in a row comes right as well.
      if (round % 2 === 0 && round < kills - 1) continue;
      await whole();
      await holds();
    }
    console.log(`    ${(length / 1000).toFixed(1)} s long, killed at ${moments.join(', ')}`);
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    documents = await storeDocuments(app, services, [1, 70_000, 300_000]);
    await succeeds(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    await succeeds(['backup']);
  });
  after(async () => {
    // Everything there is after all of it, byte by byte.
    const ran = await ops.ask(['check', '--read-data-subset', '100%']);
    await app.close();
    assert.equal(ran.code, 0, ran.stderr);
  });

  it('a backup: nothing that was there is lost, the next one counts, and the killed one is written down', async () => {
    let known = await sets();
    let killed = 0;
    await killAndRepeat(
      {
        args: () => ({ command: ['backup'] }),
        prepare: async () => void (await storeDocuments(app, services, [2_000_000])),
        underWay: async () =>
          (await app.database.asProcess((tx) => tx.backupRun.count({ where: { state: 'running' } }))) > 0,
      },
      async () => {
        const now = await sets();
        assert.deepEqual(
          known.filter((id) => !now.includes(id)),
          [],
        );
        assert.ok(now.length > known.length);
        known = now;
        const runs = await app.database.asProcess((tx) =>
          tx.backupRun.findMany({ orderBy: { startedAt: 'asc' } }),
        );
        assert.equal(runs.at(-1)?.state, 'done');
        assert.deepEqual(
          runs.filter(({ state }) => state === 'running'),
          [],
        );
        for (const { state, reason } of runs)
          if (state === 'failed') assert.match(reason ?? '', /interrupted/);
        killed = runs.filter(({ state }) => state === 'failed').length;
        assert.deepEqual(readdirSync(join(services.dataDir, 'repository', 'locks')), []);
        assert.equal(existsSync(join(services.dataDir, 'ops', 'staging')), false);
      },
    );
    assert.ok(killed > 0, 'no backup was killed while it was under way');
  });

  it('a prune: what is kept stays, what is too old goes', async () => {
    const restic = ['--repo', '/repository', '--password-file', '/run/secrets/repository_key', '--no-cache'];
    const old = (year: number) =>
      ['restic', ...restic, 'backup', '--quiet', '--host', 'strongroom', '--tag', 'strongroom,version=0.0.1']
        .concat('--time', `'${year}-01-01 00:00:00'`, '/opt/strongroom/package.json')
        .join(' ');
    // By restic itself, which does not take away by itself what a killed prune locked.
    const unlock = ['restic', ...restic, 'unlock', '--remove-all'].join(' ');
    const addOldSets = async () => {
      const made = await ops.tool(['bash', '-c', `set -e; ${unlock}; ${old(2021)}; ${old(2022)}`]);
      assert.equal(made.code, 0, made.stderr);
    };
    // The oldest set there is restic keeps in any case: with older ones beside it the first prune tells what is kept.
    await addOldSets();
    await succeeds(['prune']);
    const kept = await sets();
    await killAndRepeat({ args: () => ({ command: ['prune'] }), prepare: addOldSets }, async () =>
      assert.deepEqual(await sets(), kept),
    );
  });

  it('a restore: the next one, into another folder, brings everything back', async () => {
    let last = '';
    await killAndRepeat(
      {
        args: () => {
          if (last !== '') rmSync(last, { recursive: true });
          last = ops.freshFolder(`killed-restore-${(folders += 1)}`);
          return {
            command: ['restore-backup', 'latest', '--into', '/into/set', ...withServerKey],
            folder: last,
          };
        },
      },
      () => Promise.resolve(assert.ok(existsSync(join(last, 'set', 'postgres', 'PG_VERSION')))),
    );
  });

  it('a rehearsal: production is as it was, and nothing is left of it', async () => {
    await killAndRepeat({ args: () => ({ command: ['rehearse'] }) }, async () => {
      assert.equal(existsSync(join(services.dataDir, 'ops', 'rehearsal')), false);
      const open = await app.database.asProcess((tx) => tx.rehearsal.count({ where: { state: 'running' } }));
      assert.equal(open, 0);
    });
  });

  it('a matter that was ordered in the pages: it comes back once, with all its documents', async () => {
    const scratch = join(services.dataDir, 'ops', 'rehearsal');
    for (let left = kills; left > 0; left -= 2) {
      const order = await orderMatter();
      // Three times begun and never ended, an order is given up: two kills are what it must stand.
      const moments: string[] = [];
      for (let kill = 0; kill < Math.min(left, 2); kill += 1) {
        const moment = Math.random() * orderMs;
        const doomed = ops.start(nextName(), []);
        await until(doomed, doomed.runs);
        await sleep(moment);
        await doomed.kill();
        await doomed.ended;
        moments.push(`${(moment / 1000).toFixed(1)} s`);
      }
      const daemon = ops.start(nextName(), []);
      // An order that ended before the last kill leaves nothing to wait for, and what does not run yet cannot be killed.
      await until(daemon, daemon.runs);
      try {
        await waitFor('the order to end', 120, async () => (await order.state()) !== 'open' || undefined);
        // It clears up behind itself once what came back is filed.
        await waitFor('the scratch space to go', 30, async () => !existsSync(scratch) || undefined);
      } finally {
        await daemon.kill();
        await daemon.ended;
      }
      console.log(`    killed at ${moments.join(', ')}`);
      assert.equal(await order.state(), 'done');
      assert.deepEqual(await order.broughtBack(), documents.map(({ sha256 }) => sha256).sort());
    }
  });
});
