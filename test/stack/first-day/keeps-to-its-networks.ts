import assert from 'node:assert/strict';
import { run, tryRun } from '../../support/run-program.ts';
import { installedAppliance, listContainers } from './appliance.ts';

type Container = {
  Name: string;
  Config: { Labels: Record<string, string> };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
};

describe('every service keeps to the networks that it needs', function keepsToItsNetworks() {
  this.timeout(10 * 60_000);
  let all: Container[] = [];
  const serviceOf = (container: Container) => container.Config.Labels['com.docker.compose.service'] ?? '';

  before(async () => {
    await installedAppliance();
    all = JSON.parse(await run('docker', ['inspect', ...(await listContainers())])) as Container[];
  });

  it('has each way out to itself: who calls out by it meets nobody else there', async () => {
    // The sandboxes are on none, which is a network to Docker.
    const names = new Set(all.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks)));
    names.delete('none');
    const kinds = await run('docker', [
      'network',
      'inspect',
      '--format',
      '{{.Name}} {{.Internal}}',
      ...names,
    ]);
    const outward = kinds.split('\n').flatMap((line) => /^(.*) false$/.exec(line)?.slice(1) ?? []);
    assert.ok(outward.length > 3, kinds);
    for (const network of outward) {
      const there = all.filter(({ NetworkSettings }) => network in NetworkSettings.Networks).map(serviceOf);
      assert.equal(new Set(there).size, 1, `${network}: ${there.join(' ')}`);
    }
  });

  it('lets Prometheus alone reach Alertmanager', () => {
    const [alertmanager] = all.filter((one) => serviceOf(one) === 'alertmanager');
    const networks = Object.keys(alertmanager?.NetworkSettings.Networks ?? {});
    const others = all.filter(({ NetworkSettings }) =>
      networks.some((one) => one in NetworkSettings.Networks),
    );
    assert.deepEqual(others.map(serviceOf).toSorted(), ['alertmanager', 'prometheus']);
  });

  it('gives out metrics on the network of the data alone', async () => {
    for (const container of all.filter((one) => ['server', 'worker', 'ops'].includes(serviceOf(one)))) {
      const { Networks } = container.NetworkSettings;
      for (const [network, { IPAddress }] of Object.entries(Networks)) {
        const ask = `fetch('http://${IPAddress}:9464/metrics', { signal: AbortSignal.timeout(9000) }).then(() => process.exit(0), () => process.exit(7))`;
        const { code } = await tryRun('docker', [
          ...['exec', container.Name.slice(1), 'node', '--eval', ask],
        ]);
        assert.equal(code, network.endsWith('_back') ? 0 : 7, `${serviceOf(container)} in ${network}`);
      }
    }
  });
});
