import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { grepChangingFiles } from '../../support/grep-changing-files.ts';
import { rootDir } from '../../support/paths.ts';
import { run, tryRun } from '../../support/run-program.ts';
import {
  installedAppliance,
  listContainers,
  applianceDataDir,
  httpsPort,
  runInstaller,
  installArguments,
  applianceProject,
  parseInstallResult,
  readSecretFiles,
  runStrongroom,
} from './appliance.ts';

const mostSeconds = 15 * 60;

describe('one command installs the appliance', function installs() {
  this.timeout(30 * 60_000);

  it('ends with an address, a sign-in, a recovery key and a fingerprint, in at most 15 minutes', async () => {
    const answer = await installedAppliance();
    console.log(`    installed in ${answer.seconds} s`);
    assert.equal(answer.url, `https://localhost:${httpsPort}`);
    assert.equal(answer.email, 'it@firm.example');
    assert.match(answer.password ?? '', /^\S{16,}$/);
    assert.match(answer.recoveryKey ?? '', /^([A-Z2-7]{4}-){7}[A-Z2-7]{4}$/);
    assert.equal(answer.changed, true);
    assert.ok(answer.seconds <= mostSeconds, `${answer.seconds} s`);
  });

  it('prints the fingerprint of the certificate that is really shown', async () => {
    const { certificateSha256 } = await installedAppliance();
    const shown = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: 'localhost', port: httpsPort, servername: 'localhost' }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.end();
      }).once('error', reject);
    });
    assert.equal(shown, certificateSha256);
  });

  it('leaves every service healthy', async () => {
    const rows = await run('docker', [
      'inspect',
      '--format',
      '{{.Name}} {{.State.Status}} {{.State.Health.Status}}',
      ...(await listContainers()),
    ]);
    const lines = rows.trim().split('\n');
    assert.ok(lines.length >= 10, rows);
    assert.deepEqual(
      lines.filter((line) => !line.endsWith(' running healthy')),
      [],
    );
  });

  it('keeps the recovery key nowhere on the machine', async () => {
    const { recoveryKey } = await installedAppliance();
    assert.ok(recoveryKey);
    for (const form of [recoveryKey, recoveryKey.replaceAll('-', '')]) {
      // grep ends with 1 when it found nothing; 2 would mean that it could not look.
      const found = await grepChangingFiles(['-rlF', '--', form, applianceDataDir]);
      assert.deepEqual([found.code, found.stdout], [1, '']);
    }
    assert.equal(existsSync(`/run/strongroom-install-${applianceProject}`), false);
  });

  it('makes secrets that only root and the services can read', () => {
    for (const name of Object.keys(readSecretFiles())) {
      const { mode, uid, gid } = statSync(join(applianceDataDir, 'secrets', name));
      assert.deepEqual([(mode & 0o777).toString(8), uid, gid], ['440', 0, 10_000], name);
    }
  });

  it('comes up by itself after a reboot: the engine starts at boot and restarts every service', async () => {
    const policies = await run('docker', [
      'inspect',
      '--format',
      '{{.HostConfig.RestartPolicy.Name}}',
      ...(await listContainers()),
    ]);
    assert.deepEqual([...new Set(policies.trim().split('\n'))], ['unless-stopped']);
    const atBoot = await tryRun('bash', [
      '-c',
      'systemctl is-enabled docker.service || ls /etc/rc[2-5].d/S*docker || ls /etc/cron.d/strongroom-engine',
    ]);
    assert.equal(atBoot.code, 0, 'nothing starts the engine at boot');
  });

  it('puts the operator’s command into the path, and it says that all is well', async () => {
    const status = await runStrongroom('status', '--json');
    assert.equal(status.code, 0, status.stdout + status.stderr);
    assert.equal(typeof JSON.parse(status.stdout), 'object');
  });

  it('run again, changes nothing and says so', async () => {
    await installedAppliance();
    const before = { containers: await listContainers(), secrets: hashOf(readSecretFiles()) };
    const again = await runInstaller();
    assert.equal(again.code, 0, again.stderr.slice(-3_000));
    const answer = parseInstallResult(again);
    assert.deepEqual([answer.changed, answer.password, answer.recoveryKey], [false, null, null]);
    assert.deepEqual({ containers: await listContainers(), secrets: hashOf(readSecretFiles()) }, before);
    console.log(`    the second run took ${answer.seconds} s`);
    assert.ok(answer.seconds < 120, `${answer.seconds} s`);
    const inWords = await tryRun(
      './install.sh',
      installArguments.filter((argument) => argument !== '--json'),
      { cwd: rootDir, timeoutMs: 300_000 },
    );
    assert.match(inWords.stdout, /^Nothing to do: /m);
  });
});

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
