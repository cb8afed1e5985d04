import type { Client } from 'pg';
import { hashPassword } from '../../../core/auth/passwords/password-hash.ts';
import { hashToken } from '../../../core/auth/token.ts';
import type { createServer } from '../../../server/create-server.ts';
import { colleaguePassword, openForm } from '../../support/test-firm.ts';
import { tokenOf } from '../isolation/fill-database.ts';
import { idOf } from '../isolation/generated-firm.ts';

/** Who sends a request, by the headers that say so. */
export type Caller = { name: string; signedIn: boolean; headers: Record<string, string> };

/** Their places in the firm. The administrator has a role in no matter, the member owns some. */
const places = { member: 1, auditor: 46, administrator: 47 } as const;
export const memberPlace = places.member;
const programs = { 'a program': false, 'a program that only reads': true };

/** One of each sort: a stranger, a member, an auditor, an administrator, and a member's programs. */
export async function openCallers(express: ReturnType<typeof createServer>): Promise<Caller[]> {
  const callers: Caller[] = [{ name: 'a stranger', signedIn: false, headers: {} }];
  for (const [name, place] of Object.entries(places)) {
    const headers = await openForm(express, `__Host-session=${tokenOf(place)}`);
    callers.push({ name, signedIn: true, headers });
  }
  for (const name of Object.keys(programs))
    callers.push({ name, signedIn: true, headers: { Authorization: `Bearer ${name.replaceAll(' ', '-')}` } });
  return callers;
}

/** They sign out, disable each other and ask for second factors, as what they send says; the next requests need them again. */
export async function createCallerRestorer(client: Client): Promise<() => Promise<void>> {
  const password = await hashPassword(colleaguePassword);
  const people = Object.entries(places).flatMap(([role, place]) => [
    `UPDATE person SET disabled_at = NULL, role = '${role}', password_hash = '${password}' WHERE id = '${idOf('a', place)}'`,
    `INSERT INTO session (id, token_hash, person_id, user_agent, expires_at)
         VALUES ('${idOf('e', place)}', '${hashToken(tokenOf(place))}', '${idOf('a', place)}', 'test', '2100-01-01')
         ON CONFLICT (id) DO NOTHING`,
    `UPDATE session SET confirmed_at = now(), must_set_up = false WHERE id = '${idOf('e', place)}'`,
  ]);
  const keys = Object.entries(programs).map(
    ([name, readOnly], index) =>
      `INSERT INTO api_key (id, person_id, name, key_hash, read_only)
         VALUES ('${idOf('e', 990 + index)}', '${idOf('a', places.member)}', '${name}', '${hashToken(name.replaceAll(' ', '-'))}', ${readOnly})
         ON CONFLICT (id) DO UPDATE SET revoked_at = NULL`,
  );
  const statements = [...people, ...keys, `UPDATE firm_rule SET emergency_access = 'everybody'`];
  // Each for itself: together they would hold rows for which a request that is under way waits, and wait for its own.
  const restore = async () => {
    for (const statement of statements) await client.query(statement);
  };
  let underWay: Promise<void> | undefined;
  return async () => {
    underWay ??= restore().finally(() => (underWay = undefined));
    await underWay;
  };
}
