import { createHash, randomUUID } from 'node:crypto';
import { CopyDestinationOptions, CopySourceOptions } from 'minio';
import { objectKey, orUnavailable, readSize, type S3 } from './s3.ts';
import { splitIntoParts } from './split-into-parts.ts';

/**
 * What is known of bytes once they are durable. `sha256` is lower-case hex; `head` the first bytes, for
 * detecting the type.
 */
export type StoredObject = { sha256: string; bytes: number; head: Buffer };

/** Bytes of a part: the least that S3 takes for one which is not the last. */
export const partBytes = 5 * 1024 * 1024;
/** For how long a part may travel. */
export const partTimeoutMs = 60_000;
const headBytes = 64 * 1024;
const incomingPrefix = 'incoming/';
const abandonedAfterMs = 24 * 3_600_000;
/** S3 copies at most 5 GiB in one request; above, the server composes the object from ranges of the first. */
const singleCopyBytes = 5 * 1024 ** 3;

/**
 * Streams `body` to storage, hashing on the way, and returns once the object is durable under its own hash.
 * Holds at most two of the pool's buffers. Bytes already stored are kept once. On any failure nothing is
 * left that counts.
 * @throws Problem `file-too-large`, `unavailable`; whatever `body` throws.
 */
export async function writeOnce(
  s3: S3,
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<StoredObject> {
  const hash = createHash('sha256');
  const pool = {
    acquire: () => orUnavailable(() => s3.pool.acquire()),
    release: s3.pool.release.bind(s3.pool),
  };
  const rest = splitIntoParts(body, { pool, onChunk: (chunk) => hash.update(chunk), maxBytes });
  const first = (await rest.next()).value;
  const head = Buffer.from(first?.subarray(0, headBytes) ?? '');
  if (!first || first.length < partBytes) {
    const sha256 = hash.digest('hex');
    await orUnavailable(() => putSmall(s3, sha256, first ?? Buffer.alloc(0)));
    return { sha256, bytes: first?.length ?? 0, head };
  }
  const incoming = createIncomingKey();
  const bytes = await putInParts(s3, incoming, { first, rest });
  const sha256 = hash.digest('hex');
  await orUnavailable(() => moveToContentAddress(s3, { incoming, sha256, bytes }));
  return { sha256, bytes, head };
}
/**
 * Bytes that are stored already are stored once more, under a name that is nobody's, and thrown away: whoever uploads
 * them waits as long as for new ones, and does not learn that the firm has them (decision 0031).
 */
async function putSmall(s3: S3, sha256: string, content: Buffer): Promise<void> {
  const key = objectKey(sha256);
  let travelling: Promise<unknown> = Promise.resolve();
  try {
    const isKnown = await isStored(s3, key, content.length);
    const target = isKnown ? createIncomingKey() : key;
    travelling = s3.client.putObject(s3.bucket, target, content, content.length);
    await settleInTime(travelling);
    if (isKnown) discard(s3, target);
  } finally {
    releaseOnceSettled(s3, content, travelling);
  }
}

/** What still travels after its time is read by the driver: nobody else may have the buffer until then. */
function releaseOnceSettled({ pool }: S3, content: Buffer, travelling: Promise<unknown>): void {
  if (content.length === 0) return;
  const release = () => pool.release(content);
  travelling.then(release, release);
}

async function putInParts(
  s3: S3,
  key: string,
  { first, rest }: { first: Buffer; rest: AsyncGenerator<Buffer, undefined> },
): Promise<number> {
  let bytes = first.length;
  const etags: { part: number; etag: string }[] = [];
  let uploadId: string | undefined;
  const send = async (part: number, payload: Buffer) => {
    const details = {
      bucketName: s3.bucket,
      objectName: key,
      uploadID: uploadId ?? '',
      partNumber: part,
      headers: {},
    };
    const travelling = s3.client.uploadPart(details, payload);
    releaseOnceSettled(s3, payload, travelling);
    etags.push({ part, etag: (await settleInTime(travelling)).etag });
  };
  try {
    uploadId = await initiate(s3, key, first);
    let sending = orUnavailable(() => send(1, first));
    for (let part = 2; ; part += 1) {
      // While one part travels the next is filled; a part that failed is noticed at once and ends the upload.
      const filling = rest.next();
      const [next] = await Promise.all([filling, sending]).catch((error: unknown) => {
        // Nobody sends what is being filled at this moment.
        filling.then(
          ({ value }) => value && s3.pool.release(value),
          () => undefined,
        );
        throw error;
      });
      if (next.done) break;
      bytes += next.value.length;
      sending = orUnavailable(() => send(part, next.value));
    }
    const done = uploadId;
    await orUnavailable(() => s3.client.completeMultipartUpload(s3.bucket, key, done, etags));
    return bytes;
  } catch (error) {
    // Best effort: the storage server drops unfinished uploads by itself after a day.
    if (uploadId !== undefined)
      await s3.client.abortMultipartUpload(s3.bucket, key, uploadId).catch(() => undefined);
    throw error;
  }
}

async function initiate(s3: S3, key: string, first: Buffer): Promise<string> {
  try {
    return await orUnavailable(() => s3.client.initiateNewMultipartUpload(s3.bucket, key, {}));
  } catch (error) {
    s3.pool.release(first);
    throw error;
  }
}

/** Bytes that are stored already are copied all the same, and thrown away (putSmall says why). */
async function moveToContentAddress(
  s3: S3,
  from: { incoming: string; sha256: string; bytes: number },
): Promise<void> {
  const key = objectKey(from.sha256);
  const isKnown = await isStored(s3, key, from.bytes);
  const target = isKnown ? createIncomingKey() : key;
  const source = new CopySourceOptions({ Bucket: s3.bucket, Object: from.incoming });
  const destination = new CopyDestinationOptions({ Bucket: s3.bucket, Object: target });
  if (from.bytes <= singleCopyBytes) await s3.client.copyObject(source, destination);
  else await s3.client.composeObject(destination, [source]);
  await s3.client.removeObject(s3.bucket, from.incoming);
  if (isKnown) discard(s3, target);
}

/** What is still being received, and nobody's document. */
function createIncomingKey(): string {
  return `${incomingPrefix}${randomUUID()}`;
}

/** Best effort, and not waited for: what stays goes with `removeAbandoned`. */
function discard({ client, bucket }: S3, key: string): void {
  client.removeObject(bucket, key).catch(() => undefined);
}

/**
 * Removes what was received and never became an object, because a process was killed in the middle; what is younger
 * than a day may still become one. @returns how many
 */
export async function removeAbandoned({ client, bucket }: S3): Promise<number> {
  const before = Date.now() - abandonedAfterMs;
  let removed = 0;
  for await (const { name, lastModified } of client.listObjectsV2(
    bucket,
    incomingPrefix,
    true,
  ) as AsyncIterable<{
    name?: string;
    lastModified?: Date;
  }>) {
    if (name === undefined || !lastModified || lastModified.getTime() > before) continue;
    await client.removeObject(bucket, name);
    removed += 1;
  }
  return removed;
}

/**
 * Whether an object's bytes are there already. The storage reads its size from metadata, also when the bytes
 * beside that are lost or cut short, so the last byte is read: what cannot be read is written anew, never
 * accepted. Both are asked at once, whatever the other says, so that "no" takes as long as "yes".
 */
async function isStored(s3: S3, key: string, bytes: number): Promise<boolean> {
  const [size, hasLastByte] = await Promise.all([
    readSize(s3, key),
    canReadByte(s3, key, Math.max(0, bytes - 1)),
  ]);
  return size === bytes && hasLastByte;
}

async function canReadByte(s3: S3, key: string, offset: number): Promise<boolean> {
  try {
    let read = 0;
    for await (const chunk of await s3.client.getPartialObject(s3.bucket, key, offset, 1))
      read += (chunk as Buffer).length;
    return read === 1;
  } catch {
    return false;
  }
}

async function settleInTime<T>(work: Promise<T>): Promise<T> {
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
