import { authorize, isId } from '../access/authorize.ts';
import type { App } from '../app.ts';
import { normaliseEmail } from '../auth/session.ts';
import type { PersonView, SignedIn } from '../auth/signed-in.ts';
import { cutPage, readCursor, type ListPage } from '../platform/cursor.ts';
import { Prisma, type Transaction } from '../platform/database.ts';
import type { AuditEventName } from './events.ts';
import { recordEvent } from './record-event.ts';

/** One row of the log as auditors see it: who did what, when, and in which matter, but no name of a matter, client or document. */
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

/** `person`: an id or e-mail address; `matter`: an id or number; `key`: the id of an API key; `from` and `to`: RFC 3339, `to` itself left out. */
export type AuditFilter = {
  person?: string | undefined;
  matter?: string | undefined;
  document?: string | undefined;
  event?: AuditEventName | undefined;
  key?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

type Wish = AuditFilter & { limit: number; cursor?: string | undefined };
type Found = Omit<AuditRow, 'seq' | 'person' | 'matter' | 'detail'> & {
  seq: bigint;
  detail: string;
  personId: string | null;
  matterId: string | null;
};

/**
 * The log, newest row first, as row-level security shows it to an auditor; looking is itself recorded.
 * Rows of a matter behind a wall are left out: their numbers are missing. @throws Problem `not-allowed`, `invalid-request`
 */
export async function readLog(
  app: Pick<App, 'database'>,
  who: SignedIn,
  wish: Wish,
): Promise<ListPage<AuditRow>> {
  await authorize(app, who, 'read the audit log');
  const { limit, cursor, ...filter } = wish;
  const before = cursor === undefined ? undefined : readCursor(cursor).id;
  return app.database.asPerson(who.person.id, async (tx) => {
    const where = await conditions(tx, filter);
    if (before !== undefined)
      where.push(Prisma.sql`seq < ${/^\d{1,18}$/.test(before) ? BigInt(before) : 0n}`);
    const rows = await tx.$queryRaw<Found[]>`
      SELECT seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, event, person_id::text AS "personId",
        matter_id::text AS "matterId", document_id::text AS "documentId", request_id AS "requestId", detail, hash
      FROM audit_event WHERE ${Prisma.join(where, ' AND ')} ORDER BY seq DESC LIMIT ${limit + 1}`;
    const named = await nameAll(tx, rows.slice(0, limit));
    await recordLook(tx, who, { filter, shown: Math.min(rows.length, limit) });
    return cutPage(rows, limit, {
      position: (row) => ({ at: new Date(row.at), id: String(row.seq) }),
      view: named,
    });
  });
}

/** In the columns of the matter and the document it asks for, so that a wall around them hides the question as well. */
async function recordLook(
  tx: Transaction,
  who: SignedIn,
  look: { filter: AuditFilter; shown: number },
): Promise<void> {
  const { matter, document, key: withKey, ...rest } = look.filter;
  const [matterId] = matter === undefined ? await mattersOf(tx, document) : await matterIds(tx, matter);
  await recordEvent(tx, {
    event: 'audit.viewed',
    personId: who.person.id,
    ...(matterId !== undefined && { matterId }),
    ...(isId(document) && { documentId: document }),
    detail: { ...rest, withKey, shown: look.shown },
  });
}

async function conditions(tx: Transaction, filter: AuditFilter): Promise<Prisma.Sql[]> {
  const { person, matter, document, event, key, from, to } = filter;
  const found = [Prisma.sql`seq > 0`];
  if (person !== undefined) found.push(oneOf(Prisma.sql`person_id`, await personIds(tx, person)));
  if (matter !== undefined) found.push(oneOf(Prisma.sql`matter_id`, await matterIds(tx, matter)));
  if (document !== undefined) found.push(oneOf(Prisma.sql`document_id`, isId(document) ? [document] : []));
  if (event !== undefined) found.push(Prisma.sql`event = ${event}`);
  if (key !== undefined) found.push(withKey(key));
  if (from !== undefined || to !== undefined) found.push(...(await betweenMoments(tx, from, to)));
  return found;
}

/** One id is compared by itself, so that the index of that column gives the rows in their order. */
function oneOf(column: Prisma.Sql, ids: string[]): Prisma.Sql {
  return ids.length === 1
    ? Prisma.sql`${column} = ${ids[0]}::uuid`
    : Prisma.sql`${column} = ANY(${ids}::uuid[])`;
}

/** As the index of the rows that programs wrote has it. */
function withKey(key: string): Prisma.Sql {
  return Prisma.sql`left(right(detail, 45), 7) = '"key":"' AND right(detail, 45) = ${`"key":"${isId(key) ? key : ''}"}`}`;
}

/** The rows of a span of time as a span of numbers, which every index has. A clock that was set back makes the span wider, never narrower. */
export async function betweenMoments(
  tx: Transaction,
  from: string | undefined,
  to: string | undefined,
): Promise<Prisma.Sql[]> {
  const span = Prisma.join(
    [
      ...(from === undefined ? [] : [Prisma.sql`at >= ${from}::timestamptz`]),
      ...(to === undefined ? [] : [Prisma.sql`at < ${to}::timestamptz`]),
    ],
    ' AND ',
  );
  const [ends] = await tx.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT min(seq) AS first, max(seq) AS last FROM audit_event WHERE ${span}`;
  return [span, Prisma.sql`seq BETWEEN ${ends?.first ?? 0n} AND ${ends?.last ?? 0n}`];
}

async function personIds(tx: Transaction, named: string): Promise<string[]> {
  const person: string = named;
  if (isId(person)) return [person];
  const found = await tx.person.findMany({ where: { email: normaliseEmail(person) }, select: { id: true } });
  return found.map(({ id }) => id);
}

async function matterIds(tx: Transaction, named: string): Promise<string[]> {
  const matter = named.trim();
  if (isId(matter)) return [matter];
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM audited_matters() WHERE number = ${matter}`;
  return found.map(({ id }) => id);
}

/** The matter of a document, as the log itself knows it: auditors see no document. */
async function mattersOf(tx: Transaction, document: string | undefined): Promise<string[]> {
  const found = isId(document)
    ? await tx.auditEvent.findFirst({
        where: { documentId: document, matterId: { not: null } },
        select: { matterId: true },
        orderBy: { seq: 'asc' },
      })
    : null;
  return found?.matterId ? [found.matterId] : [];
}

async function nameAll(tx: Transaction, rows: Found[]): Promise<(row: Found) => AuditRow> {
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

/** Rows of earlier versions name the file that was stored; who reads no document learns no document's name. */
function readDetail(detail: string): Record<string, unknown> {
  const { filename: _, ...rest } = JSON.parse(detail) as Record<string, unknown>;
  return rest;
}
