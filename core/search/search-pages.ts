import { isId } from '../ids.ts';
import { recordView } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { isStatementTimeout } from '../platform/database-errors.ts';
import { Problem } from '../platform/errors.ts';
import { decodeNumberCursor, encodeCursor } from '../platform/pagination.ts';
import { sql, type Statement } from '../platform/readers.ts';
import { notFullyReadStatement } from '../reading/count-not-fully-read.ts';
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
  const { matter, limit } = input;
  const isOfNoMatter = matter !== undefined && !isId(matter);
  const statements = isOfNoMatter
    ? ([
        sql`SELECT 1`,
        sql<FoundPages>`SELECT 0 AS count, '[]'::json AS pages, '[]'::json AS counted, 0 AS "notFullyRead"`,
      ] as const)
    : ([limitStatement, writeSearch({ ...input, query, offset })] as const);
  const answer = app.database.read(actor.person.id, {}, statements, ([, [found]], seen) => {
    if (!found) throw new Error('a search gave no row');
    const { count, pages, notFullyRead } = found;
    const q = isOfNoMatter ? '' : input.q.slice(0, 500);
    recordView(seen, {
      event: 'search.asked',
      personId: actor.person.id,
      ...(isId(matter) && { matterId: matter }),
      // Whoever names a matter by anything but its id means one all the same: which, nobody can say, so no wall would hide
      // these words from an auditor.
      detail: { q, total: count, ...(!isId(matter) && listMattersOf(found)) },
    });
    const next = offset + limit;
    return {
      total: Math.min(count, maxCounted),
      totalIsExact: count <= maxCounted,
      hits: pages.map((page) => toHit(page, query)),
      notFullyRead,
      nextCursor: next < Math.min(count, maxRanked) ? encodeCursor('search', next) : null,
    };
  });
  return answer.catch((error: unknown) => {
    // Waiting for the audit log is a Problem of its own, and not the search's fault.
    if (error instanceof Problem || !isStatementTimeout(error)) throw error;
    throw new Problem(
      'search-stopped',
      `This search took longer than ${searchMs / 1000} seconds, so it was stopped. Ask for rarer words, put words that stand together between quotation marks, or search in one matter.`,
      { cause: error, retryAfter: 10 },
    );
  });
}

/**
 * How long the search may take; and it is planned for the words that it asks for, of which some are on every page and
 * others on one.
 */
const limitStatement = sql`SELECT set_config('statement_timeout', ${String(searchMs)}, true),
  set_config('plan_cache_mode', 'force_custom_plan', true)`;

/** A page that was found, with the text that its snippet is made of. */
type FoundPage = Omit<PageHit, 'snippet'> & { text: string; spans: unknown; nextText: string | null };
type FoundPages = { count: number; pages: FoundPage[]; counted: string[]; notFullyRead: number };

/** Of a common word in a large firm, it would be all matters in each row. */
const maxMattersCounted = 50;

/** The matters of which a search over all of them shows something, and those that its count tells of beside. */
function listMattersOf({ pages, counted }: FoundPages) {
  const shown = new Set(pages.map(({ matterId }) => matterId));
  const others = counted.filter((id) => !shown.has(id));
  return { matters: [...shown], counted: others.length > maxMattersCounted ? null : others };
}

/** So much of the next page as a phrase over the end of this one can reach. */
const nextPageCharacters = 1_000;

/** Counts and ranks what matches, in one statement: so the words are looked up once, and it has one limit of time. */
function writeSearch({ query, matter, offset, limit }: Search): Statement<FoundPages> {
  // The ids of the matters lead PostgreSQL into an index, where row-level security alone is asked of every row.
  const inMatters =
    matter === undefined
      ? sql`page.matter_id = ANY(ARRAY(SELECT visible_matters()))`
      : sql`page.matter_id = ${matter}::uuid`;
  const counted =
    matter === undefined
      ? sql`(SELECT coalesce(json_agg(matter_id), '[]') FROM (SELECT DISTINCT matter_id FROM found) AS counted)`
      : sql`'[]'::json`;
  return sql`
    WITH found AS MATERIALIZED (
      SELECT document_id, number, page.matter_id FROM page WHERE page.state = 'read' AND ${writeConditions(query)} AND ${inMatters}
      LIMIT ${maxCounted + 1}),
    newest AS MATERIALIZED (
      SELECT found.*, document.filename, document.version, document.newest, document.created_at FROM found JOIN document ON document.id = found.document_id
      ORDER BY document.created_at DESC, found.document_id, found.number LIMIT ${maxRanked}),
    shown AS MATERIALIZED (
      SELECT newest.*, page.text, page.spans, ts_rank_cd(page.search, ${writeRankQuery(query)}::tsquery, 1) AS rank
      FROM newest JOIN page ON page.document_id = newest.document_id AND page.number = newest.number
      ORDER BY rank DESC, newest.created_at DESC, newest.document_id, newest.number
      LIMIT ${limit} OFFSET ${offset}),
    hit AS (
      SELECT shown.document_id AS "documentId", shown.matter_id AS "matterId", filename, version, newest, shown.number AS page,
        (SELECT name FROM matter WHERE matter.id = shown.matter_id) AS "matterName",
        shown.text, shown.spans, left(following.text, ${nextPageCharacters}) AS "nextText"
      FROM shown LEFT JOIN page AS following ON following.document_id = shown.document_id AND following.number = shown.number + 1
      ORDER BY rank DESC, shown.created_at DESC, shown.document_id, shown.number)
    SELECT (SELECT count(*)::int FROM found) AS count, ${counted} AS counted, (SELECT coalesce(json_agg(hit), '[]') FROM hit) AS pages,
      (${notFullyReadStatement(matter)}) AS "notFullyRead"`;
}

function toHit({ text, spans, nextText, ...hit }: FoundPage, query: ParsedQuery): PageHit {
  const next = nextText === null ? undefined : { text: nextText };
  return { ...hit, snippet: writeSnippet(text, findMatches({ text, spans: readSpans(spans) }, query, next)) };
}
