import type { Client } from 'minio';
import type { BufferPool } from './buffer-pool.ts';
import { Problem } from './errors.ts';

/** The bucket of the documents, and what its parts travel in. */
export type S3 = { client: Client; bucket: string; pool: BufferPool };

/**
 * Where an object lies in the bucket. One level of 4,096 folders: each folder more costs every hourly backup
 * its time (decision 0003).
 */
export function objectKey(sha256: string): string {
  return `sha256/${sha256.slice(0, 3)}/${sha256}`;
}

/** Size in bytes, or undefined when there is no such object. */
export async function readSize(s3: S3, key: string): Promise<number | undefined> {
  try {
    return (await s3.client.statObject(s3.bucket, key)).size;
  } catch (error) {
    if ((error as { code?: string }).code === 'NotFound' || (error as { code?: string }).code === 'NoSuchKey')
      return undefined;
    throw error;
  }
}

/** Runs a call of the storage. @throws Problem `unavailable` when it fails; a Problem of another kind as it is */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
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
