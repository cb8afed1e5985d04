import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { readFile } from 'node:fs/promises';
import { Client } from 'minio';

export type BucketAccess = {
  /** With the bucket as the first part of its path. */
  url: URL;
  accessKey: string;
  secretKey: string;
  /** The certificates that the server is trusted by, besides the usual ones. */
  caFile?: string;
  /** Host and port of the HTTP proxy by which the server is reached; absent where it is reached directly. */
  proxy?: string;
};

/**
 * Servers that know no Object Lock, and credentials that may not ask for it, are taken for a bucket without.
 */
const noLockErrorCodes = [
  'ObjectLockConfigurationNotFoundError',
  'NotImplemented',
  'MethodNotAllowed',
  'AccessDenied',
];
type ObjectLockInfo = { validity?: number | undefined; unit?: string | undefined };
const noLock: ObjectLockInfo = {};
const daysPerUnit = { Days: 1, Years: 365 } as const;

/**
 * For how many days a bucket lets nothing be removed that is written to it now (S3 Object Lock, its default
 * retention).
 * @returns 0 when it has no such rule, or does not say.
 * @throws what the server says, when it cannot be asked.
 */
export async function readObjectLockDays(access: BucketAccess): Promise<number> {
  const { url, accessKey, secretKey } = access;
  const secure = url.protocol === 'https:';
  const agent = await openAgent(access);
  const client = new Client({
    endPoint: url.hostname,
    port: Number(url.port) || (secure ? 443 : 80),
    useSSL: secure,
    accessKey,
    secretKey,
    transportAgent: agent,
  });
  try {
    const bucket = url.pathname.split('/')[1] ?? '';
    const found = await new Promise<ObjectLockInfo>((resolve, reject) =>
      client.getObjectLockConfig(bucket, (error, info) => (error ? reject(error) : resolve(info ?? noLock))),
    );
    return (found.validity ?? 0) * daysPerUnit[found.unit === 'Years' ? 'Years' : 'Days'];
  } catch (error) {
    if (noLockErrorCodes.includes((error as { code?: string }).code ?? '')) return 0;
    throw error;
  } finally {
    agent.destroy();
  }
}

/** Certificates and proxy are these alone, whatever the environment of this process says. */
async function openAgent({ url, caFile, proxy }: BucketAccess): Promise<HttpAgent | HttpsAgent> {
  const way =
    proxy === undefined
      ? {}
      : { proxyEnv: { HTTP_PROXY: `http://${proxy}`, HTTPS_PROXY: `http://${proxy}`, NO_PROXY: '' } };
  if (url.protocol === 'http:') return new HttpAgent(way);
  return new HttpsAgent({ ...way, ...(caFile !== undefined && { ca: await readFile(caFile) }) });
}
