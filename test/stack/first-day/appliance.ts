import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient, trustCertificateAuthority, type ApiClient } from '../../support/client.ts';
import { rootDir } from '../../support/paths.ts';
import { run, runAtExit, tryRun, type RunResult } from '../../support/run-program.ts';

/** What install.sh --json prints. */
export type InstallResult = {
  url: string;
  email: string;
  password: string | null;
  recoveryKey: string | null;
  certificateSha256: string;
  seconds: number;
  changed: boolean;
};

/** The benchmark takes another name and other ports, so that it and the tests cannot meet. */
export const applianceProject = process.env['TEST_PROJECT'] ?? 'strongroom-test';
export const httpsPort = Number(process.env['TEST_HTTPS_PORT'] ?? 9443);
export const httpPort = httpsPort - 363;
const installMinutes = 25;

const folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-stack-`));
export const applianceDataDir = join(folder, 'data');
export const applianceRepository = join(folder, 'repository');
let installed: Promise<InstallResult> | undefined;
let firstPassword = '';
let firstKey = '';

process.once('exit', () => {
  const byLabel = `--filter label=com.docker.compose.project=${applianceProject}`;
  const script = [
    `docker ps -aq ${byLabel} | xargs -r docker rm --force --volumes`,
    `docker network ls -q ${byLabel} | xargs -r docker network rm`,
    `docker image ls --format '{{.Repository}}:{{.Tag}}' --filter 'reference=strongroom/*:${applianceProject}-*' | xargs -r docker image rm`,
    `rm -rf /usr/local/bin/${applianceProject}`,
  ];
  runAtExit('bash', ['-c', script.join('\n')]);
  rmSync(folder, { recursive: true, force: true });
});
process.once('SIGTERM', () => process.exit(143));

/** The arguments every run of install.sh in this test shares. */
export const installArguments = [
  ...[
    '--yes',
    '--json',
    '--project',
    applianceProject,
    '--data-dir',
    applianceDataDir,
    '--repository',
    applianceRepository,
  ],
  ...['--host', 'localhost', '--https-port', String(httpsPort), '--http-port', String(httpPort)],
  ...['--admin-email', 'it@firm.example'],
];

/** Runs install.sh to its end; the caller judges the exit code. */
export function runInstaller(args: readonly string[] = installArguments): Promise<RunResult> {
  return tryRun('./install.sh', args, { cwd: rootDir, timeoutMs: installMinutes * 60_000 });
}

/** Installs the appliance at the first call; every later call gives the same answer. */
export function installedAppliance(): Promise<InstallResult> {
  installed ??= installFirst();
  return installed;
}

async function installFirst(): Promise<InstallResult> {
  const ran = await runInstaller();
  if (ran.code !== 0) throw new Error(`install.sh ended with code ${ran.code}:\n${ran.stderr.slice(-6_000)}`);
  const answer = parseInstallResult(ran);
  firstPassword = answer.password ?? '';
  firstKey = answer.recoveryKey ?? '';
  trustInstalledAuthority();
  return answer;
}

export function parseInstallResult(ran: RunResult): InstallResult {
  return JSON.parse(ran.stdout) as InstallResult;
}

/** The private CA of the installation is trusted by every connection from now on. */
export function trustInstalledAuthority(): void {
  trustCertificateAuthority(readFileSync(join(applianceDataDir, 'tls/ca.crt'), 'utf8'));
}

/** The recovery key as the installation printed it. */
export async function getInitialRecoveryKey(): Promise<string> {
  await installedAppliance();
  return firstKey;
}

/** The first administrator, signed in, in a session of its own. */
export async function signInAdministrator(): Promise<ApiClient> {
  const { url, email } = await installedAppliance();
  const client = createApiClient(url);
  await client.signIn(email, firstPassword);
  return client;
}

let people = 0;
/** A member of the firm, signed in. */
export async function createApplianceColleague(
  admin: ApiClient,
  name: string,
): Promise<ApiClient & { id: string; email: string }> {
  people += 1;
  const email = `${name}-${people}@firm.example`;
  const password = `a long sentence for ${name} ${people}`;
  const { id } = await admin.createPerson({ email, name, password });
  const client = createApiClient(admin.origin);
  await client.signIn(email, password);
  return { ...client, id, email };
}

/** Runs the host's command, e.g. `strongroom backup --json`. */
export function runStrongroom(...args: string[]): Promise<RunResult> {
  return tryRun(`/usr/local/bin/${applianceProject}`, args, { timeoutMs: 15 * 60_000 });
}

/** Ids of a service's containers; of all services without a name. `all` counts stopped ones too. */
export async function listContainers(service?: string, all = true): Promise<string[]> {
  const filters = [
    `label=com.docker.compose.project=${applianceProject}`,
    ...(service ? [`label=com.docker.compose.service=${service}`] : []),
  ];
  const out = await run('docker', [
    'ps',
    '--no-trunc',
    '--quiet',
    ...(all ? ['--all'] : []),
    ...filters.flatMap((filter) => ['--filter', filter]),
  ]);
  return out.split('\n').filter(Boolean).toSorted();
}

/** Says a command to docker about every container of a service. */
export async function docker(command: string, service: string): Promise<void> {
  await run('docker', [command, ...(await listContainers(service))]);
}

/** The secrets as the installer made them, by name. */
export function readSecretFiles(): Record<string, string> {
  const dir = join(applianceDataDir, 'secrets');
  return Object.fromEntries(
    readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8').trim()]),
  );
}

/** Stops and removes every container of the appliance, as `docker compose down` does. */
export async function removeContainers(): Promise<void> {
  const ids = await listContainers();
  if (ids.length > 0) await run('docker', ['rm', '--force', '--volumes', ...ids]);
  const networks = await run('docker', [
    'network',
    'ls',
    '--quiet',
    '--filter',
    `label=com.docker.compose.project=${applianceProject}`,
  ]);
  for (const id of networks.split('\n').filter(Boolean)) await run('docker', ['network', 'rm', id]);
}

/** A folder beside the data, for what a test needs on the disk. */
export function createWorkFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}
