import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused } from '../errors.ts';
import { parseLocation, type TargetLocation } from './location.ts';

/** What restic is told beside its command: options, and settings for its own environment. Never a secret, only paths. */
export type TargetAccess = { options: string[]; settings: string[] };

export type TargetFiles = {
  credentialsFile?: string;
  caFile?: string;
  /**
   * Where restic may keep what it asks for again and again, encrypted as it lies there. Without it, each folder of a set is asked for by
   * itself every hour; of a folder on this machine nothing is kept.
   */
  cacheFolder?: string;
};

const reachTimeoutMs = 10_000;

/**
 * Runs `work` with what restic needs to speak to the place. The credentials are read from their file and handed on in files
 * in memory that only this user can read: they stand on no command line and in no environment.
 * @throws Refused for an address or credentials that cannot be right; Error when nothing answers there.
 */
export async function withTargetAccess<T>(
  target: { location: string } & TargetFiles,
  work: (access: TargetAccess) => Promise<T>,
): Promise<T> {
  const location = parseLocation(target.location);
  if (location.kind === 'folder')
    return work({ options: ['--repo', target.location, '--no-cache'], settings: [] });
  await checkReachable(location);
  const folder = await mkdtemp(join(tmpdir(), 'target-'));
  try {
    const text = target.credentialsFile === undefined ? '' : await readCredentials(target.credentialsFile);
    const access = await accessWriters[location.kind](location, text, folder);
    access.options.push(
      ...(target.cacheFolder === undefined ? ['--no-cache'] : ['--cache-dir', target.cacheFolder]),
    );
    if (target.caFile !== undefined && location.kind !== 'sftp')
      access.options.push('--cacert', target.caFile);
    return await work(access);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type AccessWriter = (location: TargetLocation, credentials: string, folder: string) => Promise<TargetAccess>;

const accessWriters: Record<Exclude<TargetLocation['kind'], 'folder'>, AccessWriter> = {
  s3: async (location, credentials, folder) => {
    const key = readKeyPair(credentials);
    const lines = ['[default]', `aws_access_key_id = ${key[0]}`, `aws_secret_access_key = ${key[1]}`];
    const file = await writePrivateFile(folder, 'credentials', lines.join('\n'));
    return { options: ['--repo', location.text], settings: [`AWS_SHARED_CREDENTIALS_FILE=${file}`] };
  },
  rest: async (location, credentials, folder) => {
    const [username, password] = readNamedPair(credentials, ['username', 'password']).map(encodeURIComponent);
    const address = location.text.replace('://', `://${username}:${password}@`);
    return {
      options: ['--repository-file', await writePrivateFile(folder, 'address', address)],
      settings: [],
    };
  },
  sftp: async (location, credentials, folder) => {
    const end = /-----END [A-Z ]*PRIVATE KEY-----\n?/.exec(credentials);
    const split = end ? end.index + end[0].length : 0;
    const hosts = credentials.slice(split).trim();
    if (!end || hosts === '')
      throw incompleteCredentials(
        'a private key, and below it the line that ssh-keyscan prints for the server',
      );
    const key = await writePrivateFile(folder, 'key', credentials.slice(0, split).trim());
    const known = await writePrivateFile(folder, 'known_hosts', hosts);
    const settings = [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'IdentitiesOnly=yes',
      'ConnectTimeout=20',
    ];
    const all = [
      ...settings,
      'ServerAliveInterval=15',
      'GlobalKnownHostsFile=/dev/null',
      `UserKnownHostsFile=${known}`,
    ];
    const ssh = [`-F none -i ${key}`, ...all.map((each) => `-o ${each}`)].join(' ');
    return { options: ['--repo', location.text, '--option', `sftp.args=${ssh}`], settings: [] };
  },
};

async function writePrivateFile(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  return file;
}

async function readCredentials(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Refused(
      `The credentials of the place for backups cannot be read (${code}). Give them with --repository-credentials to install.sh, or --far-credentials for the far place.`,
      { cause: error },
    );
  }
}

/** What an S3 server asks for. @throws Refused when the text does not hold it. */
export function readKeyPair(text: string): [accessKey: string, secretKey: string] {
  return readNamedPair(text, ['access-key', 'secret-key']);
}

/** Two `name=value` lines. */
function readNamedPair(text: string, names: readonly [string, string]): [string, string] {
  const lines = text.split('\n').map((line) => line.trim());
  const [first = '', second = ''] = names.map((name) =>
    lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1),
  );
  if (first === '' || second === '')
    throw incompleteCredentials(`the two lines ${names[0]}=... and ${names[1]}=...`);
  return [first, second];
}

function incompleteCredentials(wanted: string): Refused {
  return new Refused(
    `The credentials of the place for backups are not complete: the file must hold ${wanted}. Mend the file, then give it again.`,
  );
}

/** restic would try for a quarter of an hour before it says that nobody is there. */
async function checkReachable({ host, port }: TargetLocation): Promise<void> {
  const socket = connect({ host, port, timeout: reachTimeoutMs });
  try {
    socket.once('timeout', () => socket.destroy(new Error('no answer in 10 s')));
    await once(socket, 'connect');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      `The place for backups at ${host}, port ${port}, does not answer (${code ?? message}). Check that it runs and that this server may reach it.`,
      { cause: error },
    );
  } finally {
    socket.destroy();
  }
}
