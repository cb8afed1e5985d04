import type { App } from '../app.ts';
import { indexVersion } from './read-tokens.ts';
import type { Transaction } from '../platform/database.ts';
import { indexPages } from './index-pages.ts';

/** So long may one run take; the rest follows in the next ones, beside the work of the day. */
const maxRunMs = 10_000;
const timeoutSeconds = 600;

/** What failed is tried again when the worker starts anew: one document must not hold up the others. */
const failed = new Set<string>();

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
    const documentId = await findNext(app);
    if (documentId === undefined) break;
    try {
      await app.database.asProcess((tx) => indexDocument(tx, documentId), { timeoutSeconds });
      indexed += 1;
    } catch (error) {
      failed.add(documentId);
      app.log.warn({ err: error as Error, documentId }, 'a document could not be indexed anew');
    }
  }
  if (indexed > 0) app.log.info({ documents: indexed }, 'documents of earlier software were indexed anew');
  return indexed;
}

async function findNext(app: Pick<App, 'database'>): Promise<string | undefined> {
  const found = await app.database.asProcess((tx) =>
    tx.document.findFirst({
      where: {
        state: 'searchable',
        indexVersion: { lt: indexVersion },
        purgedAt: null,
        id: { notIn: [...failed] },
      },
      orderBy: { createdAt: 'desc' },
      select: { id: true },
    }),
  );
  return found?.id;
}

/** Locked, so that nothing else changes its pages meanwhile; another worker may have been first. */
async function indexDocument(tx: Transaction, documentId: string): Promise<void> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT FROM document WHERE id = ${documentId}::uuid AND index_version < ${indexVersion}::int FOR UPDATE`;
  if (locked.length > 0) await indexPages(tx, documentId);
}
