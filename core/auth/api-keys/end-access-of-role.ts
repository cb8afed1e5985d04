import type { Actor, PersonView } from '../../actor.ts';
import { notifyAccounts } from '../../notices/notify-accounts.ts';
import type { Transaction } from '../../platform/database.ts';
import { revokeAllApiKeys } from './api-keys.ts';

/**
 * Ends the sessions and keys of somebody who has another role from now on: a key that was made for reading documents
 * would read the audit log. They are told which keys ended, but for whoever changes their own role. `by`: left out,
 * the firm's provider did it.
 */
export async function endAccessOfRole(
  tx: Transaction,
  { id, role }: Pick<PersonView, 'id' | 'role'>,
  by?: Actor,
): Promise<void> {
  await tx.session.deleteMany({ where: { personId: id } });
  const keys = await revokeAllApiKeys(tx, { personId: id, by: by?.person.id ?? id });
  if (keys === 0 || by?.person.id === id) return;
  const what = `${role === 'member' ? 'a' : 'an'} ${role}`;
  const ended = keys === 1 ? 'Your API key' : `Your ${keys} API keys`;
  const about = `${what}. ${ended} ended with the role that you had: make new ones for the programs that you still use.`;
  await notifyAccounts(tx, { kind: 'keys-ended', personIds: [id], by, about });
}
