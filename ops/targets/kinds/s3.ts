import { readFile } from 'node:fs/promises';
import { readObjectLockDays } from '../../../core/platform/read-object-lock.ts';
import { buildProxySettings } from '../build-proxy-settings.ts';
import { hostAndPort, parseWebUrl } from '../parse-url.ts';
import { readCredentials, readNamedPair, writePrivateFile } from '../read-credentials.ts';
import type { TargetKind } from '../target-kind.ts';

const prefix = 's3:';

/** A bucket of any server that speaks S3. Where the bucket has Object Lock, nobody can remove what was just stored. */
export const s3Kind: TargetKind = {
  example: 's3:https://HOST/BUCKET',
  isCached: true,
  usesCaFile: true,
  isMounted: false,
  parse: (text) => {
    const url = parseWebUrl(text, prefix);
    return url && { text, ...hostAndPort(url) };
  },
  buildAccess: async ({ text }, files, folder) => {
    const [accessKey, secretKey] = readKeyPair(await readCredentials(files));
    const lines = ['[default]', `aws_access_key_id = ${accessKey}`, `aws_secret_access_key = ${secretKey}`];
    const file = await writePrivateFile(folder, 'credentials', lines.join('\n'));
    return {
      options: ['--repo', text],
      settings: [`AWS_SHARED_CREDENTIALS_FILE=${file}`, ...buildProxySettings(files)],
    };
  },
  readLockedDays: async ({ text }, { credentialsFile, caFile, carrier }) => {
    if (credentialsFile === undefined) return 0;
    const [accessKey, secretKey] = readKeyPair(await readFile(credentialsFile, 'utf8'));
    const url = new URL(text.slice(prefix.length));
    const way = { ...(caFile !== undefined && { caFile }), ...(carrier !== undefined && { proxy: carrier }) };
    return readObjectLockDays({ url, accessKey, secretKey, ...way });
  },
};

function readKeyPair(text: string): [accessKey: string, secretKey: string] {
  return readNamedPair(text, ['access-key', 'secret-key']);
}
