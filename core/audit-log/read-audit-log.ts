import { authorize } from '../access/authorize.ts';
import { isId } from '../ids.ts';
import type { App } from '../app.ts';
import { normaliseEmail } from '../platform/email-address.ts';
import type { PersonView, Actor } from '../actor.ts';
import { toListPage, decodeNumberCursor, type ListPage } from '../platform/pagination.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import type { AuditEventName } from '../audit/events.ts';
import { recordEvent } from '../audit/record-event.ts';

// In the database (prisma/current.sql): policy audit_event.auditor_reads; functions audited_matters(),
// walled_matters(), audit_rows_in_part(), audit_range(timestamp with time zone,timestamp with time zone).

/**
 * One row of the audit log as auditors see it: who did what, when, and in which matter, but no name of a
 * matter, client or document.
 */
export type AuditRow = {
  seq: number;
  at: string;
  event: string;
  person: Pick<PersonView, 'id' | 'name' | 'email'> | null;
  matter: { id: string; number: string } | null;
  documentId: string | null;
  requestId: string;
  detail: Record<string, unknown>;
  hash: string;
};

/**
 * `person`: an id or e-mail address; `matter`: an id or number; `key`: the id of an API key; `from` and `to`:
 * RFC 3339, `to` itself left out.
 */
export type AuditFilter = {
  person?: string | undefined;
  matter?: string | undefined;
  document?: string | undefined;
  event?: AuditEventName | undefined;
  key?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

type AuditLogQuery = AuditFilter & { limit: number; cursor?: string | undefined };
type AuditEventRow = Omit<AuditRow, 'seq' | 'person' | 'matter' | 'detail'> & {
  seq: bigint;
  detail: string;
  personId: string | null;
  matterId: string | null;
};

/**
 * Reads the audit log, newest row first, as row-level security shows it to an auditor; the reading is itself
 * recorded. Rows of a matter behind a wall are left out: their numbers are missing. Those of events that every
 * auditor learns of are there, without what tells the matter.
 * @throws Problem `not-allowed`, `invalid-request`
 */
export async function readAuditLog(
  app: Pick<App, 'database'>,
  actor: Actor,
  input: AuditLogQuery,
): Promise<ListPage<AuditRow>> {
  await authorize(app, actor, 'read the audit log');
  const { limit, cursor, ...filter } = input;
  const before = decodeNumberCursor('audit log', cursor);
  return app.database.asPerson(actor.person.id, async (tx) => {
    const matterIds = filter.matter === undefined ? undefined : await findMatterIds(tx, filter.matter);
    const where = await buildConditions(tx, filter);
    if (before !== undefined) where.push(Prisma.sql`seq < ${BigInt(before)}`);
    const source = await chooseSource(tx, matterIds);
    const rows = await tx.$queryRaw<AuditEventRow[]>`
      SELECT seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, event, person_id::text AS "personId",
        matter_id::text AS "matterId", document_id::text AS "documentId", request_id AS "requestId", detail, hash
      FROM ${source} WHERE ${Prisma.join(where, ' AND ')} ORDER BY seq DESC LIMIT ${limit + 1}`;
    const toAuditRow = await createRowFormatter(tx, rows.slice(0, limit));
    await recordAuditView(tx, actor, { filter, shown: Math.min(rows.length, limit) });
    return toListPage(rows, limit, {
      list: 'audit log',
      position: (row) => Number(row.seq),
      view: toAuditRow,
    });
  });
}

const rowColumns = Prisma.sql`e.seq, e.at, e.event, e.person_id, e.matter_id, e.document_id, e.request_id, e.detail, e.hash`;

/**
 * The table alone, where no wall stands: it is searched by its indexes. Of a matter, the rows in its column and those
 * that show something of it beside others.
 */
async function chooseSource(tx: Transaction, matterIds: string[] | undefined): Promise<Prisma.Sql> {
  const walled = await tx.$queryRaw<unknown[]>`SELECT FROM walled_matters() LIMIT 1`;
  if (walled.length === 0 && matterIds === undefined) return Prisma.sql`audit_event`;
  const ofMatters = matterIds && matchAnyId(Prisma.sql`e.matter_id`, matterIds);
  const parts = [
    Prisma.sql`SELECT ${rowColumns} FROM audit_event AS e WHERE ${ofMatters ?? Prisma.sql`true`}`,
  ];
  if (matterIds)
    parts.push(Prisma.sql`
      SELECT ${rowColumns} FROM audit_event_matter AS shown JOIN audit_event AS e ON e.seq = shown.seq
      WHERE ${matchAnyId(Prisma.sql`shown.matter_id`, matterIds)} AND (${ofMatters}) IS NOT TRUE`);
  if (walled.length > 0)
    parts.push(
      Prisma.sql`SELECT ${rowColumns} FROM audit_rows_in_part() AS e WHERE ${ofMatters ?? Prisma.sql`true`}`,
    );
  return Prisma.sql`(${Prisma.join(parts, ' UNION ALL ')}) AS shown`;
}

/**
 * The record names the matter and the document in its columns, so that a wall around them hides the question
 * as well.
 */
async function recordAuditView(
  tx: Transaction,
  actor: Actor,
  viewed: { filter: AuditFilter; shown: number },
): Promise<void> {
  const { matter, document, key: withKey, ...rest } = viewed.filter;
  const [matterId] =
    matter === undefined ? await findMattersOfDocument(tx, document) : await findMatterIds(tx, matter);
  await recordEvent(tx, {
    event: 'audit.viewed',
    personId: actor.person.id,
    ...(matterId !== undefined && { matterId }),
    ...(isId(document) && { documentId: document }),
    detail: { ...rest, withKey, shown: viewed.shown },
  });
}

async function buildConditions(tx: Transaction, filter: AuditFilter): Promise<Prisma.Sql[]> {
  const { person, document, event, key, from, to } = filter;
  const found = [Prisma.sql`seq > 0`];
  if (person !== undefined) found.push(matchAnyId(Prisma.sql`person_id`, await findPersonIds(tx, person)));
  if (document !== undefined)
    found.push(matchAnyId(Prisma.sql`document_id`, isId(document) ? [document] : []));
  if (event !== undefined) found.push(Prisma.sql`event = ${event}`);
  if (key !== undefined) found.push(matchApiKey(key));
  if (from !== undefined || to !== undefined) found.push(...(await buildTimeRange(tx, from, to)));
  return found;
}

/** One id is compared by itself, so that the index of that column gives the rows in their order. */
function matchAnyId(column: Prisma.Sql, ids: string[]): Prisma.Sql {
  return ids.length === 1
    ? Prisma.sql`${column} = ${ids[0]}::uuid`
    : Prisma.sql`${column} = ANY(${ids}::uuid[])`;
}

/** As the index of the rows that programs wrote has it. */
function matchApiKey(key: string): Prisma.Sql {
  return Prisma.sql`left(right(detail, 45), 7) = '"key":"' AND right(detail, 45) = ${`"key":"${isId(key) ? key : ''}"}`}`;
}

/**
 * A span of time becomes a span of numbers, which every index has. A clock that was set back makes the span
 * wider, never narrower.
 */
async function buildTimeRange(
  tx: Transaction,
  from: string | undefined,
  to: string | undefined,
): Promise<Prisma.Sql[]> {
  const { first, last } = await findAuditRange(tx, { from, to });
  return [
    ...(from === undefined ? [] : [Prisma.sql`at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [Prisma.sql`at < ${to}::timestamptz`]),
    Prisma.sql`seq BETWEEN ${first ?? 0n} AND ${last ?? 0n}`,
  ];
}

/** The first and last row of a time, or of the whole log, behind a wall or not; nulls where there is none. */
export async function findAuditRange(
  tx: Transaction,
  { from, to }: Pick<AuditFilter, 'from' | 'to'>,
): Promise<{ first: bigint | null; last: bigint | null; previousHash: string | null }> {
  const [range] = await tx.$queryRaw<
    { first: bigint | null; last: bigint | null; previousHash: string | null }[]
  >`
    SELECT first, last, previous_hash AS "previousHash"
    FROM audit_range(${from ?? null}::timestamptz, ${to ?? null}::timestamptz)`;
  return range ?? { first: null, last: null, previousHash: null };
}

async function findPersonIds(tx: Transaction, named: string): Promise<string[]> {
  const person: string = named;
  if (isId(person)) return [person];
  const found = await tx.person.findMany({ where: { email: normaliseEmail(person) }, select: { id: true } });
  return found.map(({ id }) => id);
}

async function findMatterIds(tx: Transaction, named: string): Promise<string[]> {
  const matter = named.trim();
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM audited_matters() WHERE number = ${matter}`;
  if (found.length === 0 && isId(matter)) return [matter];
  return found.map(({ id }) => id);
}

/** The matter of a document, as the audit log itself knows it: auditors see no document. */
async function findMattersOfDocument(tx: Transaction, document: string | undefined): Promise<string[]> {
  const found = isId(document)
    ? await tx.auditEvent.findFirst({
        where: { documentId: document, matterId: { not: null } },
        select: { matterId: true },
        orderBy: { seq: 'asc' },
      })
    : null;
  return found?.matterId ? [found.matterId] : [];
}

async function createRowFormatter(
  tx: Transaction,
  rows: AuditEventRow[],
): Promise<(row: AuditEventRow) => AuditRow> {
  const ids = (which: 'personId' | 'matterId') => [
    ...new Set(rows.map((row) => row[which]).filter((id) => id !== null)),
  ];
  const people = await tx.person.findMany({
    where: { id: { in: ids('personId') } },
    select: { id: true, name: true, email: true },
  });
  const matters = await tx.$queryRaw<{ id: string; number: string }[]>`
    SELECT id::text AS id, number FROM audited_matters() WHERE id::text = ANY(${ids('matterId')})`;
  const personOf = new Map(people.map((person) => [person.id, person]));
  const matterOf = new Map(matters.map((matter) => [matter.id, matter]));
  return ({ personId, matterId, seq, detail, ...row }) => ({
    seq: Number(seq),
    ...row,
    person: personId === null ? null : (personOf.get(personId) ?? { id: personId, name: '', email: '' }),
    matter: matterId === null ? null : (matterOf.get(matterId) ?? { id: matterId, number: '' }),
    detail: readDetail(detail),
  });
}

/**
 * Rows of earlier versions name the file that was stored; an auditor, who reads no document, learns no
 * document's name.
 */
function readDetail(detail: string): Record<string, unknown> {
  const { filename: _, ...rest } = JSON.parse(detail) as Record<string, unknown>;
  return rest;
}
