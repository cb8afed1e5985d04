import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { retryWhileBusy } from '../support/retry-while-busy.ts';
import { freshRoomWithoutWal } from './prepared-repository.ts';
import { shipWalNow, untilWalIsReceived, type OpsContainer } from './ops-container.ts';
import { lookForMissed, stillClock } from './still-clock.ts';
import { storeDocuments } from './stored-documents.ts';

describe('the log of the database leads from the sets of its own life alone, and has no gap', function () {
  this.timeout(500_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  const name = `strongroom-test-${process.pid}-life`;
  const key = ['--password-file', '/run/secrets/repository_key'];

  const restore = (at: string) => {
    const folder = ops.freshFolder('another-life');
    return ops.ask(['restore-backup', '--at', at, '--into', '/into/set', ...key, '--json'], { folder });
  };
  const until = async () => {
    const { stdout } = await ops.ask(['status', '--json']);
    return new Date((JSON.parse(stdout) as { recoverableUntil: string }).recoverableUntil);
  };
  const whileReceiving = async (act: string, work: () => Promise<void>) => {
    const daemon = ops.start(`${name}-${act}`, [], { environment: stillClock });
    try {
      await untilWalIsReceived(services);
      await work();
    } finally {
      await daemon.kill();
      await daemon.ended;
    }
  };

  before(async () => {
    ({ services, app, ops } = await freshRoomWithoutWal());
    await whileReceiving('first', async () => {
      await storeDocuments(app, services, [1]);
      const backup = await retryWhileBusy(() => ops.ask(['backup']));
      assert.equal(backup.code, 0, backup.stderr);
    });
  });
  after(() => app.close());

  it('a moment after a restore is not brought back from the set before it; another set is made at once', async () => {
    // As after a restore, which takes the log that was received aside.
    rmSync(join(services.dataDir, 'ops', 'log'), { recursive: true });
    let moment = new Date();
    await whileReceiving('second', async () => {
      await storeDocuments(app, services, [5]);
      await setTimeout(1_500);
      moment = new Date();
      await setTimeout(1_500);
      const ran = await shipWalNow(ops.ask);
      assert.equal(ran.code, 0, ran.stderr);
    });
    const refused = await restore(moment.toISOString());
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(refused.stdout, /The WAL after the backup of .* reaches to .* cannot be restored/);
    assert.ok((await until()) < moment);
    await whileReceiving('third', async () => {
      await lookForMissed(`${name}-third`);
      await waitFor('a set of this life', 240, async () => (await until()) > moment || undefined);
    });
  });

  it('has its newest segment also when that became full while it was being sent', async () => {
    const folder = ops.freshFolder('full-meanwhile');
    writeFileSync(join(folder, 'restic'), fullMeanwhile);
    chmodSync(join(folder, 'restic'), 0o755);
    await whileReceiving('full', async () => {
      const environment = { PATH: '/into:/usr/local/bin:/usr/bin:/bin' };
      const ran = await shipWalNow((args) => ops.ask(args, { folder, environment }));
      assert.equal(ran.code, 0, ran.stderr);
      const [sent] = (JSON.parse(ran.stdout) as { targets: { snapshot: string }[] }).targets;
      const ls = ['--repo', '/repository', ...key, '--no-cache', '--no-lock', 'ls', sent?.snapshot ?? ''];
      const listed = await ops.tool(['restic', ...ls]);
      const full = readFileSync(join(folder, 'full'), 'utf8').trim();
      assert.match(full, /^[0-9A-F]{24}$/);
      assert.ok(listed.stdout.includes(`/ops/log/${full}\n`), listed.stdout);
    });
  });
});

/** In place of restic: the segment that is being written is under neither of its names while the log is read, and whole afterwards. */
const fullMeanwhile = `#!/bin/bash
log=/data/ops/log
if [[ " $* " == *" backup "* && ! -e /into/full ]]; then
  segment=$(basename "$(ls -d $log/*.partial | tail -n 1)" .partial)
  mv "$log/$segment.partial" /data/ops/away
  restic=$(PATH=\${PATH#/into:} command -v restic)
  "$restic" "$@"
  code=$?
  mv /data/ops/away "$log/$segment"
  echo "$segment" >/into/full
  exit $code
fi
PATH=\${PATH#/into:} exec restic "$@"
`;
