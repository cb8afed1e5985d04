import { isId } from '../ids.ts';
import { listVisibleMatterIdsIfFew } from '../access/visible-matters.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { decodeNumberCursor, encodeCursor } from '../platform/pagination.ts';
import { countNotFullyRead } from '../reading/count-not-fully-read.ts';
import { findMatches } from './find-matches.ts';
import { isEmptyQuery, parseQuery, type ParsedQuery } from './parse-query.ts';
import { readSpans } from './read-spans.ts';
import { writeConditions, writeRankQuery } from './write-conditions.ts';
import { writeSnippet } from './write-snippet.ts';

// In the database (prisma/current.sql): policies page.person_sees, page.no_auditors, page.not_deleted.

export type PageHit = {
  documentId: string;
  matterId: string;
  matterName: string;
  filename: string;
  /** Which version of the document it is, and whether nothing has replaced it yet. */
  version: number;
  newest: boolean;
  page: number;
  /** HTML-escaped text in which what matched stands between <mark> and </mark>. */
  snippet: string;
};

export type SearchResult = {
  total: number;
  totalIsExact: boolean;
  hits: PageHit[];
  nextCursor: string | null;
  /** How many documents in the matters that were searched are not fully searchable; 10,000 stands for that many or more. */
  notFullyRead: number;
};
export type SearchRequest = {
  q: string;
  matter?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

/**
 * Counting goes no further than this: "10,000+" says as much, and an exact count of a common word is dear.
 */
const maxCounted = 10_000;
/** Ranking reads each candidate's words; only the newest are ranked (measured: 14 ms instead of 1,680 ms). */
const maxRanked = 2_000;

/**
 * Finds pages by their text among the matters the actor may see: row-level security is part of the very
 * query, so hits and counts alike know nothing of the rest. A matter they may not see gives no hits, like one
 * that does not exist.
 * @throws Problem `invalid-request` for an empty query or a foreign cursor
 */
export async function searchPages(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: SearchRequest,
): Promise<SearchResult> {
  const query = parseQuery(input.q);
  if (isEmptyQuery(query)) throw new Problem('invalid-request', 'Type at least one word to search for.');
  const offset = decodeNumberCursor('search', input.cursor) ?? 0;
  return app.database.asPerson(actor.person.id, async (tx) => {
    const [count, rows] = await findHits(tx, query, { ...input, offset });
    const notFullyRead = await countNotFullyRead(tx, await listSearchedMatters(tx, input.matter));
    await recordEvent(tx, {
      event: 'search.asked',
      personId: actor.person.id,
      ...(isId(input.matter) && { matterId: input.matter }),
      detail: { q: input.q.slice(0, 500), total: count },
    });
    const next = offset + input.limit;
    const hasMore = next < Math.min(count, maxRanked);
    return {
      total: Math.min(count, maxCounted),
      totalIsExact: count <= maxCounted,
      hits: rows.map((row) => toHit(row, query)),
      notFullyRead,
      nextCursor: hasMore ? encodeCursor('search', next) : null,
    };
  });
}

/** A page that was found, with the text that its snippet is made of. */
type FoundPage = Omit<PageHit, 'snippet'> & { text: string; spans: unknown; nextText: string | null };

/** So much of the next page as a phrase over the end of this one can reach. */
const nextPageCharacters = 1_000;

async function findHits(
  tx: Transaction,
  query: ParsedQuery,
  input: SearchRequest & { offset: number },
): Promise<[number, FoundPage[]]> {
  if (input.matter !== undefined && !isId(input.matter)) return [0, []];
  const matches = Prisma.sql`page.state = 'read' AND ${writeConditions(query)}
    AND ${await matterCondition(tx, input.matter)}`;
  const counted = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM page WHERE ${matches} LIMIT ${maxCounted + 1}) AS found`;
  const count = counted[0]?.count ?? 0;
  if (count === 0) return [0, []];
  const rows = await tx.$queryRaw<FoundPage[]>`
    WITH found AS MATERIALIZED (SELECT document_id, number FROM page WHERE ${matches} LIMIT ${maxCounted}),
    newest AS MATERIALIZED (
      SELECT found.*, document.filename, document.version, document.newest, document.created_at FROM found JOIN document ON document.id = found.document_id
      ORDER BY document.created_at DESC, found.document_id, found.number LIMIT ${maxRanked}),
    shown AS MATERIALIZED (
      SELECT newest.*, page.matter_id, page.text, page.spans, ts_rank_cd(page.search, ${writeRankQuery(query)}::tsquery, 1) AS rank
      FROM newest JOIN page ON page.document_id = newest.document_id AND page.number = newest.number
      ORDER BY rank DESC, newest.created_at DESC, newest.document_id, newest.number
      LIMIT ${input.limit} OFFSET ${input.offset})
    SELECT shown.document_id::text AS "documentId", shown.matter_id::text AS "matterId", filename, version, newest, shown.number AS page,
      (SELECT name FROM matter WHERE matter.id = shown.matter_id) AS "matterName",
      shown.text, shown.spans, left(following.text, ${nextPageCharacters}) AS "nextText"
    FROM shown LEFT JOIN page AS following ON following.document_id = shown.document_id AND following.number = shown.number + 1
    ORDER BY rank DESC, shown.created_at DESC, shown.document_id, shown.number`;
  return [count, rows];
}

function toHit({ text, spans, nextText, ...hit }: FoundPage, query: ParsedQuery): PageHit {
  const next = nextText === null ? undefined : { text: nextText };
  return { ...hit, snippet: writeSnippet(text, findMatches({ text, spans: readSpans(spans) }, query, next)) };
}

async function matterCondition(tx: Transaction, matter: string | undefined): Promise<Prisma.Sql> {
  if (matter !== undefined) return Prisma.sql`page.matter_id = ${matter}::uuid`;
  const few = await listVisibleMatterIdsIfFew(tx);
  return few ? Prisma.sql`page.matter_id = ANY(${few}::uuid[])` : Prisma.sql`true`;
}

function listSearchedMatters(tx: Transaction, matter: string | undefined): Promise<string[] | undefined> {
  if (matter === undefined) return listVisibleMatterIdsIfFew(tx);
  return Promise.resolve(isId(matter) ? [matter] : []);
}
