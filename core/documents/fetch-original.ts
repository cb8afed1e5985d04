import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { App } from '../app.js';

/** Fetched before a sandbox is free, so that it need not wait; what is larger travels once it is. */
const fetchAheadBytes = 16 * 1024 ** 2;

/** Begins to fetch a document's bytes. Call what it returns when they are wanted. @throws Problem `unavailable` */
export async function fetchOriginal(
  app: Pick<App, 'storage'>,
  document: { sha256: string; bytes: number },
): Promise<() => Promise<Readable | Buffer>> {
  if (document.bytes > fetchAheadBytes) return () => app.storage.open(document.sha256);
  const bytes = await buffer(await app.storage.open(document.sha256));
  return () => Promise.resolve(bytes);
}
