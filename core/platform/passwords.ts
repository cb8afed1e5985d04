import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from './config.js';
import { Problem } from './errors.js';
import { connectRedis } from './queues.js';

export type Passwords = ReturnType<typeof openPasswords>;

/** Longer than any queue is before somebody who waits; what is not used by then is gone. */
const lifeSeconds = 600;
const answerTimeoutMs = 1_500;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * The way of a document's password from the person who types it to the worker that uses it: through Redis, sealed (AES-256-GCM) with
 * a key that Redis does not know, for one document and ten minutes. It stands in no table, no file, no log and no job.
 */
export function openPasswords(config: Pick<Config, 'redis' | 'storage'>) {
  const redis = connectRedis(config, {
    maxRetriesPerRequest: 1,
    commandTimeout: answerTimeoutMs,
    lazyConnect: true,
  });
  // Both processes have this secret already, and Redis never sees it; the label keeps the derived key apart from its other uses.
  const key = Buffer.from(
    hkdfSync('sha256', config.storage.secretKey, '', 'strongroom document passwords', 32),
  );
  const place = (documentId: string) => `document-password:${documentId}`;
  return {
    /** @throws Problem `unavailable` */
    lend: (documentId: string, password: string): Promise<void> =>
      orUnavailable(async () => {
        await redis.set(place(documentId), seal(key, documentId, password), 'EX', lifeSeconds);
      }),
    /** The password somebody gave for a document in the last ten minutes. @throws Problem `unavailable` */
    borrow: (documentId: string): Promise<string | undefined> =>
      orUnavailable(async () => {
        const sealed = await redis.get(place(documentId));
        return sealed === null ? undefined : unseal(key, documentId, sealed);
      }),
    /** Best effort: it goes by itself soon. */
    forget: async (documentId: string): Promise<void> => {
      await redis.del(place(documentId)).catch(() => undefined);
    },
    close: () => redis.disconnect(),
  };
}

function seal(key: Buffer, documentId: string, password: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(documentId));
  const sealed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Undefined for what was not sealed here for this document: then it is no password. */
function unseal(key: Buffer, documentId: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(documentId)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return undefined;
  }
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Problem(
      'unavailable',
      'The password could not be handed on just now; nothing was changed. Try again in a minute.',
      { cause: error, retryAfter: 30 },
    );
  }
}
