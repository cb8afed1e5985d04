import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { freshRoom } from './prepared-repository.ts';
import type { OpsContainer } from './ops-container.ts';
import { storeDocuments } from './stored-documents.ts';
import { targetServers } from './target-servers.ts';

type Made = { snapshot: string; targets: { name: string; ok: boolean; reason: string | null }[] };
type FarServer = Awaited<ReturnType<Awaited<ReturnType<typeof targetServers>>['rest']>>;

const recoveryKey = ['--recovery-key-file', '/run/keys/recovery-key'];

describe('a near and a far place for backups', function () {
  this.timeout(300_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let far: FarServer;

  const ask = (args: readonly string[], more: Record<string, string> = {}) =>
    ops.ask([...args, '--json'], { environment: { STRONGROOM_FAR_REPOSITORY: far.location, ...more } });
  const alone = (args: readonly string[]) => ops.ask([...args, '--json']);
  const backUp = async (code: number, more: Record<string, string> = {}) => {
    const ran = await ask(['backup'], more);
    assert.equal(ran.code, code, ran.stdout + ran.stderr);
    return { ...(JSON.parse(ran.stdout) as Made), said: ran.stderr };
  };
  /** restic as somebody runs it who has taken over the server, with all it holds. */
  const asIntruder = (command: string) => {
    const [username = '', password = ''] = far.credentials.match(/(?<==).*/g) ?? [];
    const address = far.location.replace('rest:https://', `https://${username}:${password}@`);
    const restic = `restic --repo rest:${address} --password-file /run/secrets/repository_key --no-cache --cacert /data/config/extra-ca.pem`;
    return ops.tool([
      'bash',
      '-c',
      command.replaceAll('RESTIC', `timeout 30 ${restic}`).replaceAll('ADDRESS', address),
    ]);
  };
  const listFar = async () => {
    const ran = await asIntruder('RESTIC snapshots --json');
    return JSON.parse(ran.stdout) as { short_id: string; time: string }[];
  };
  const farSnapshots = async () => (await listFar()).map(({ short_id }) => short_id);
  const farTimes = async () => (await listFar()).map(({ time }) => time);

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    await storeDocuments(app, services, [1, 20, 300, 400, 500, 600, 700, 70_000]);
    const servers = await targetServers(services);
    far = await servers.rest();
    writeFileSync(join(services.dataDir, 'config', 'extra-ca.pem'), servers.authority);
    writeFileSync(join(services.secretsDir, 'target_far'), far.credentials, { mode: 0o444 });
    const made = await ask(['init-repository', ...recoveryKey]);
    assert.equal(made.code, 0, made.stderr);
  });
  after(async () => {
    for (const file of ['secrets/target_far', 'config/extra-ca.pem'])
      rmSync(join(services.dataDir, file), { force: true });
    await app.close();
  });

  it('both get every set; one that is away fails alone, says so, and is up to date with the next', async () => {
    const first = await backUp(0);
    assert.deepEqual(
      first.targets.map(({ name, ok }) => [name, ok]),
      [
        ['near', true],
        ['far', true],
      ],
    );
    await far.stop();
    const missed = await backUp(1);
    assert.deepEqual(
      missed.targets.map(({ name, ok }) => [name, ok]),
      [
        ['near', true],
        ['far', false],
      ],
    );
    assert.match(missed.said, /the far target: .* does not answer/);
    const last = await app.database.asProcess((tx) =>
      tx.backupRun.findFirstOrThrow({ orderBy: { startedAt: 'desc' } }),
    );
    assert.deepEqual([last.state, last.snapshot], ['done', missed.snapshot]);
    const told = await ask(['status']);
    assert.match(told.stdout, /"name":"far".*"failure":"The target at .* does not answer/);
    await far.start();
    await backUp(0);
    assert.equal((await farSnapshots()).length, 2);
  });

  it('outside of its hours a place is left alone', async () => {
    const hour = new Date().getUTCHours();
    const closed = `${(hour + 2) % 24}-${(hour + 3) % 24}`;
    const made = await backUp(0, { STRONGROOM_FAR_REPOSITORY_HOURS: closed });
    assert.deepEqual(
      made.targets.map(({ name }) => name),
      ['near'],
    );
  });

  it('an intruder with everything the server holds cannot remove a set from a far place that only takes', async () => {
    const before = await farSnapshots();
    assert.ok(before.length > 0);
    const tries = [
      `RESTIC forget ${before[0]} --prune`,
      'RESTIC forget --keep-last 1 --group-by "" --prune',
      'RESTIC prune --max-unused 0',
      `node -e 'process.env.NODE_TLS_REJECT_UNAUTHORIZED="0";const u=new URL("ADDRESS");const h={authorization:"Basic "+Buffer.from(u.username+":"+u.password).toString("base64")};u.username=u.password="";(async()=>{for(const k of ["snapshots","keys","index","data"]){const l=await (await fetch(u+"/"+k+"/",{headers:h})).json();for(const n of l){const r=await fetch(u+"/"+k+"/"+n,{method:"DELETE",headers:h});if(r.ok)process.exit(0)}}process.exit(1)})()'`,
    ];
    for (const command of tries) await asIntruder(command);
    assert.deepEqual(await farSnapshots(), before);
    assert.equal((await asIntruder('RESTIC check --read-data')).code, 0);
  });

  it('is pruned with credentials of its own, and without them says which are missing', async () => {
    const good = (await farSnapshots()).at(-1) ?? '';
    // Older versions' sets and logs have tags of their own, and go all the same.
    for (const [time, tags] of [
      ['2021-01-01 00:00:00', 'strongroom,version=0.0.1'],
      ['2021-01-02 00:00:00', 'strongroom,version=0.0.2'],
      ['2021-01-03 00:00:00', 'strongroom-log,until=2021-01-03T00:00:00.000Z'],
      [new Date().toISOString().slice(0, 19).replace('T', ' '), 'strongroom-log,until=now'],
    ]) {
      const made = await asIntruder(
        `RESTIC backup --host strongroom --tag '${tags}' --time '${time}' /etc/hostname`,
      );
      assert.equal(made.code, 0);
    }
    // A set that was marked as partial here stays beside its mark, and must not take the place of the good one of its hour.
    const marked = await asIntruder(
      `id=$(RESTIC backup --host strongroom --tag strongroom /etc/hosts --json | tail -n 1 | grep -o '"snapshot_id":"[0-9a-f]*' | cut -d '"' -f 4)
       RESTIC tag --remove strongroom --add strongroom-partial $id; echo kept $id`,
    );
    const [, original = ''] = /kept ([0-9a-f]{8})/.exec(marked.stdout) ?? [];
    assert.ok((await farSnapshots()).includes(original), marked.stdout + marked.stderr);
    const before = await farSnapshots();
    const without = await ask(['prune', '--target', 'far']);
    assert.equal(without.code, 3, without.stdout + without.stderr);
    assert.match(without.stdout, /append-only .* --credentials-file FILE/);
    // No fault, and no alarm that could never end.
    const told = await ask(['status']);
    assert.match(
      told.stdout,
      /"name":"far".*"pruneFailure":null,"pruneNeeds":"The far target is append-only/,
    );
    // The mark bears the time of what it marks: which of the two is listed first is chance.
    assert.deepEqual((await farSnapshots()).toSorted(), before.toSorted());
    ops.writeKey('pruning', far.pruning.credentials);
    const own = ['--repository', far.pruning.location, '--credentials-file', '/run/keys/pruning'];
    const ran = await ask(['prune', '--target', 'far', ...own]);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const years = (await farTimes()).map((time) => new Date(time).getUTCFullYear());
    const left = await farSnapshots();
    assert.ok(left.includes(good) && !left.includes(original), `${good} ${original}: ${String(left)}`);
    // Of the sets of one hour the last one stays.
    assert.ok(years.length >= 2 && years.every((year) => year > 2021), String(years));
  });

  it('each check reads the part of the data that follows the last', async () => {
    for (let times = 0; times < 2; times += 1)
      assert.equal((await alone(['check', '--read-data-subset', 'next'])).code, 0);
    const parts = await app.database.asProcess((tx) =>
      tx.targetRun.findMany({ where: { act: 'check', part: { not: null } }, orderBy: { at: 'asc' } }),
    );
    assert.deepEqual(
      parts.map(({ part }) => part),
      [1, 2],
    );
  });

  it('the recovery key is proven, written down and replaced', async () => {
    assert.equal((await alone(['recovery-key-check', ...recoveryKey])).code, 0);
    const told = JSON.parse((await alone(['status'])).stdout) as {
      targets: { recoveryKeyProven: string | null }[];
    };
    assert.ok(Date.now() - Date.parse(told.targets[0]?.recoveryKeyProven ?? '') < 600_000);
    const fresh = ops.writeKey('fresh', '2345-ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ67');
    const wrong = await alone(['recovery-key-check', '--recovery-key-file', fresh]);
    assert.equal(wrong.code, 3);
    assert.match(wrong.stdout, /does not open the near target/);
    for (let times = 0; times < 2; times += 1) {
      const ran = await alone(['recovery-key-rotate', '--recovery-key-file', fresh]);
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    }
    assert.equal((await alone(['recovery-key-check', '--recovery-key-file', fresh])).code, 0);
    assert.equal((await alone(['recovery-key-check', ...recoveryKey])).code, 3);
    assert.equal((await alone(['check'])).code, 0);
  });
});
