import type { Config } from './config.ts';
import { Problem } from './errors.ts';
import { connectRedis } from './queues.ts';
import { createEncryption } from './encryption.ts';

export type DocumentPasswords = ReturnType<typeof openDocumentPasswords>;

/** Longer than any queue is before somebody who waits; what is not used by then is gone. */
const timeToLiveSeconds = 600;
const answerTimeoutMs = 1_500;

/**
 * Passes a document's password from the person who types it to the worker that uses it: through Redis, sealed
 * (AES-256-GCM) with a key that Redis does not know, for one document and ten minutes. It stands in no table,
 * no file, no log and no job.
 */
export function openDocumentPasswords(config: Pick<Config, 'redis' | 'documentPasswordKey'>) {
  const redis = connectRedis(config, {
    maxRetriesPerRequest: 1,
    commandTimeout: answerTimeoutMs,
    lazyConnect: true,
  });
  // Only the server and the worker have this secret.
  const encryption = createEncryption(config.documentPasswordKey, 'document passwords');
  const redisKey = (documentId: string) => `document-password:${documentId}`;
  return {
    /** @throws Problem `unavailable` */
    put: (documentId: string, password: string): Promise<void> =>
      orUnavailable(async () => {
        await redis.set(
          redisKey(documentId),
          encryption.encrypt(documentId, password),
          'EX',
          timeToLiveSeconds,
        );
      }),
    /** The password for a document that was put in the last ten minutes. @throws Problem `unavailable` */
    get: (documentId: string): Promise<string | undefined> =>
      orUnavailable(async () => {
        const sealed = await redis.get(redisKey(documentId));
        return sealed === null ? undefined : encryption.decrypt(documentId, sealed);
      }),
    /** Best effort: it goes by itself soon. */
    delete: async (documentId: string): Promise<void> => {
      await redis.del(redisKey(documentId)).catch(() => undefined);
    },
    close: () => redis.disconnect(),
  };
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Problem(
      'unavailable',
      'The password could not be passed on just now; nothing was changed. Try again in a minute.',
      { cause: error, retryAfter: 30 },
    );
  }
}
