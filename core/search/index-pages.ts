import { MinHasher } from './minhash.ts';
import { storeMinHash } from './store-minhash.ts';
import type { Transaction } from '../platform/database.ts';
import { indexVersion } from './read-tokens.ts';
import { readSeam, type SearchedPage } from './read-seam.ts';
import { readSpans } from './read-spans.ts';
import { writeVectors, type PageVectors } from './write-vectors.ts';

/** Pages that are read and written at once: at 60,000 characters a page, what both sides hold in memory. */
const batchPages = 100;

export type NumberedPage = SearchedPage & { number: number };

/**
 * Indexes a document's pages for search, and the document by the MinHash signature by which near duplicates are found,
 * all in the caller's transaction: its pages are found together or not at all. May be repeated. Each batch of pages is
 * read once; `alsoRead` sees it too.
 * @returns whether there is a word in it
 */
export async function indexPages(
  tx: Transaction,
  documentId: string,
  alsoRead?: (pages: readonly NumberedPage[]) => Promise<void>,
): Promise<boolean> {
  const minHasher = new MinHasher();
  let last: NumberedPage | undefined;
  let hasText = false;
  for (;;) {
    const batch = await readBatch(tx, documentId, last?.number ?? 0);
    const rows: (PageVectors & { number: number })[] = [];
    for (const page of batch) {
      minHasher.add(page.text);
      hasText ||= page.text !== '';
      if (last) rows.push(indexPage(last, page));
      last = page;
    }
    await alsoRead?.(batch);
    const isEnd = batch.length < batchPages;
    if (isEnd && last) rows.push(indexPage(last));
    await storeVectors(tx, documentId, rows);
    if (isEnd) break;
  }
  const { matterId } = await tx.document.update({
    where: { id: documentId },
    data: { indexVersion },
    select: { matterId: true },
  });
  await storeMinHash(tx, { documentId, matterId }, minHasher.finish());
  return hasText;
}

async function readBatch(tx: Transaction, documentId: string, after: number): Promise<NumberedPage[]> {
  const rows = await tx.page.findMany({
    where: { documentId, number: { gt: after } },
    select: { number: true, text: true, spans: true },
    orderBy: { number: 'asc' },
    take: batchPages,
  });
  return rows.map(({ number, text, spans }) => ({ number, text, spans: readSpans(spans) }));
}

function indexPage(page: NumberedPage, next?: NumberedPage): PageVectors & { number: number } {
  const isFollowed = next?.number === page.number + 1;
  const seam = isFollowed ? readSeam(page, next) : [];
  return { number: page.number, ...writeVectors(page.text, page.spans ?? [], seam) };
}

async function storeVectors(
  tx: Transaction,
  documentId: string,
  rows: readonly (PageVectors & { number: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE page SET search = made.search::tsvector, exact = made.exact::tsvector
    FROM unnest(${rows.map(({ number }) => number)}::int[], ${rows.map(({ search }) => search)}::text[],
                ${rows.map(({ exact }) => exact)}::text[]) AS made (number, search, exact)
    WHERE page.document_id = ${documentId}::uuid AND page.number = made.number`;
}
