import { isId } from '../ids.ts';
import { listVisibleMatterIdsIfFew } from '../access/visible-matters.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { isStatementTimeout, Prisma, statementTimeoutMs, type Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { decodeNumberCursor, encodeCursor } from '../platform/pagination.ts';
import { countNotFullyRead } from '../reading/count-not-fully-read.ts';
import { findMatches } from './find-matches.ts';
import { countTerms, isEmptyQuery, maxTerms, parseQuery, type ParsedQuery } from './parse-query.ts';
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
/** A search that takes longer is stopped: it would hold up the others. */
const searchMs = 5_000;
/** Ranking reads each candidate's words; only the newest are ranked (measured: 14 ms instead of 1,680 ms). */
const maxRanked = 2_000;

/**
 * Finds pages by their text among the matters the actor may see: row-level security is part of the very
 * query, so hits and counts alike know nothing of the rest. A matter they may not see gives no hits, like one
 * that does not exist. In turns, so many of a person at once, and for five seconds at most.
 * @throws Problem `invalid-request` for an empty query, one of too many words or a foreign cursor, `busy`,
 * `search-stopped`
 */
export async function searchPages(
  app: Pick<App, 'database' | 'turns'>,
  actor: Actor,
  input: SearchRequest,
): Promise<SearchResult> {
  const query = parseQuery(input.q);
  if (isEmptyQuery(query)) throw new Problem('invalid-request', 'Type at least one word to search for.');
  const terms = countTerms(query);
  if (terms > maxTerms)
    throw new Problem(
      'invalid-request',
      `A search looks up ${maxTerms} words or phrases at most, and this one has ${terms}. Leave some out, or put words that stand together between quotation marks: they count as one.`,
    );
  const offset = decodeNumberCursor('search', input.cursor) ?? 0;
  return app.turns.searches.run(actor.person.id, () => runSearch(app, actor, { ...input, query, offset }));
}

type Search = SearchRequest & { query: ParsedQuery; offset: number };

async function runSearch(
  app: Pick<App, 'database'>,
  actor: Actor,
  { query, offset, ...input }: Search,
): Promise<SearchResult> {
  return app.database.asPerson(actor.person.id, async (tx) => {
    const { count, rows, notFullyRead } = await withinTime(tx, async (limit) => {
      const [count, rows] = await findHits(tx, { ...input, query, offset }, limit);
      await limit();
      const notFullyRead = await countNotFullyRead(tx, await listSearchedMatters(tx, input.matter));
      return { count, rows, notFullyRead };
    });
    await recordEvent(tx, {
      event: 'search.asked',
      personId: actor.person.id,
      ...(isId(input.matter) && { matterId: input.matter }),
      // Whoever names a matter by anything but its id means one all the same: which, nobody can say, so no wall would hide
      // these words from an auditor.
      detail: {
        q: input.matter === undefined || isId(input.matter) ? input.q.slice(0, 500) : '',
        total: count,
      },
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

/** How long each statement from here on may take, in milliseconds. */
async function limitTime(tx: Transaction, ms: number): Promise<void> {
  await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(Math.max(1, Math.round(ms)))}, true)`;
}

/** Runs the reading part of a search, whose statements share `searchMs`. @throws Problem `search-stopped` */
async function withinTime<T>(tx: Transaction, read: (limit: () => Promise<void>) => Promise<T>): Promise<T> {
  const deadline = performance.now() + searchMs;
  try {
    const found = await read(() => limitTime(tx, deadline - performance.now()));
    // What follows waits for others at the audit log, which is not the search's fault.
    await limitTime(tx, statementTimeoutMs);
    return found;
  } catch (error) {
    if (!isStatementTimeout(error)) throw error;
    throw new Problem(
      'search-stopped',
      `This search took longer than ${searchMs / 1000} seconds, so it was stopped. Ask for rarer words, put words that stand together between quotation marks, or search in one matter.`,
      { cause: error, retryAfter: 10 },
    );
  }
}

/** A page that was found, with the text that its snippet is made of. */
type FoundPage = Omit<PageHit, 'snippet'> & { text: string; spans: unknown; nextText: string | null };

/** So much of the next page as a phrase over the end of this one can reach. */
const nextPageCharacters = 1_000;

async function findHits(
  tx: Transaction,
  { query, ...input }: Search,
  limit: () => Promise<void>,
): Promise<[number, FoundPage[]]> {
  if (input.matter !== undefined && !isId(input.matter)) return [0, []];
  await limit();
  const matches = Prisma.sql`page.state = 'read' AND ${writeConditions(query)}
    AND ${await matterCondition(tx, input.matter)}`;
  const counted = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM page WHERE ${matches} LIMIT ${maxCounted + 1}) AS found`;
  const count = counted[0]?.count ?? 0;
  if (count === 0) return [0, []];
  await limit();
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
