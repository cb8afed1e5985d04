import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { askRestored } from './restored-database.ts';
import { storeDocuments } from './stored-documents.ts';

type Made = { kind: string; snapshot: string; seconds: number };

describe('an hourly backup takes what changed, and comes back whole by itself', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let first: Made;
  let folders = 0;

  const backup = async (): Promise<Made> => {
    const ran = await ops.ask(['backup', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    return JSON.parse(ran.stdout) as Made;
  };
  const restoredDocuments = async (snapshot: string): Promise<number> => {
    const folder = ops.freshFolder(`incremental-${(folders += 1)}`);
    const args = ['--into', '/into/set', '--password-file', '/run/secrets/repository_key', '--json'];
    const ran = await ops.ask(['restore-backup', snapshot, ...args], { folder });
    assert.equal(ran.code, 0, ran.stderr);
    return Number(await askRestored(ops, folder, 'SELECT count(*) FROM document'));
  };

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    rmSync(join(services.dataDir, 'ops', 'base'), { recursive: true, force: true });
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
    await storeDocuments(app, services, [1, 70_000]);
    first = await backup();
  });
  after(() => app.close());

  it('is a whole one first, then only what changed, and each is restored alone', async () => {
    await storeDocuments(app, services, [2, 300_000, 3]);
    const second = await backup();
    assert.deepEqual([first.kind, second.kind], ['full', 'incremental']);
    const listed = await ops.ask(['snapshots', '--json']);
    const { snapshots } = JSON.parse(listed.stdout) as { snapshots: { kind: string }[] };
    assert.deepEqual(
      snapshots.map(({ kind }) => kind),
      ['full', 'incremental'],
    );
    assert.equal(await restoredDocuments('latest'), 5);
  });

  it('is a whole one again when the database no longer knows what changed', async () => {
    const summaries = join(services.dataDir, 'postgres', 'pg_wal', 'summaries');
    assert.ok(readdirSync(summaries).length > 0);
    for (const name of readdirSync(summaries)) rmSync(join(summaries, name));
    await storeDocuments(app, services, [4]);
    const third = await backup();
    assert.equal(third.kind, 'full');
    assert.equal((await backup()).kind, 'incremental');
  });

  it('is a whole one again when the copy it would stand on was damaged on the disk', async () => {
    rmSync(join(services.dataDir, 'ops', 'base', 'global', 'pg_control'));
    assert.equal((await backup()).kind, 'full');
  });
});
