import { createHash, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import { Client, CopyDestinationOptions, CopySourceOptions } from 'minio';
import type { Config } from './config.ts';
import { Problem } from './errors.ts';

export type Storage = ReturnType<typeof openStorage>;
/**
 * What is known of bytes once they are durable. `sha256` is lower-case hex; `head` the first bytes, for
 * detecting the type.
 */
export type StoredObject = { sha256: string; bytes: number; head: Buffer };

/** The least that S3 takes for a part which is not the last: two of them are held at a time. */
const partBytes = 5 * 1024 * 1024;
const headBytes = 64 * 1024;
const partTimeoutMs = 60_000;
/** S3 copies at most 5 GiB in one request; above, the server composes the object from ranges of the first. */
const singleCopyBytes = 5 * 1024 ** 3;

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
  const s3 = { client, bucket };
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

type S3 = { client: Client; bucket: string };

/**
 * Where an object lies in the bucket. One level of 4,096 folders: each folder more costs every hourly backup
 * its time (decision 0003).
 */
export function objectKey(sha256: string): string {
  return `sha256/${sha256.slice(0, 3)}/${sha256}`;
}

/**
 * Streams `body` to storage, hashing on the way, and returns once the object is durable under its own hash.
 * Holds at most two parts in memory. Bytes already stored are not stored again. On any failure nothing is
 * left that counts.
 * @throws Problem `file-too-large`, `unavailable`; whatever `body` throws.
 */
async function writeOnce(s3: S3, body: AsyncIterable<Buffer>, maxBytes: number): Promise<StoredObject> {
  const hash = createHash('sha256');
  const parts = splitIntoParts(body, (chunk) => hash.update(chunk), maxBytes);
  const first = (await parts.next()).value ?? Buffer.alloc(0);
  const head = Buffer.from(first.subarray(0, headBytes));
  if (first.length < partBytes) {
    const sha256 = hash.digest('hex');
    await orUnavailable(() => putSmall(s3, sha256, first));
    return { sha256, bytes: first.length, head };
  }
  const incoming = `incoming/${randomUUID()}`;
  const bytes = await putInParts(s3, incoming, { first, rest: parts });
  const sha256 = hash.digest('hex');
  await orUnavailable(() => moveToContentAddress(s3, { incoming, sha256, bytes }));
  return { sha256, bytes, head };
}

/**
 * Two buffers take turns, as one part travels while the next is filled: large uploads must not wait for the
 * collector.
 */
async function* splitIntoParts(
  body: AsyncIterable<Buffer>,
  onChunk: (chunk: Buffer) => void,
  maxBytes: number,
): AsyncGenerator<Buffer, undefined> {
  let [filling, travelling] = [Buffer.allocUnsafe(partBytes), Buffer.alloc(0)];
  let filled = 0;
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge(maxBytes);
    onChunk(chunk);
    for (let taken = 0; taken < chunk.length;) {
      const copied = chunk.copy(filling, filled, taken);
      taken += copied;
      filled += copied;
      if (filled < partBytes) continue;
      yield filling;
      // Small files, which are most, never need the second one.
      if (travelling.length === 0) travelling = Buffer.allocUnsafe(partBytes);
      [filling, travelling, filled] = [travelling, filling, 0];
    }
  }
  if (filled > 0) yield filling.subarray(0, filled);
  return undefined;
}

async function putSmall(s3: S3, sha256: string, content: Buffer): Promise<void> {
  if (await isStored(s3, objectKey(sha256), content.length)) return;
  await withTimeout(s3.client.putObject(s3.bucket, objectKey(sha256), content, content.length));
}

async function putInParts(
  s3: S3,
  key: string,
  { first, rest }: { first: Buffer; rest: AsyncGenerator<Buffer, undefined> },
): Promise<number> {
  const uploadId = await orUnavailable(() => s3.client.initiateNewMultipartUpload(s3.bucket, key, {}));
  try {
    const etags: { part: number; etag: string }[] = [];
    const send = async (part: number, payload: Buffer) => {
      const answer = await withTimeout(
        s3.client.uploadPart(
          { bucketName: s3.bucket, objectName: key, uploadID: uploadId, partNumber: part, headers: {} },
          payload,
        ),
      );
      etags.push({ part, etag: answer.etag });
    };
    let bytes = first.length;
    let sending = orUnavailable(() => send(1, first));
    for (let part = 2; ; part += 1) {
      // While one part travels the next is filled; a part that failed is noticed at once and ends the upload.
      const [next] = await Promise.all([rest.next(), sending]);
      if (next.done) break;
      bytes += next.value.length;
      sending = orUnavailable(() => send(part, next.value));
    }
    await orUnavailable(() => s3.client.completeMultipartUpload(s3.bucket, key, uploadId, etags));
    return bytes;
  } catch (error) {
    // Best effort: the storage server drops unfinished uploads by itself after a day.
    await s3.client.abortMultipartUpload(s3.bucket, key, uploadId).catch(() => undefined);
    throw error;
  }
}

async function moveToContentAddress(
  s3: S3,
  from: { incoming: string; sha256: string; bytes: number },
): Promise<void> {
  const key = objectKey(from.sha256);
  if (!(await isStored(s3, key, from.bytes))) {
    const source = new CopySourceOptions({ Bucket: s3.bucket, Object: from.incoming });
    const destination = new CopyDestinationOptions({ Bucket: s3.bucket, Object: key });
    if (from.bytes <= singleCopyBytes) await s3.client.copyObject(source, destination);
    else await s3.client.composeObject(destination, [source]);
  }
  await s3.client.removeObject(s3.bucket, from.incoming);
}

/**
 * Whether an object's bytes are there already. The storage reads its size from metadata, also when the bytes
 * beside that are lost or cut short, so the last byte is read: what cannot be read is written anew, never
 * accepted.
 */
async function isStored(s3: S3, key: string, bytes: number): Promise<boolean> {
  if ((await readSize(s3, key)) !== bytes) return false;
  try {
    let read = 0;
    for await (const chunk of await s3.client.getPartialObject(s3.bucket, key, bytes - 1, 1))
      read += (chunk as Buffer).length;
    return read === 1;
  } catch {
    return false;
  }
}

async function readSize(s3: S3, key: string): Promise<number | undefined> {
  try {
    return (await s3.client.statObject(s3.bucket, key)).size;
  } catch (error) {
    if ((error as { code?: string }).code === 'NotFound' || (error as { code?: string }).code === 'NoSuchKey')
      return undefined;
    throw error;
  }
}

/** Suspended counts too: a removal then leaves what was written before. */
async function isBucketVersioned({ client, bucket }: S3): Promise<boolean> {
  const found = (await client.getBucketVersioning(bucket)) as { Status?: string } | undefined;
  return (found?.Status ?? '') !== '';
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('storage did not take a part in time')), partTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      'unavailable',
      'The document storage does not answer just now; nothing was changed. Try again in a minute.',
      {
        cause: error,
        retryAfter: 30,
      },
    );
  }
}

function tooLarge(maxBytes: number): Problem {
  const gigabytes = Math.round((maxBytes / 1024 ** 3) * 10) / 10;
  return new Problem(
    'file-too-large',
    `The file is larger than this room takes (${gigabytes} GB). Split it, or ask the administrator to raise the limit.`,
  );
}
