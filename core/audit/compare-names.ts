import { Prisma, type Transaction } from '../platform/database.ts';
import type { ChainRow } from './chain-row.ts';
import type { AuditEventName } from './events.ts';

// In the database (prisma/current.sql): trigger person.person_keeps_name; policy matter.process_reads.

/** Whom or what an id stands for in the tables: a row of the audit log holds the id alone. */
type Name = { kind: 'person' | 'matter'; id: string; name: string };
/** One for which a table says something else than the last row of the audit log that names it; `seq` 0: no row does. */
export type AlteredName = Pick<Name, 'kind' | 'id'> & { seq: number };
/** What the tables say, at the moment at which the head of the log was read. */
export type NamesInTables = readonly Name[];

/** The rows that say what an id stands for, from then on. */
const namingEvents: Partial<Record<AuditEventName, Name['kind']>> = {
  'person.created': 'person',
  'person.named': 'person',
  'matter.created': 'matter',
  'matter.numbered': 'matter',
  'matter.renumbered': 'matter',
  'matter.restored': 'matter',
};

/** Name and e-mail address of each person, number of each matter: one JSON, so that one statement reads it with the head. */
export const namesInTables = Prisma.sql`(
  SELECT coalesce(json_agg(json_build_object('kind', kind, 'id', id, 'name', name)), '[]') FROM (
    SELECT 'person' AS kind, id, json_build_array(name, email)::text AS name FROM person
    UNION ALL SELECT 'matter', id, json_build_array(number)::text FROM matter) AS named)`;

/** What the audit log says of the ids, row by row: the last one counts. */
export type NamesInLog = Map<string, { seq: number; name: string }>;

/** Adds what a row says, if it is one that names somebody or something. */
export function addName(names: NamesInLog, { seq, event, matterId, detail }: ChainRow): void {
  const kind = namingEvents[event as AuditEventName];
  if (kind === undefined) return;
  const { id, name, email, number } = readDetail(detail);
  // Rows of earlier versions hold the id alone.
  if (kind === 'person' && typeof id === 'string' && email !== undefined)
    names.set(`person ${id}`, { seq, name: JSON.stringify([name, email]) });
  if (kind === 'matter' && matterId !== null && number !== undefined)
    names.set(`matter ${matterId}`, { seq, name: JSON.stringify([number]) });
}

/**
 * Lists what the tables say otherwise than the log, or what the log does not know at all. A log in which no row names
 * anything was written by an earlier version.
 */
export function listAlteredNames(tables: NamesInTables, log: NamesInLog): AlteredName[] {
  if (log.size === 0) return [];
  return tables.flatMap(({ kind, id, name }) => {
    const said = log.get(`${kind} ${id}`);
    const isSame = said !== undefined && said.name === JSON.stringify(JSON.parse(name));
    return isSame ? [] : [{ kind, id, seq: said?.seq ?? 0 }];
  });
}

/** A sentence for whoever looks after the appliance, without the name itself. */
export function describeAlteredName({ kind, id, seq }: AlteredName): string {
  const what = kind === 'person' ? `Name or e-mail address of person ${id}` : `The number of matter ${id}`;
  const verb = kind === 'person' ? 'were' : 'was';
  if (seq === 0) return `${what} ${verb} put in outside of Strongroom: no row of the audit log has it.`;
  return `${what} ${verb} altered outside of Strongroom: row ${seq} of the audit log says otherwise.`;
}

/** Reads what the tables say of one that was altered, for the row that says so from then on. */
export async function readNameInTable(
  tx: Transaction,
  { kind, id }: AlteredName,
): Promise<{ name: string; email: string } | { number: string } | null> {
  return kind === 'person'
    ? tx.person.findUnique({ where: { id }, select: { name: true, email: true } })
    : tx.matter.findUnique({ where: { id }, select: { number: true } });
}

function readDetail(detail: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(detail)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
