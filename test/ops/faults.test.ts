import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import { run, type RunResult } from '../support/run-program.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments } from './stored-documents.ts';
import { targetServers } from './target-servers.ts';

type Made = { snapshot: string; targets: { name: string; ok: boolean; reason: string | null }[] };

describe('a full disk, an ended certificate and a wrong clock are each one sentence, and cost no backup', function () {
  this.timeout(180_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;

  const ask = (args: readonly string[], environment: Record<string, string> = {}) =>
    ops.ask([...args, '--json'], { environment });
  const restore = (folder: string, snapshot: string, ...more: string[]) => {
    const key = ['--password-file', '/run/secrets/repository_key'];
    return ops.ask(['restore-backup', snapshot, '--into', '/into/set', ...key, ...more, '--json'], {
      folder,
    });
  };
  const backUp = async () => {
    const ran = await ask(['backup']);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return (JSON.parse(ran.stdout) as Made).snapshot;
  };
  const error = (ran: RunResult) => (JSON.parse(ran.stdout) as { error: string }).error;

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    await storeDocuments(app, services, [1, 70_000, 300_000]);
    const made = await ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
  });
  after(() => app.close());

  it('a disk that becomes full during a restore is said, and is not taken for damage of the backup', async () => {
    await backUp();
    const folder = ops.freshFolder('restore-full');
    // There is room for the bytes, which is looked at beforehand, and none for the files.
    await run('mount', [
      ...['-t', 'tmpfs', '-o', 'size=1g,nr_inodes=40,uid=10004,gid=10000', 'tmpfs', folder],
    ]);
    try {
      const ran = await restore(folder, 'latest', '--damaged', 'leave-out');
      assert.equal(ran.code, 1, ran.stdout + ran.stderr);
      assert.match(
        error(ran),
        /^The disk became full .* Nothing was changed\. Make room, then start .* again\.$/,
      );
    } finally {
      await run('umount', [folder]);
    }
  });

  it('a far place whose certificate has ended fails alone, and says so; the near one gets its set', async () => {
    const servers = await targetServers(services, 'ended');
    const far = await servers.rest();
    const files = { 'config/extra-ca.pem': servers.authority, 'secrets/target_far': far.credentials };
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(services.dataDir, name), text, { mode: 0o444 });
    try {
      const ran = await ask(['backup'], { STRONGROOM_FAR_REPOSITORY: far.location });
      assert.equal(ran.code, 1, ran.stdout + ran.stderr);
      const { targets } = JSON.parse(ran.stdout) as Made;
      assert.deepEqual(
        targets.map(({ name, ok }) => [name, ok]),
        [
          ['near', true],
          ['far', false],
        ],
      );
      assert.match(
        targets[1]?.reason ?? '',
        /^restic unlock: the certificate of .* has ended, .* renewed there/,
      );
    } finally {
      for (const name of Object.keys(files)) rmSync(join(services.dataDir, name));
      await far.stop();
    }
  });

  it('a set dated tomorrow: backups go on, nothing is pruned, and nothing is taken for the latest unasked', async () => {
    const first = await backUp();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
    const restic = ['--repo', '/repository', '--password-file', '/run/secrets/repository_key', '--no-cache'];
    const moved = await ops.tool([
      ...['restic', ...restic, 'rewrite', '--forget', '--new-time', tomorrow, first],
    ]);
    assert.equal(moved.code, 0, moved.stderr);
    const second = await backUp();
    const list = async () => (await ask(['snapshots'])).stdout.match(/"id":"[0-9a-f]+"/g);
    const before = await list();
    const pruned = await ask(['prune']);
    assert.equal(pruned.code, 3, pruned.stdout + pruned.stderr);
    assert.match(
      error(pruned),
      /^1 backups are dated in the future, .* nothing was removed\. Set the clock right/,
    );
    assert.deepEqual(await list(), before);
    const folder = ops.freshFolder('restore-tomorrow');
    const latest = await restore(folder, 'latest', '--dry-run', 'yes');
    assert.equal(latest.code, 3, latest.stdout + latest.stderr);
    assert.match(
      error(latest),
      /dated in the future, so nobody knows which one is the latest\..* or name a backup: /,
    );
    const named = await restore(folder, second, '--dry-run', 'yes');
    assert.equal(named.code, 0, named.stdout + named.stderr);
  });
});
