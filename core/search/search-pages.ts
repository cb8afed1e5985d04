import { isId } from '../ids.ts';
import { listVisibleMatterIdsIfFew } from '../access/visible-matters.ts';
import { recordEvent } from '../audit/record-event.ts';
import type { App } from '../app.ts';
import type { Actor } from '../actor.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import { Problem } from '../platform/errors.ts';
import { countNotFullyRead } from '../reading/count-not-fully-read.ts';
import { isEmptyQuery, parseQuery, type ParsedQuery } from './parse-query.ts';

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
  const offset = input.cursor === undefined ? 0 : readOffset(input.cursor);
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
      hits: rows.map(({ snippet, ...row }) => ({ ...row, snippet: escapeAndMark(snippet) })),
      notFullyRead,
      nextCursor: hasMore ? Buffer.from(String(next)).toString('base64url') : null,
    };
  });
}

async function findHits(
  tx: Transaction,
  query: ParsedQuery,
  input: SearchRequest & { offset: number },
): Promise<[number, PageHit[]]> {
  if (input.matter !== undefined && !isId(input.matter)) return [0, []];
  const matches = Prisma.sql`page.state = 'read' AND ${Prisma.join(await textConditions(tx, query), ' AND ')}
    AND ${await matterCondition(tx, input.matter)}`;
  const counted = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM page WHERE ${matches} LIMIT ${maxCounted + 1}) AS found`;
  const count = counted[0]?.count ?? 0;
  if (count === 0) return [0, []];
  const headline = headlineQuery(query, input.q);
  const rows = await tx.$queryRaw<PageHit[]>`
    WITH found AS MATERIALIZED (SELECT document_id, number FROM page WHERE ${matches} LIMIT ${maxCounted}),
    newest AS MATERIALIZED (
      SELECT found.*, document.filename, document.version, document.newest, document.created_at FROM found JOIN document ON document.id = found.document_id
      ORDER BY document.created_at DESC, found.document_id, found.number LIMIT ${maxRanked}),
    shown AS MATERIALIZED (
      SELECT newest.*, page.matter_id, page.text, ts_rank_cd(page.search, ${rankQuery(query)}, 1) AS rank
      FROM newest JOIN page ON page.document_id = newest.document_id AND page.number = newest.number
      ORDER BY rank DESC, newest.created_at DESC, newest.document_id, newest.number
      LIMIT ${input.limit} OFFSET ${input.offset})
    SELECT document_id::text AS "documentId", matter_id::text AS "matterId", filename, version, newest, number AS page,
      (SELECT name FROM matter WHERE matter.id = shown.matter_id) AS "matterName",
      ts_headline(${headline.config}::regconfig, translate(text, '<>/', ${tagPlaceholders}), ${headline.query}, ${headlineOptions}) AS snippet
    FROM shown ORDER BY rank DESC, created_at DESC, document_id, number`;
  return [count, rows];
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

/** Plain conditions only: anything cleverer in the query would keep Postgres from using the word indexes. */
async function textConditions(tx: Transaction, query: ParsedQuery): Promise<Prisma.Sql[]> {
  const all = [
    ...query.phrases.map((phrase) => Prisma.sql`page.exact @@ phraseto_tsquery('simple', ${phrase})`),
    ...query.identifiers.map((token) => Prisma.sql`page.exact @@ ${`'${token}'`}::tsquery`),
  ];
  if (!/[\p{L}\p{N}]/u.test(query.words)) return all;
  const [stemmed] = await tx.$queryRaw<
    { nodes: number }[]
  >`SELECT numnode(websearch_to_tsquery('english', ${query.words})) AS nodes`;
  if ((stemmed?.nodes ?? 0) > 0)
    all.push(Prisma.sql`page.search @@ websearch_to_tsquery('english', ${query.words})`);
  // Nothing but stop words ("of the"): looked up as written, unless phrases beside them already narrow the
  // search.
  else if (all.length === 0)
    all.push(Prisma.sql`page.exact @@ websearch_to_tsquery('simple', ${query.words})`);
  return all;
}

function rankQuery(query: ParsedQuery): Prisma.Sql {
  const text = [query.words, ...query.phrases.map((phrase) => `"${phrase}"`)].join(' ');
  return Prisma.sql`websearch_to_tsquery('english', ${text})`;
}

/** Phrases and identifiers are shown as written; words in every form they were found in. */
function headlineQuery(query: ParsedQuery, typed: string): { config: string; query: Prisma.Sql } {
  const config = query.phrases.length + query.identifiers.length > 0 ? 'simple' : 'english';
  return { config, query: Prisma.sql`websearch_to_tsquery(${config}::regconfig, ${typed})` };
}

/** Private-use characters mark the matches, so that the text can be escaped before they become <mark>. */
const startMark = '\uE000';
const endMark = '\uE001';
/**
 * `<`, `>` and `/` stand veiled while Postgres picks the words, or it would take them for tags and file
 * names.
 */
const tagPlaceholders = '\uE002\uE003\uE004';
const headlineOptions = `StartSel=${startMark}, StopSel=${endMark}, MaxFragments=2, MaxWords=28, MinWords=12, FragmentDelimiter=" … "`;
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeAndMark(headline: string): string {
  return headline
    .replace(/[\uE002-\uE004]/g, (veil) => '<>/'[tagPlaceholders.indexOf(veil)] ?? '')
    .replace(/[&<>"']/g, (character) => escapes[character] ?? '')
    .replaceAll(startMark, '<mark>')
    .replaceAll(endMark, '</mark>');
}

function readOffset(cursor: string): number {
  const offset = Number(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Number.isInteger(offset) || offset < 1 || offset > maxRanked) {
    throw new Problem(
      'invalid-request',
      'The cursor is not one this search gave out. Start again without it.',
    );
  }
  return offset;
}
