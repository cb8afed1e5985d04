import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import { Client } from 'minio';
import { BufferPool } from './buffer-pool.ts';
import type { Config } from './config.ts';
import { objectKey, orUnavailable, readSize, type S3 } from './s3.ts';
import { partBytes, partTimeoutMs, removeAbandoned, writeOnce } from './write-once.ts';

export type Storage = ReturnType<typeof openStorage>;
/**
 * All parts that a process holds at a time, 120 MB: what is left of the server's 384 MB beside its own 200. More than
 * uploads may be under way (core/platform/turns.ts), so that those that stand still leave some to the others.
 */
const partBuffers = 24;

/**
 * The documents' bytes in any S3 server: plain S3 calls only. Objects are content-addressed and written once:
 * `sha256/abc/abcdef...`. What is still being received lies under `incoming/` and is nobody's document.
 */
export function openStorage(config: Pick<Config, 'storage'>) {
  const { host, port, bucket, accessKey, secretKey } = config.storage;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const client = new Client({
    endPoint: host,
    port,
    useSSL: false,
    accessKey,
    secretKey,
    region: 'us-east-1',
    transportAgent: agent,
  });
  const pool = new BufferPool({ bytes: partBytes, count: partBuffers, waitMs: partTimeoutMs });
  const s3 = { client, bucket, pool };
  return {
    writeOnce: (body: AsyncIterable<Buffer>, limits: { maxBytes: number }) =>
      writeOnce(s3, body, limits.maxBytes),
    /** The bytes of an object, whole or `length` bytes from `offset`. @throws Problem `unavailable` */
    open: (sha256: string, range?: { offset: number; length: number }): Promise<Readable> =>
      orUnavailable(() =>
        range
          ? client.getPartialObject(bucket, objectKey(sha256), range.offset, range.length)
          : client.getObject(bucket, objectKey(sha256)),
      ),
    /** Size in bytes, or undefined when there is no such object. */
    size: (sha256: string) => orUnavailable(() => readSize(s3, objectKey(sha256))),
    /**
     * Removes an object for good; one that is not there counts as removed.
     * @throws Problem `unavailable`; Error when it is there still.
     */
    remove: async (sha256: string) => {
      await orUnavailable(() => client.removeObject(bucket, objectKey(sha256)));
      if ((await orUnavailable(() => readSize(s3, objectKey(sha256)))) !== undefined)
        throw new Error('The storage still has an object that was removed.');
    },
    /**
     * Whether what is removed would only be hidden: the bucket keeps versions, as every one with Object Lock
     * does.
     */
    isVersioned: () => orUnavailable(() => isBucketVersioned(s3)),
    removeAbandoned: () => orUnavailable(() => removeAbandoned(s3)),
    /** Makes the bucket when it is missing. May be repeated. */
    prepare: () =>
      orUnavailable(async () => {
        if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, 'us-east-1');
      }),
    ping: () =>
      orUnavailable(async () => {
        if (!(await client.bucketExists(bucket))) throw new Error('the bucket for documents is missing');
      }),
    close: () => {
      agent.destroy();
    },
  };
}

/** Suspended counts too: a removal then leaves what was written before. */
async function isBucketVersioned({ client, bucket }: S3): Promise<boolean> {
  const found = (await client.getBucketVersioning(bucket)) as { Status?: string } | undefined;
  return (found?.Status ?? '') !== '';
}
