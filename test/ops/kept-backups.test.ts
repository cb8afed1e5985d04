import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { backupTag, dumpTag, partialTag, walTag } from '../../ops/targets/snapshots.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';

/** Backups of one kind by when they were made (UTC), and whether the firm keeps them once the newest is of 2026-06-15 12:30. */
const ages = [
  ['2026-06-15 12:30', 'kept', 'the newest'],
  ['2026-06-15 12:10', 'gone', 'not the last of its hour'],
  ['2026-06-15 11:59', 'kept', 'the last of its hour'],
  ['2026-06-15 11:05', 'gone', 'not the last of its hour'],
  ['2026-06-08 23:00', 'kept', 'the last of its hour and its day'],
  ['2026-06-08 12:45', 'kept', 'the last of its hour, a quarter short of 7 days old'],
  ['2026-06-08 12:29', 'gone', 'over 7 days old, and not the last of its day'],
  ['2026-06-07 23:40', 'kept', 'the last of its day'],
  ['2026-06-07 10:00', 'gone', 'not the last of its day'],
  ['2026-03-20 02:00', 'kept', 'the last of its day and its month'],
  ['2026-03-17 12:31', 'kept', 'the last of its day, a minute short of 90 days old'],
  ['2026-03-17 12:29', 'gone', 'over 90 days old, and not the last of its month'],
  ['2026-03-16 23:00', 'gone', 'over 90 days old, and not the last of its month'],
  ['2026-02-27 02:00', 'kept', 'the last of its month'],
  ['2026-02-26 02:00', 'gone', 'not the last of its month'],
  ['2025-06-30 02:00', 'kept', 'the last of its month, within a year'],
  ['2025-06-16 02:00', 'gone', 'not the last of its month'],
  ['2025-06-15 12:29', 'gone', 'over a year old'],
  ['2025-05-31 02:00', 'gone', 'over a year old'],
] as const;

/** Of another kind, made in the last hour: each kind is counted by itself, or these would take the place of the good one of 12:30. */
const others = [
  [partialTag, '2026-06-15 12:31'],
  [walTag, '2026-06-15 12:32'],
  [dumpTag, '2026-06-15 12:33'],
] as const;

const snapshotsSchema = z.array(z.object({ time: z.string(), tags: z.array(z.string()).nullish() }));

describe('how long backups are kept', function keptBackups() {
  this.timeout(120_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;

  const restic = 'restic --repo /repository --password-file /run/secrets/repository_key --no-cache';
  const runTool = async (script: string): Promise<string> => {
    const ran = await ops.tool(['bash', '-c', `set -e; ${script}`]);
    assert.equal(ran.code, 0, ran.stderr);
    return ran.stdout;
  };
  const addBackup = (tag: string, time: string) =>
    `${restic} backup --quiet --host strongroom --tag ${tag},version=0.0.1 --time '${time}:00' /opt/strongroom/package.json`;
  const listKept = async (): Promise<string[]> =>
    snapshotsSchema
      .parse(JSON.parse(await runTool(`${restic} snapshots --json`)))
      .map(({ time, tags }) => `${tags?.[0] ?? 'none'} ${time.slice(0, 16).replace('T', ' ')}`)
      .sort();

  before('fills a place for backups', async () => {
    ({ services, app, ops } = await freshRoom());
    const made = await ops.ask(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
    assert.equal(made.code, 0, made.stderr);
    const all = [...ages.map(([time]) => [backupTag, time] as const), ...others];
    await runTool(
      [
        ...all.map(([tag, time]) => addBackup(tag, time)),
        `${restic} backup --quiet --host elsewhere --time '2020-01-01 00:00:00' /opt/strongroom/package.json`,
      ].join('; '),
    );
  });
  after(() => app.close());

  it('is not decided at a place that is not sound: a check that fails keeps everything', async () => {
    const before = await listKept();
    assert.equal(before.length, ages.length + others.length + 1);
    const folder = join(services.dataDir, 'repository', 'index');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    renameSync(file, `${services.dataDir}/index-away`);
    try {
      const ran = await ops.ask(['prune', '--json']);
      assert.equal(ran.code, 1, ran.stdout + ran.stderr);
    } finally {
      renameSync(`${services.dataDir}/index-away`, file);
    }
    assert.deepEqual(await listKept(), before);
  });

  it('is hours for 7 days, days for 90 and months for a year, each kind by itself, and nothing that is not ours', async () => {
    const ran = await ops.ask(['prune', '--json']);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const wanted = [
      ...ages.filter(([, fate]) => fate === 'kept').map(([time]) => `${backupTag} ${time}`),
      ...others.map(([tag, time]) => `${tag} ${time}`),
      'none 2020-01-01 00:00',
    ].sort();
    assert.deepEqual(await listKept(), wanted);
  });
});
