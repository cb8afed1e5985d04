import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../core/app.ts';
import type { Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';
import { freshRoom } from './prepared-repository.ts';
import { shipWalNow, type OpsContainer } from './ops-container.ts';
import { askRestored } from './restored-database.ts';
import { stillClock } from './still-clock.ts';
import { storeDocuments } from './stored-documents.ts';
import { targetServers } from './target-servers.ts';

type Listed = {
  documents: number | null;
  proven: string | null;
  places: { name: string; id: string }[];
};
type ShippedWal = { targets: { target: string; until: string }[] };
type FarServer = Awaited<ReturnType<Awaited<ReturnType<typeof targetServers>>['rest']>>;

describe('every place for backups is as good as the first', function () {
  this.timeout(500_000);
  let services: Services;
  let app: App;
  let ops: OpsContainer;
  let far: FarServer;
  let moment: string;
  const daemonName = `strongroom-test-${process.pid}-every-place`;

  const withFar = () => ({ STRONGROOM_FAR_REPOSITORY: far.location });
  const ask = (args: readonly string[]) => ops.ask([...args, '--json'], { environment: withFar() });
  const good = async (args: readonly string[]) => {
    const ran = await ask(args);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    return ran;
  };
  const nearRepository = () => join(services.dataDir, 'repository');

  before(async () => {
    ({ services, app, ops } = await freshRoom());
    for (const part of ['base', 'log'])
      rmSync(join(services.dataDir, 'ops', part), { recursive: true, force: true });
    const servers = await targetServers(services);
    far = await servers.rest();
    writeFileSync(join(services.dataDir, 'config', 'extra-ca.pem'), servers.authority);
    writeFileSync(join(services.secretsDir, 'target_far'), far.credentials, { mode: 0o444 });
    await good(['init-repository', '--recovery-key-file', '/run/keys/recovery-key']);
  });
  after(async () => {
    for (const file of ['secrets/target_far', 'config/extra-ca.pem'])
      rmSync(join(services.dataDir, file), { force: true });
    await app.close();
  });

  it('the log goes to both; one that is away does not hold the other up, and catches up when it is back', async () => {
    const daemon = ops.start(daemonName, [], { environment: stillClock });
    try {
      await waitFor('the receiver', 60, async () => {
        const found = await services.sql(
          "SELECT 1 FROM pg_stat_replication WHERE application_name = 'strongroom-log'",
        );
        return found.trim() === '1' || undefined;
      });
      await storeDocuments(app, services, [1, 70_000]);
      await good(['backup']);
      await storeDocuments(app, services, [300]);
      await far.stop();
      const alone = await shipWalNow(ask);
      assert.equal(alone.code, 1, alone.stderr);
      const shipped = (JSON.parse(alone.stdout) as ShippedWal).targets;
      assert.deepEqual(
        shipped.map(({ target }) => target),
        ['near'],
      );
      moment = shipped[0]?.until ?? '';
      const told = await ask(['status']);
      assert.match(told.stdout, /"name":"far".*"logUntil":null,"logFailure":"The target at .* does not/);
      await far.start();
      const both = await shipWalNow(ask);
      assert.equal(both.code, 0, both.stdout + both.stderr);
    } finally {
      await daemon.kill();
      await daemon.ended;
    }
  });

  it('the list says what is in a set, where it lies and when it was last proven, wherever that was', async () => {
    // Also one that failed has had its turn.
    const failed = "INSERT INTO rehearsal (id, state, target) VALUES (gen_random_uuid(), 'failed', 'near')";
    await services.sql(failed, 'strongroom');
    assert.match((await good(['rehearse', '--target', 'next'])).stdout, /"target":"far"/);
    const { snapshots } = JSON.parse((await good(['snapshots'])).stdout) as { snapshots: Listed[] };
    assert.deepEqual(
      snapshots.map(({ documents, places }) => [documents, places.map(({ name }) => name)]),
      [[2, ['near', 'far']]],
    );
    assert.ok(Date.now() - Date.parse(snapshots[0]?.proven ?? '') < 600_000);
    assert.notEqual(snapshots[0]?.places[0]?.id, snapshots[0]?.places[1]?.id);
    const none = await ask(['snapshots', '--target', 'nowhere']);
    assert.equal(none.code, 2);
  });

  it('when the near place burnt down, a moment comes back from the far one without being told', async () => {
    const away = `${nearRepository()}.burnt`;
    renameSync(nearRepository(), away);
    const folder = ops.freshFolder('every-place');
    try {
      const where = ['--far-repository', far.location, '--far-credentials-file', '/run/secrets/target_far'];
      const how = [
        '--ca-file',
        '/data/config/extra-ca.pem',
        '--password-file',
        '/run/secrets/repository_key',
      ];
      const ran = await ops.ask(
        [
          'restore-backup',
          '--at',
          moment.replace('T', ' '),
          '--into',
          '/into/set',
          ...where,
          ...how,
          '--json',
        ],
        { folder },
      );
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
      assert.match(ran.stdout, /"target":"far"/);
      assert.match(ran.stderr, /the near target: There is no backup repository/);
      assert.equal(await askRestored(ops, folder, 'SELECT count(*) FROM document'), '3');
    } finally {
      rmSync(nearRepository(), { recursive: true, force: true });
      renameSync(away, nearRepository());
    }
  });
});
