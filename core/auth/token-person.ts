import type { PersonView } from '../actor.ts';
import { sql } from '../platform/readers.ts';

/** The person whom a session or key lets act. */
export type TokenPerson = PersonView & { disabledAt: Date | null; passwordTemporaryUntil: Date | null };

/** What `personColumns` adds to a row. */
export type TokenRow<Row> = Row & Omit<TokenPerson, 'id' | 'name'> & { personId: string; personName: string };

/** Of the table `person`, beside the columns of a session or key. */
export const personColumns = sql`person.id::text AS "personId", person.email, person.name AS "personName", person.role::text,
  person.disabled_at AS "disabledAt", person.password_temporary_until AS "passwordTemporaryUntil"`;

/** The row with its person as an object of its own. */
export function withPerson<Row>(row: TokenRow<Row>): Row & { person: TokenPerson } {
  const { personId: id, email, personName: name, role, disabledAt, passwordTemporaryUntil } = row;
  return { ...row, person: { id, email, name, role, disabledAt, passwordTemporaryUntil } };
}
