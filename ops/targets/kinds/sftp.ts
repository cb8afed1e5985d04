import { hostAndPort, holdsPassword, parseUrl } from '../parse-url.ts';
import { incompleteCredentials, readCredentials, writePrivateFile } from '../read-credentials.ts';
import type { TargetFiles, TargetKind } from '../target-kind.ts';

const sshOptions = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'IdentitiesOnly=yes',
  'ConnectTimeout=20',
  'ServerAliveInterval=15',
  'GlobalKnownHostsFile=/dev/null',
];

/** A folder of a server that is reached over SSH. */
export const sftpKind: TargetKind = {
  example: 'sftp://USER@HOST//FOLDER',
  isCached: true,
  usesCaFile: false,
  isMounted: false,
  parse: (text) => {
    // restic's older way of writing it.
    const [, login, path = ''] = /^sftp:([^/@:]+@[^/@:]+):(.+)$/.exec(text) ?? [];
    const url = parseUrl(login === undefined ? text : `sftp://${login}//${path.replace(/^\/+/, '')}`);
    if (url?.protocol !== 'sftp:' || url.username === '' || url.hostname === '') return undefined;
    if (url.password !== '') throw holdsPassword();
    return { text, ...hostAndPort(url) };
  },
  buildAccess: async ({ text }, files, folder) => {
    const { key, hosts } = splitCredentials(await readCredentials(files));
    const keyFile = await writePrivateFile(folder, 'key', key);
    const hostsFile = await writePrivateFile(folder, 'known_hosts', hosts);
    const options = [...sshOptions, `UserKnownHostsFile=${hostsFile}`].map((option) => `-o ${option}`);
    const ssh = [`-F none -i ${keyFile}`, ...options, ...buildProxyCommand(files)].join(' ');
    return { options: ['--repo', text, '--option', `sftp.args=${ssh}`], settings: [] };
  },
};

/** ssh knows no HTTP proxy; netcat speaks to it. The name of the host, its port and its key stay what they are. */
function buildProxyCommand({ carrier }: TargetFiles): string[] {
  return carrier === undefined ? [] : [`-o 'ProxyCommand=nc -X connect -x ${carrier} %h %p'`];
}

/** The private key, and below it what ssh-keyscan printed. @throws Refused when one of them is missing. */
function splitCredentials(credentials: string): { key: string; hosts: string } {
  const end = /-----END [A-Z ]*PRIVATE KEY-----\n?/.exec(credentials);
  const split = end ? end.index + end[0].length : 0;
  const hosts = credentials.slice(split).trim();
  if (!end || hosts === '')
    throw incompleteCredentials(
      'a private key, and below it the line that ssh-keyscan prints for the server',
    );
  return { key: credentials.slice(0, split).trim(), hosts };
}
