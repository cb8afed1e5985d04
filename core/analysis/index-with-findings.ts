import type { Transaction } from '../platform/database.ts';
import { indexPages } from '../search/index-pages.ts';
import { CitationResolver } from './citations/resolve-citations.ts';
import { findOnPage } from './find-on-page.ts';
import type { Finding } from './finding.ts';
import { classifyDocument, detectLanguage } from './classify-document.ts';

/** A page of a directory has some hundreds; beyond this nobody looks, and somebody tries something. */
const maxFindingsPerPage = 2_000;
/** So much of the beginning says what a document is and in which language. */
const openingCharacters = 20_000;

/**
 * Indexes a document's pages (core/search/index-pages.ts) and in the same pass stores what is found on them in place of
 * earlier findings, all in the caller's transaction. May be repeated.
 * @returns whether there is a word in it
 */
export async function indexWithFindings(tx: Transaction, documentId: string): Promise<boolean> {
  const { matterId, mediaType } = await tx.document.findUniqueOrThrow({
    where: { id: documentId },
    select: { matterId: true, mediaType: true },
  });
  await tx.finding.deleteMany({ where: { documentId } });
  const resolver = new CitationResolver();
  let [opening, firstPage] = ['', ''];
  let saved = 0;
  const hasText = await indexPages(tx, documentId, async (pages) => {
    const found: PageFinding[] = [];
    for (const { number, text } of pages) {
      if (firstPage === '') firstPage = text;
      if (opening.length < openingCharacters) opening += `${text}\n`;
      for (const finding of findOnPage(number, text, resolver).slice(0, maxFindingsPerPage))
        found.push({ ...finding, page: number });
    }
    await insertFindings(tx, { documentId, matterId, after: saved }, found);
    saved += found.length;
  });
  const { kind, reason } = classifyDocument(firstPage, mediaType);
  await tx.document.update({
    where: { id: documentId },
    data: { kind, kindReason: reason, language: detectLanguage(opening) },
  });
  return hasText;
}

type PageFinding = Finding & { page: number };
type InsertPosition = { documentId: string; matterId: string; after: number };

async function insertFindings(
  tx: Transaction,
  { documentId, matterId, after }: InsertPosition,
  found: PageFinding[],
): Promise<void> {
  if (found.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO finding (document_id, matter_id, number, page, kind, span_start, span_end, text, detail)
    SELECT ${documentId}::uuid, ${matterId}::uuid, ${after}::int + place, page, kind::finding_kind, span_start, span_end, text, detail::jsonb
    FROM unnest(${found.map(({ page }) => page)}::int[], ${found.map(({ kind }) => kind)}::text[],
                ${found.map(({ start }) => start)}::int[], ${found.map(({ end }) => end)}::int[],
                ${found.map(({ text }) => text.toWellFormed())}::text[], ${found.map(({ detail }) => JSON.stringify(detail).toWellFormed())}::text[])
         WITH ORDINALITY AS given (page, kind, span_start, span_end, text, detail, place)`;
}
