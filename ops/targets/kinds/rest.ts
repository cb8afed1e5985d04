import { Refused } from '../../errors.ts';
import { buildProxySettings } from '../build-proxy-settings.ts';
import { hostAndPort, parseWebUrl } from '../parse-url.ts';
import { readCredentials, readNamedPair, writePrivateFile } from '../read-credentials.ts';
import type { TargetKind } from '../target-kind.ts';

/** restic's own server, which can be configured as append-only: it stores backups and lets nothing be removed. */
export const restKind: TargetKind = {
  example: 'rest:https://HOST/NAME',
  isCached: true,
  usesCaFile: true,
  isMounted: false,
  parse: (text) => {
    const url = parseWebUrl(text, 'rest:');
    if (url?.protocol === 'http:')
      throw new Refused(
        'The REST server must be reached over https: over http anybody on the way reads its password.',
      );
    return url && { text, ...hostAndPort(url) };
  },
  buildAccess: async ({ text }, files, folder) => {
    const credentials = await readCredentials(files);
    const [username, password] = readNamedPair(credentials, ['username', 'password']).map(encodeURIComponent);
    // In a file: a command line can be read by every process.
    const address = text.replace('://', `://${username}:${password}@`);
    const file = await writePrivateFile(folder, 'address', address);
    return { options: ['--repository-file', file], settings: buildProxySettings(files) };
  },
};
