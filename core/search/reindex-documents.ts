import type { App } from '../app.ts';
import { indexVersion } from './read-tokens.ts';
import { indexPages } from './index-pages.ts';

/** So long may one run take; the rest follows in the next ones, beside the work of the day. */
const maxRunMs = 10_000;
const timeoutSeconds = 600;

/**
 * Indexes anew what earlier software indexed, the newest documents first, each in a transaction of its own: after an
 * upgrade, or the restore of an older backup, old pages become findable by the rules of today without anybody asking.
 * @returns how many documents it indexed
 */
export async function reindexDocuments(
  app: Pick<App, 'database' | 'log'>,
  signal?: AbortSignal,
): Promise<number> {
  const until = Date.now() + maxRunMs;
  let indexed = 0;
  while (Date.now() < until && !signal?.aborted) {
    const found = await app.database.asProcess(indexNext, { timeoutSeconds });
    if (!found) break;
    indexed += 1;
  }
  if (indexed > 0) app.log.info({ documents: indexed }, 'documents of earlier software were indexed anew');
  return indexed;
}

/** Locked, so that two workers take two documents, and passed over where a step of its own holds it. */
async function indexNext(tx: Parameters<typeof indexPages>[0]): Promise<boolean> {
  const [document] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM document
    WHERE state = 'searchable' AND index_version < ${indexVersion}::int AND purged_at IS NULL
    ORDER BY created_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!document) return false;
  await indexPages(tx, document.id);
  return true;
}
