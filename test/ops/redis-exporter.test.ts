import assert from 'node:assert/strict';
import { join } from 'node:path';
import { imageVersion, rootDir } from '../support/paths.ts';
import { run, runAtExit } from '../support/run-program.ts';
import { sharedServices, type Services } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';

const exporter = `strongroom-test-${process.pid}-redis-exporter`;

/** What the exporter says of itself, asked from inside its own container: its port is nobody else's. */
async function readMetrics(): Promise<string> {
  const ask = String.raw`exec 3<>/dev/tcp/127.0.0.1/9121; printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3; cat <&3`;
  return run('docker', ['exec', exporter, 'bash', '-c', ask]);
}

describe('the watcher of Redis', function () {
  this.timeout(120_000);
  let services: Services;

  before(async () => {
    services = await sharedServices();
    process.once('exit', () => runAtExit('docker', ['rm', '--force', exporter]));
    await run('docker', [
      ...['run', '--detach', '--name', exporter, '--label', `strongroom.test=${process.pid}`],
      ...['--network', services.network, '--user', '10012:10000', '--read-only', '--cap-drop', 'ALL'],
      ...['--tmpfs', '/tmp:size=4m,mode=1777,noexec,nosuid,nodev'],
      ...['--volume', `${join(services.secretsDir)}:/run/secrets:ro`],
      // The entrypoint of this checkout, so that a change needs no new image to be tried.
      '--volume',
      `${join(rootDir, 'ops/images/redis-exporter/entrypoint.sh')}:/usr/local/bin/entrypoint:ro`,
      `strongroom/redis-exporter:${imageVersion}`,
    ]);
  });

  it('gets in with its own password, as its own user, and reads how full Redis is', async () => {
    const metrics = await waitFor('the exporter to answer', 30, () => readMetrics().catch(() => undefined));
    assert.match(metrics, /^redis_up 1$/m);
    assert.match(metrics, /^redis_memory_used_bytes [1-9]/m);
    assert.match(metrics, /^redis_memory_max_bytes [1-9]/m);
  });

  it('says that Redis is down when it is', async () => {
    await run('docker', ['stop', '--time', '0', `${services.project}-redis-1`]);
    await waitFor('the exporter to notice', 60, async () =>
      /^redis_up 0$/m.test(await readMetrics()) ? true : undefined,
    );
  });
});
