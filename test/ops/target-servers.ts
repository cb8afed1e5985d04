import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageVersion } from '../support/paths.ts';
import { run, runAtExit } from '../support/run-program.ts';
import { freePorts } from '../support/services.ts';
import { waitFor } from '../support/wait-for.ts';

export type TargetServer = {
  location: string;
  /** What the credentials file holds. */
  credentials: string;
  /** The same with something wrong in it. */
  wrong: string;
  stop: () => Promise<void>;
  start: () => Promise<void>;
};

/** A Docker network, and the address to call servers by where the network is this machine's own. */
export type TargetNetwork = { network: string; host?: string };

/** Real servers of the kinds that backups go to, in the services' network, removed when the process exits. */
export async function targetServers(around: TargetNetwork, certificate: 'valid' | 'ended' = 'valid') {
  const folder = mkdtempSync(join(tmpdir(), `strongroom-test-${process.pid}-targets-`));
  chmodSync(folder, 0o755);
  // Two files of tests in one process have servers of their own.
  const own = randomBytes(3).toString('hex');
  const name = (kind: string) => `strongroom-test-${process.pid}-${own}-${kind}`;
  process.once('exit', () => {
    for (const kind of ['rest', 'sftp', 's3', 'locked']) runAtExit('docker', ['rm', '--force', name(kind)]);
    rmSync(folder, { recursive: true, force: true });
  });
  const called = (kind: string) => around.host ?? name(kind);
  // On this machine's own network another program may hold the usual ports.
  const restPorts = async () =>
    around.host === undefined ? { append: 8000, prune: 8001 } : freePorts('append', 'prune');
  await makeCertificate(folder, called('rest'), certificate);
  const secret = () => randomBytes(12).toString('hex');
  const start = async (kind: 'rest' | 'sftp' | 's3' | 'locked', args: readonly string[], port: number) => {
    const shared = ['run', '--detach', '--name', name(kind), '--network', around.network];
    const label = ['--label', `strongroom.test=${process.pid}`];
    await run('docker', [...shared, ...label, '--volume', `${folder}:/far:ro`, ...args]);
    const hostToAsk = around.host ?? '127.0.0.1';
    const answers = () => listens(name(kind), hostToAsk, port);
    await answers();
    return {
      stop: async () => void (await run('docker', ['stop', '--time', '1', name(kind)])),
      start: async () => {
        await run('docker', ['start', name(kind)]);
        await answers();
      },
    };
  };
  const image = `strongroom/targets:${imageVersion}`;

  return {
    /** What says that the REST server is who it is. */
    authority: readFileSync(join(folder, 'server.crt'), 'utf8'),
    /** MinIO, as somebody else's S3. */
    s3: async (which: 's3' | 'locked' = 's3'): Promise<TargetServer> => {
      const [access, key] = [secret(), secret()];
      const settings = ['--env', `MINIO_ROOT_USER=${access}`, '--env', `MINIO_ROOT_PASSWORD=${key}`];
      const place = ['--tmpfs', '/data:uid=10007,gid=10000', '--env', 'HOME=/tmp'];
      const life = await start(which, [...settings, ...place, `strongroom/minio:${imageVersion}`], 9000);
      const location = `s3:http://${name(which)}:9000/backups`;
      const pair = (secretKey: string) => `access-key=${access}\nsecret-key=${secretKey}\n`;
      return { ...life, location, credentials: pair(key), wrong: pair('wrong') };
    },
    /** restic's own server over TLS; `append` may only add, `prune` may remove. */
    rest: async (): Promise<TargetServer & { pruning: { location: string; credentials: string } }> => {
      const [append, prune] = [secret(), secret()];
      const ports = await restPorts();
      writeFileSync(join(folder, 'rest.sh'), restScript({ append, prune }, ports, around.host ?? ''));
      const life = await start('rest', [image, 'bash', '/far/rest.sh'], ports.append);
      const at = (port: number) => `rest:https://${called('rest')}:${port}/strongroom`;
      const credentials = `username=append\npassword=${append}\n`;
      const pruning = { location: at(ports.prune), credentials: `username=prune\npassword=${prune}\n` };
      const wrong = 'username=append\npassword=wrong\n';
      return { ...life, location: at(ports.append), credentials, wrong, pruning };
    },
    /** OpenSSH, for a user who may transfer files and nothing else. */
    sftp: async (): Promise<TargetServer> => {
      mkdirSync(join(folder, 'ssh'));
      for (const key of ['host', 'user', 'stranger'])
        await tool(folder, ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', `/far/ssh/${key}`]);
      writeFileSync(join(folder, 'sftp.sh'), sftpScript);
      const life = await start('sftp', [image, 'bash', '/far/sftp.sh'], 2222);
      const read = (file: string) => readFileSync(join(folder, 'ssh', file), 'utf8');
      const trusting = (key: string) => `${read('user')}[${name('sftp')}]:2222 ${read(key)}`;
      const location = `sftp://backup-target@${name('sftp')}:2222//srv/backups`;
      return { ...life, location, credentials: trusting('host.pub'), wrong: trusting('stranger.pub') };
    },
  };
}

async function tool(folder: string, args: readonly string[]): Promise<void> {
  const image = `strongroom/targets:${imageVersion}`;
  await run('docker', ['run', '--rm', '--network', 'none', '--volume', `${folder}:/far`, image, ...args]);
}

async function makeCertificate(folder: string, host: string, which: 'valid' | 'ended'): Promise<void> {
  const ended = ['-not_before', '20200101000000Z', '-not_after', '20200201000000Z'];
  const lasts = which === 'ended' ? ended : ['-days', '2'];
  const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', ...lasts];
  const kind = isIP(host) === 0 ? 'DNS' : 'IP';
  const what = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=${kind}:${host}`];
  const where = ['-keyout', '/far/server.key', '-out', '/far/server.crt'];
  await tool(folder, ['openssl', 'req', ...how, ...what, ...where]);
}

/** Two servers over one folder: the first can only add, the second can remove and belongs to somebody else. */
const restScript = (
  passwords: { append: string; prune: string },
  ports: { append: number; prune: number },
  host: string,
) => `set -e
cd /srv && mkdir -p data
htpasswd -bcB append.htpasswd append ${passwords.append} 2>/dev/null
htpasswd -bcB prune.htpasswd prune ${passwords.prune} 2>/dev/null
shared='--path /srv/data --tls --tls-cert /far/server.crt --tls-key /far/server.key'
restic-rest-server $shared --listen ${host}:${ports.prune} --htpasswd-file prune.htpasswd &
exec restic-rest-server $shared --listen ${host}:${ports.append} --htpasswd-file append.htpasswd --append-only
`;

const sftpScript = `set -e
mkdir -p /run/sshd /srv/keys /srv/backups
cp /far/ssh/host /srv/keys/host && chmod 0600 /srv/keys/host
cp /far/ssh/user.pub /srv/keys/authorized && chmod 0644 /srv/keys/authorized
chown backup-target /srv/backups
exec /usr/sbin/sshd -D -e -p 2222 -h /srv/keys/host -o AuthorizedKeysFile=/srv/keys/authorized -o PasswordAuthentication=no \\
  -o UsePAM=no -o ForceCommand=internal-sftp -o 'Subsystem=sftp internal-sftp'
`;

async function listens(container: string, host: string, port: number): Promise<void> {
  const look = ['exec', container, 'bash', '-c', `exec 3<>/dev/tcp/${host}/${port}`];
  await waitFor(`${container} to listen`, 30, async () =>
    run('docker', look).then(
      () => true,
      () => undefined,
    ),
  );
}
