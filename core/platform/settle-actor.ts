import type { Prisma } from '@prisma/client';
import type { Authority } from './authority.ts';
import { sql, type Statement } from './readers.ts';

// In the database (prisma/current.sql): functions require_authority(text), settle_reader(text,text,uuid,uuid),
// visible_matters(), compute_visible_matters().

/**
 * Says first in a transaction who acts in it, and by what. `true`: for this transaction only, so that a pooled connection never carries one person over to the next.
 * @throws SQLSTATE SRA01, SRA02
 */
export function settleWhoActs(
  tx: Prisma.TransactionClient,
  personId = '',
  authority?: Authority,
): Promise<number> {
  if (authority === undefined)
    return tx.$executeRaw`SELECT set_config('strongroom.person', ${personId}, true)`;
  return tx.$executeRaw`
    SELECT set_config('strongroom.person', ${personId}, true),
      require_authority(set_config('strongroom.authority', ${JSON.stringify(authority)}, true))`;
}

/** What a reading transaction is about: then it sees that matter alone, or the matter of that document. */
export type ReadScope = { matterId?: string; documentId?: string };

/** What the database says of the matter that a reading transaction is about: the person's own role, and walls. */
export type Settled = { role: string | null; walled: boolean };

/**
 * The same for a transaction that only reads, with the rights settled once for all its statements: what the person sees
 * of all matters, or whether they see the one that is asked for. Gives a row for that one alone.
 * @throws SQLSTATE SRA01, SRA02
 */
export function settleReader(
  personId: string,
  authority: Authority | undefined,
  scope: ReadScope,
): Statement<Settled> {
  return sql`SELECT role::text, walled FROM settle_reader(${personId}, ${authority ? JSON.stringify(authority) : ''},
    ${scope.matterId ?? null}::uuid, ${scope.documentId ?? null}::uuid)`;
}

/**
 * From here on in a transaction of `settleReader` that is about one matter: what the person sees of all matters, settled
 * once as well. For statements behind those that were about the one.
 */
export const settleAllMatters: Statement<unknown> = sql`SELECT set_config('strongroom.settled',
  current_setting('strongroom.person') || ARRAY(SELECT compute_visible_matters())::text, true)`;
