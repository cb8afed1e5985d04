import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processSecrets } from '../../../core/platform/secrets.ts';
import { imageVersion, rootDir } from '../../support/paths.ts';
import { run, tryRun } from '../../support/run-program.ts';
import { installedAppliance, listContainers, applianceProject, readSecretFiles } from './appliance.ts';

type Container = {
  Name: string;
  Config: {
    User: string;
    Env: string[];
    Cmd: string[] | null;
    Labels: Record<string, string>;
    Image: string;
    StopTimeout?: number;
    Healthcheck?: { Test: string[] };
  };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    Init: boolean | null;
    PidsLimit: number | null;
    Memory: number;
    NanoCpus: number;
    CpuShares: number;
    MemoryReservation: number;
    Privileged: boolean;
    NetworkMode: string;
    PidMode: string;
    IpcMode: string;
    PortBindings: Record<string, unknown> | null;
    Tmpfs: Record<string, string> | null;
    LogConfig: { Type: string; Config: Record<string, string> };
    RestartPolicy: { Name: string };
  };
  Mounts: { Source: string; Destination: string; RW: boolean }[];
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
};

/** Which service needs which secret; nothing more is given to it. */
const storageUsers = ['server', 'worker', 'ops'].flatMap((name) => [
  `storage_${name}_access_key`,
  `storage_${name}_secret_key`,
]);
const mayKnow: Record<string, readonly string[]> = {
  nginx: [],
  server: processSecrets.server,
  worker: processSecrets.worker,
  'sandbox-1': [],
  'sandbox-2': [],
  ops: ['database_owner_password', 'repository_key', ...processSecrets.ops],
  postgres: [
    'database_owner_password',
    'database_server_password',
    'database_worker_password',
    'database_ops_password',
    'database_exporter_password',
  ],
  redis: ['server', 'worker', 'ops', 'exporter'].map((name) => `redis_${name}_password`),
  'redis-exporter': ['redis_exporter_password'],
  'postgres-exporter': ['database_exporter_password'],
  prometheus: [],
  'node-exporter': [],
  // The firm's own, for its mail server.
  alertmanager: ['mail_password'],
  // The key that may do everything there is nowhere else.
  minio: ['storage_access_key', 'storage_secret_key', ...storageUsers],
  // What has a way out has no secret.
  carrier: [],
  clamav: [],
  signatures: [],
};

const promises: Record<string, (container: Container) => boolean> = {
  'runs as a fixed user that is not root': ({ Config }) => /^1\d{4}:(10000|65534)$/.test(Config.User),
  'has a root file system it cannot write': ({ HostConfig }) => HostConfig.ReadonlyRootfs,
  'has no capability': ({ HostConfig }) =>
    HostConfig.CapDrop?.join() === 'ALL' && (HostConfig.CapAdd ?? []).length === 0 && !HostConfig.Privileged,
  'can gain no privilege': ({ HostConfig }) =>
    (HostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges(:true)?$/.test(option)),
  'has an init that collects its dead': ({ HostConfig }) => HostConfig.Init === true,
  'has a limit of processes': ({ HostConfig }) => (HostConfig.PidsLimit ?? 0) > 0,
  'has a limit of memory': ({ HostConfig }) => HostConfig.Memory > 0,
  'has a limit of processor time': ({ HostConfig }) => HostConfig.NanoCpus > 0,
  'has a weight among those that want the processors': ({ HostConfig }) => HostConfig.CpuShares > 0,
  'says what memory it holds': ({ HostConfig }) => HostConfig.MemoryReservation > 0,
  'rotates its log': ({ HostConfig }) =>
    HostConfig.LogConfig.Type === 'json-file' &&
    Boolean(HostConfig.LogConfig.Config['max-size']) &&
    Boolean(HostConfig.LogConfig.Config['max-file']),
  'has a health check': ({ Config }) =>
    (Config.Healthcheck?.Test.length ?? 0) > 1 && Config.Healthcheck?.Test[0] !== 'NONE',
  'is started again when it dies': ({ HostConfig }) => HostConfig.RestartPolicy.Name === 'unless-stopped',
  'has a limit on every memory file system': ({ HostConfig }) =>
    Object.values(HostConfig.Tmpfs ?? {}).every((options) => /(^|,)size=/.test(options)),
  'shares no namespace with the host': ({ HostConfig }) =>
    ![HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode].includes('host'),
  'cannot reach the engine': ({ Mounts }) =>
    !Mounts.some(({ Source, Destination }) => /docker\.sock|containerd/.test(Source + Destination)),
};

describe('every service is hardened, as read back from its container', function isHardened() {
  this.timeout(10 * 60_000);
  let all: Container[] = [];
  const serviceOf = (container: Container) => container.Config.Labels['com.docker.compose.service'] ?? '';

  before(async () => {
    await installedAppliance();
    all = JSON.parse(await run('docker', ['inspect', ...(await listContainers())])) as Container[];
  });

  it('all of them are there: the product, twice the server, and what watches it', () => {
    const services = all.map(serviceOf);
    for (const name of Object.keys(mayKnow)) assert.ok(services.includes(name), name);
    assert.equal(services.filter((name) => name === 'server').length, 2);
  });

  for (const [promise, keeps] of Object.entries(promises)) {
    it(promise, () => {
      assert.deepEqual(all.filter((container) => !keeps(container)).map(serviceOf), []);
    });
  }

  it('has a time to stop that is longer than its own drain', () => {
    assert.deepEqual(
      all
        .filter((container) => mayKnow[serviceOf(container)] && (container.Config.StopTimeout ?? 0) < 20)
        .map(serviceOf),
      [],
    );
  });

  it('publishes no port but nginx’s', () => {
    const publishing = all.filter(
      (container) => Object.keys(container.HostConfig.PortBindings ?? {}).length > 0,
    );
    assert.deepEqual(publishing.map(serviceOf), ['nginx']);
  });

  it('keeps the databases and the worker in a network without a way out, and the sandbox without any', async () => {
    const internal = await run('docker', [
      'network',
      'inspect',
      '--format',
      '{{.Internal}}',
      `${applianceProject}_back`,
      `${applianceProject}_web`,
      `${applianceProject}_carry`,
    ]);
    assert.equal(internal.trim(), 'true\ntrue\ntrue');
    for (const container of all.filter((one) => serviceOf(one).startsWith('sandbox')))
      assert.equal(container.HostConfig.NetworkMode, 'none');
  });

  it('lets the virus scanner meet the worker alone', async () => {
    const members = await run('docker', [
      ...[
        'network',
        'inspect',
        '--format',
        '{{range .Containers}}{{.Name}} {{end}}',
        `${applianceProject}_scan`,
      ],
    ]);
    assert.deepEqual(
      members.trim().split(' ').toSorted(),
      ['clamav', 'worker'].map((name) => `${applianceProject}-${name}-1`),
    );
    const [scanner] = all.filter((one) => serviceOf(one) === 'clamav');
    assert.deepEqual(Object.keys(scanner?.NetworkSettings.Networks ?? {}), [`${applianceProject}_scan`]);
    const signatures = scanner?.Mounts.find(({ Destination }) => Destination === '/var/lib/clamav');
    assert.equal(signatures?.RW, false);
  });

  it('takes requests on the network of the front door alone', async () => {
    const [[worker = ''], [server = '']] = [await listContainers('worker'), await listContainers('server')];
    for (const { NetworkSettings } of all.filter((one) => serviceOf(one) === 'server')) {
      for (const [network, { IPAddress }] of Object.entries(NetworkSettings.Networks)) {
        const ask = `fetch('http://${IPAddress}:3000/health/live', { signal: AbortSignal.timeout(3000) }).then(() => process.exit(0), () => process.exit(7))`;
        for (const from of [worker, server]) {
          const { code } = await tryRun('docker', ['exec', from, 'node', '--eval', ask]);
          const isFrontDoor = from === server && network === `${applianceProject}_web`;
          assert.equal(code, isFrontDoor ? 0 : 7, `${network} from ${from === server ? 'server' : 'worker'}`);
        }
      }
    }
  });

  it('gives each service only the secrets it needs, as files', () => {
    for (const container of all) {
      const allowed = mayKnow[serviceOf(container)];
      if (!allowed) continue;
      const given = container.Mounts.filter(({ Destination }) => Destination.startsWith('/run/secrets/')).map(
        ({ Destination }) => Destination.slice('/run/secrets/'.length),
      );
      assert.deepEqual(given.toSorted(), allowed.toSorted(), serviceOf(container));
    }
  });

  it('has no secret in an environment, a command line, an image or a log', async () => {
    const values = Object.entries(readSecretFiles());
    assert.ok(values.length >= 8);
    for (const container of all) {
      const logs = await tryRun('docker', ['logs', container.Name.slice(1)]);
      const history = await run('docker', [
        'history',
        '--no-trunc',
        '--format',
        '{{.CreatedBy}}',
        container.Config.Image,
      ]);
      const shown = JSON.stringify(container.Config) + logs.stdout + logs.stderr + history;
      for (const [name, value] of values)
        assert.ok(!shown.includes(value), `${serviceOf(container)} shows ${name}`);
    }
  });

  it('cannot write where it must not, seen from inside', async () => {
    for (const service of Object.keys(mayKnow)) {
      const [id = ''] = await listContainers(service);
      const touched = await tryRun('docker', ['exec', id, 'touch', '/planted', '/usr/bin/planted']);
      assert.notEqual(touched.code, 0, service);
    }
  });

  it('cannot call out from the worker, and has no network device in the sandbox', async () => {
    const [worker = ''] = await listContainers('worker');
    const ask =
      "fetch('http://1.1.1.1', { signal: AbortSignal.timeout(3000) }).then(() => process.exit(0), () => process.exit(7))";
    assert.equal((await tryRun('docker', ['exec', worker, 'node', '--eval', ask])).code, 7);
    const [sandbox = ''] = await listContainers('sandbox-1');
    const devices = await run('docker', ['exec', sandbox, 'cat', '/proc/net/dev']);
    assert.deepEqual(
      devices
        .trim()
        .split('\n')
        .slice(2)
        .map((line) => line.trim().split(':', 1)[0]),
      ['lo'],
    );
  });

  it('ships an application image without npm, compiler or development package', async () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(join(rootDir, name), 'utf8')) as Record<string, object>;
    const packages = read('package-lock.json')['packages'] as Record<
      string,
      { dev?: true; devOptional?: true }
    >;
    // What the product's own packages need as well is no development package, whatever else needs it.
    const development = Object.keys(read('package.json')['devDependencies'] ?? {}).filter((name) => {
      const { dev, devOptional } = packages[`node_modules/${name}`] ?? {};
      return dev ?? devOptional ?? name.startsWith('@types/');
    });
    assert.ok(development.length > 25, `${development.length} development packages`);
    const found = await tryRun('docker', [
      ...['run', '--rm', '--network', 'none', '--entrypoint', 'bash', `strongroom/app:${imageVersion}`, '-c'],
      `for name in npm npx corepack gcc cc g++ make python3 git curl; do command -v "$name"; done; ls -d ${development
        .map((name) => `/opt/strongroom/node_modules/${name}`)
        .join(' ')} 2>/dev/null; node --version >&2`,
    ]);
    assert.equal(found.stdout, '');
    assert.match(found.stderr, /^v26\./);
  });
});
