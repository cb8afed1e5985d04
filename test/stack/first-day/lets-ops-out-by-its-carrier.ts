import assert from 'node:assert/strict';
import { run, tryRun } from '../../support/run-program.ts';
import { applianceProject, httpsPort, installedAppliance, listContainers } from './appliance.ts';

describe('ops holds every secret, and has no way out but to the targets', function letsOpsOutByItsCarrier() {
  this.timeout(3 * 60_000);
  let ops = '';
  let carrier = '';
  /** An address of this machine where nginx answers whoever has a way out. */
  let outside = '';

  const networksOf = async (id: string) => {
    const names = '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}';
    const found = await run('docker', ['inspect', '--format', names, id]);
    return found
      .trim()
      .split(' ')
      .map((name) => name.replace(`${applianceProject}_`, ''))
      .toSorted();
  };
  const reaches = async (container: string, host: string, port: number) => {
    const look = `exec 3<>/dev/tcp/${host}/${port}`;
    const { code } = await tryRun('docker', ['exec', container, 'timeout', '5', 'bash', '-c', look]);
    return code === 0;
  };

  before(async () => {
    await installedAppliance();
    [ops = ''] = await listContainers('ops');
    [carrier = ''] = await listContainers('carrier');
    const gateway = ['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'];
    outside = (await run('docker', gateway)).trim();
  });

  it('is on networks that lead nowhere, and meets the carrier alone on one of them', async () => {
    assert.deepEqual(await networksOf(ops), ['back', 'carry']);
    assert.deepEqual(await networksOf(carrier), ['carry', 'outside']);
    const members = '{{range .Containers}}{{.Name}} {{end}}';
    const met = await run('docker', ['network', 'inspect', '--format', members, `${applianceProject}_carry`]);
    assert.deepEqual(
      met.trim().split(' ').toSorted(),
      ['carrier', 'ops'].map((name) => `${applianceProject}-${name}-1`),
    );
  });

  it('reaches no address outside, where whoever has a way out does', async () => {
    assert.equal(await reaches(carrier, outside, httpsPort), true);
    assert.equal(await reaches(ops, outside, httpsPort), false);
    assert.equal(await reaches(ops, 'carrier', 8888), true);
  });

  it('is let through to nothing that is no target: here none, for backups go to a folder', async () => {
    const ask = `exec 3<>/dev/tcp/carrier/8888; printf '%s HTTP/1.1\\r\\n\\r\\n' "$1" >&3; read -r -t 5 -u 3 _ status _; echo "$status"`;
    for (const request of [
      ...[
        `${outside}:${httpsPort}`,
        'postgres:5432',
        'redis:6379',
        'minio:9000',
        'ops:9464',
        'localhost:8888',
      ].map((authority) => `CONNECT ${authority}`),
      ...[`http://${outside}:${httpsPort}/`, 'http://minio:9000/', 'http://tinyproxy.stats/'].map(
        (url) => `GET ${url}`,
      ),
    ]) {
      const answered = await run('docker', ['exec', ops, 'bash', '-c', ask, 'bash', request]);
      assert.equal(answered.trim(), '403', request);
    }
  });

  it('has a carrier that does not even know the names of database, queue and storage', async () => {
    for (const name of ['postgres', 'redis', 'minio']) {
      const { code } = await tryRun('docker', ['exec', carrier, 'getent', 'hosts', name]);
      assert.notEqual(code, 0, name);
    }
  });
});
