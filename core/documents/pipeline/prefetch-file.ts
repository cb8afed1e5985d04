import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { App } from '../../app.ts';

/** Fetched before a sandbox is free, so that it need not wait; what is larger travels once it is. */
const maxPrefetchBytes = 16 * 1024 ** 2;

/**
 * Begins to fetch a document's bytes: as they came, or the decrypted copy. Call what it returns when they are
 * wanted.
 * @throws Problem `unavailable`
 */
export async function prefetchFile(
  app: Pick<App, 'storage'>,
  document: { sha256: string; bytes: number; unlocked: { sha256: string; bytes: bigint } | null },
): Promise<() => Promise<Readable | Buffer>> {
  const { sha256, bytes: size } = document.unlocked ?? document;
  if (size > maxPrefetchBytes) return () => app.storage.open(sha256);
  const bytes = await buffer(await app.storage.open(sha256));
  return () => Promise.resolve(bytes);
}
